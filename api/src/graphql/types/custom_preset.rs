//! Presets of a user's own.

use super::export_config::ExportConfig;
use super::scalars::DateTime;
use crate::data;
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use async_graphql::{ID, Object};
use phonoglyph_engine::export as engine;

/// A preset of one's own.
pub struct CustomPreset(pub data::Preset);

/// What a stored preset sets.
pub fn settings(row: &data::Preset) -> Result<engine::ExportSettings> {
    // It was checked when it was stored: that it cannot be read now is no fault of the caller.
    serde_json::from_value(row.settings.clone()).map_err(|error| Problem::internal(&error))
}

/// A preset of one's own: export settings under a name, for `customPresetId` of an export.
#[Object]
impl CustomPreset {
    /// The opaque id of this preset.
    pub async fn id(&self) -> ID {
        ids::encode(Kind::CustomPreset, &self.0.id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it is for.
    async fn description(&self) -> &str {
        &self.0.description
    }

    /// What it sets.
    async fn config(&self) -> Result<ExportConfig> {
        Ok(ExportConfig::from(&settings(&self.0)?))
    }

    /// When it was saved first.
    async fn created_at(&self) -> DateTime {
        self.0.created_at.into()
    }

    /// When it was last changed.
    async fn updated_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}
