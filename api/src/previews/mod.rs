//! Pictures of videos that are not rendered yet: their addresses, and what those stand for.
//!
//! An address names a composition, or a recipe that the server keeps for a while, and with it all that the picture
//! depends on; it is signed, so it may stand in an `<img>`. GraphQL makes addresses, HTTP reads them; both draw the
//! same [`PreviewRequest`].

mod address;
mod shape;

pub use address::{Address, Place};
pub use shape::Shape;

use crate::data::{Composition, DatabaseConnection, DbErr, compositions, owner_of_composition};
use phonoglyph_engine::export::InvalidExport;
use phonoglyph_engine::job::JobSource;
use phonoglyph_engine::preview::{PreviewRecipe, PreviewRequest, PreviewService};
use phonoglyph_engine::storage::{StorageError, keys};

/// Why there is nothing to draw at an address.
#[derive(Debug, thiserror::Error)]
pub enum AddressError {
    /// It names nothing that is there.
    #[error("this picture is not there any more: ask for it again")]
    Gone,
    /// The size or part of the song is not one that can be exported.
    #[error(transparent)]
    Shape(#[from] InvalidExport),
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// The composition cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// Why a stored composition makes no source.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The document.
    #[error("the stored composition cannot be read: {0}")]
    Document(#[from] serde_json::Error),
    /// An asset's id.
    #[error(transparent)]
    Key(#[from] StorageError),
}

/// What a stored composition is made from, as it is now.
pub fn source_of(row: &Composition) -> Result<JobSource, SourceError> {
    Ok(JobSource {
        document: serde_json::from_value(row.document.clone())?,
        midi_key: keys::asset(&row.midi_asset_id)?,
        audio_key: row.audio_asset_id.as_deref().map(keys::asset).transpose()?,
    })
}

/// What is to be drawn at an address, on behalf of whom it belongs to.
pub async fn request(
    db: &DatabaseConnection,
    previews: &PreviewService,
    address: &Address,
) -> Result<PreviewRequest, AddressError> {
    let (user_id, source) = match &address.place {
        Place::Composition(id) => {
            let user = owner_of_composition(db, id).await?.ok_or(AddressError::Gone)?;
            let row = compositions::find(db, &user, id)
                .await?
                .ok_or(AddressError::Gone)?;
            (user, source_of(&row)?)
        }
        Place::Kept(id) => {
            let (user, recipe) = previews.recipe(id).ok_or(AddressError::Gone)?;
            (user, recipe.source)
        }
    };
    let config = address.shape.config()?;
    Ok(PreviewRequest {
        user_id,
        recipe: PreviewRecipe { source, config },
        shown: address.shown,
        format: address.format,
    })
}
