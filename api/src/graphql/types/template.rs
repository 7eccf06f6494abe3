//! Export templates.

use super::branding::Branding;
use super::scalars::DateTime;
use crate::data;
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use async_graphql::{ID, Object};
use phonoglyph_engine::composition as engine;

/// An export template.
pub enum ExportTemplate {
    /// One that comes with the program.
    BuiltIn(&'static engine::Template),
    /// One of the viewer's own.
    Own(data::Template),
    /// One of somebody else's, seen by its link.
    Shared(data::Template),
}

impl ExportTemplate {
    /// What it shows.
    pub fn document(&self) -> Result<engine::Branding> {
        match self {
            Self::BuiltIn(template) => Ok(template.branding.clone()),
            Self::Own(row) | Self::Shared(row) => document(row),
        }
    }

    fn row(&self) -> Option<&data::Template> {
        match self {
            Self::BuiltIn(_) => None,
            Self::Own(row) | Self::Shared(row) => Some(row),
        }
    }
}

/// What a stored template shows.
pub fn document(row: &data::Template) -> Result<engine::Branding> {
    // It was checked when it was stored: that it cannot be read now is no fault of the caller.
    engine::Branding::from_value(row.branding.clone()).map_err(|error| Problem::internal(&error))
}

/// An export template: a watermark and an end card to be used for many exports.
#[Object]
impl ExportTemplate {
    /// The opaque id of this template.
    pub async fn id(&self) -> ID {
        match self {
            Self::BuiltIn(template) => ids::encode(Kind::ExportTemplate, &template.id),
            Self::Own(row) | Self::Shared(row) => ids::encode(Kind::ExportTemplate, &row.id),
        }
    }

    /// The word that names a template that comes with the program, such as `clean-minimal`; wherever a template's id is
    /// asked for, it is as good as the id. Null for all others.
    async fn key(&self) -> Option<&str> {
        match self {
            Self::BuiltIn(template) => Some(&template.id),
            _ => None,
        }
    }

    /// Its name.
    async fn name(&self) -> &str {
        match self {
            Self::BuiltIn(template) => &template.name,
            Self::Own(row) | Self::Shared(row) => &row.name,
        }
    }

    /// What it is for.
    async fn description(&self) -> &str {
        match self {
            Self::BuiltIn(template) => &template.description,
            Self::Own(row) | Self::Shared(row) => &row.description,
        }
    }

    /// What it shows.
    async fn branding(&self) -> Result<Branding> {
        self.document().map(Branding::from)
    }

    /// Whether it can be used but not changed: it comes with the program, or is somebody else's.
    async fn read_only(&self) -> bool {
        !matches!(self, Self::Own(_))
    }

    /// Whether a link shows it to others.
    async fn shared(&self) -> bool {
        self.row().is_some_and(|row| row.share_hash.is_some())
    }

    /// When it was made; null where it comes with the program.
    async fn created_at(&self) -> Option<DateTime> {
        self.row().map(|row| row.created_at.into())
    }

    /// When it was last changed; null where it comes with the program.
    async fn updated_at(&self) -> Option<DateTime> {
        self.row().map(|row| row.updated_at.into())
    }
}
