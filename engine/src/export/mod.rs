//! How to export: what a caller asks for becomes a valid [`ExportConfig`], or an error for every wrong field.
//!
//! Enters: an [`ExportRequest`] (a preset and what to change in it). Leaves: an [`ExportConfig`], whose fields
//! are private and valid once it is built; reading one back from JSON checks it again.

mod config;
mod formats;
mod platform;
mod preset;
mod request;
mod safe_area;

pub use config::{
    AudioSettings, ExportConfig, ExportSettings, FieldError, GifSettings, InvalidExport, Loudness,
    MAX_DURATION, MIN_SIDE, Profile, TooLong, VideoSettings,
};
pub use formats::{Container, FORMATS, Format, FrameRates, UnknownName, listed};
pub use preset::{Platform, PlatformRules, Preset, PresetId, all_presets, preset};
pub use request::ExportRequest;
pub use safe_area::SafeArea;
