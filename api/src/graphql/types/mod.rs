//! The schema's types, one small file for each family.

mod asset;
mod branding;
mod branding_input;
mod capabilities;
mod composition;
mod composition_input;
mod export_config;
mod export_input;
mod job;
mod node;
mod preset;
mod preview;
mod scalars;
mod score;
mod template;

pub use asset::Asset;
pub use branding_input::BrandingInput;
pub use capabilities::Capabilities;
pub use composition::{Composition, document as document_of};
pub use composition_input::{CreateCompositionInput, UpdateCompositionInput, name as composition_name};
pub use export_config::ExportPresetId;
pub use export_input::ExportSettingsInput;
pub use job::{ExportJob, ExportStatus};
pub use node::Node;
pub use preset::{ExportPreset, export_presets};
pub use preview::{Picture, PreviewFormat, PreviewFrame, PreviewShapeInput, PreviewStrip};
pub use scalars::{Color, Long};
pub use score::ScoreSummary;
pub use template::{ExportTemplate, document as template_document};
