//! Pictures of videos that are not rendered yet: their addresses, and what those stand for.
//!
//! An address names a composition, or a recipe that the server keeps for a while, and with it all that the picture
//! depends on; it is signed, so it may stand in an `<img>`. GraphQL makes addresses, HTTP reads them; both draw the
//! same [`PreviewRequest`].

mod address;
mod shape;

pub use address::{Address, Place};
pub use shape::Shape;

use crate::data::{Composition, DatabaseConnection, DbErr, assets, compositions, owner_of_composition};
use crate::graphql;
use phonoglyph_engine::composition::{self, Branding, CompositionError};
use phonoglyph_engine::export::InvalidExport;
use phonoglyph_engine::job::{JobSource, StoredMaterial};
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
    Document(#[from] CompositionError),
    /// What the document refers to is not among the user's uploads.
    #[error("{path} is {name:?}: there is no such asset")]
    Missing {
        /// Where in the document.
        path: String,
        /// The reference.
        name: String,
    },
    /// The database failed.
    #[error("the database failed")]
    Database(#[from] DbErr),
    /// An asset's id.
    #[error(transparent)]
    Key(#[from] StorageError),
}

/// What a stored composition is made from, as it is now.
pub async fn source_of(db: &DatabaseConnection, row: &Composition) -> Result<JobSource, SourceError> {
    let document = composition::Composition::from_value(row.document.clone())?;
    Ok(JobSource {
        branding: Branding::default(),
        material: material(db, &row.user_id, &document).await?,
        document,
        midi_key: keys::asset(&row.midi_asset_id)?,
        audio_key: row.audio_asset_id.as_deref().map(keys::asset).transpose()?,
    })
}

/// The uploads of the user that a document refers to.
async fn material(
    db: &DatabaseConnection,
    user_id: &str,
    document: &composition::Composition,
) -> Result<Vec<StoredMaterial>, SourceError> {
    let mut found = Vec::new();
    for referred in document.references() {
        let row = match graphql::asset_row(&referred.name) {
            Some(id) => assets::find(db, user_id, &id).await?,
            None => None,
        };
        let Some(row) = row else {
            let (path, name) = (referred.path, referred.name);
            return Err(SourceError::Missing { path, name });
        };
        found.push(StoredMaterial {
            kind: referred.kind,
            name: referred.name,
            key: keys::asset(&row.id)?,
        });
    }
    Ok(found)
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
            (user, source_of(db, &row).await?)
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
