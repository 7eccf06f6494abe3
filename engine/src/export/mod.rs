//! How to export: what a caller asks for becomes a valid [`ExportConfig`], or an error for every wrong field.
//!
//! Enters: an [`ExportRequest`] (a preset and what to change in it). Leaves: an [`ExportConfig`], whose fields
//! are private and valid once it is built; reading one back from JSON checks it again.

mod config;
mod formats;
mod limits;
mod platform;
mod preset;
mod request;
mod safe_area;
mod settings;

pub use config::{ExportConfig, FieldError, InvalidExport};
pub use formats::{Container, FORMATS, Format, FrameRates, UnknownName, listed};
pub use limits::{MAX_DURATION, MIN_SIDE};
pub use preset::{Platform, PlatformRules, Preset, PresetId, all_presets, preset};
pub use request::ExportRequest;
pub use safe_area::SafeArea;
pub use settings::{AudioSettings, ExportSettings, GifSettings, Loudness, Profile, TooLong, VideoSettings};
