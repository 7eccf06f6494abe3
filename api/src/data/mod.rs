//! The API's own tables: API keys, assets, compositions, templates, presets and webhooks. Only this module of the API knows
//! SeaORM.
//!
//! Every function takes the user and sees only their rows; what is another's is as if it were not there. Lists are
//! ordered newest first: ids are UUIDs of version 7, so their order is that of time.

pub mod api_keys;
pub mod assets;
pub mod compositions;
mod owner;
pub mod presets;
pub mod secret;
pub mod templates;
pub mod webhooks;

pub use owner::{owner_of_composition, owner_of_job};
pub use phonoglyph_entities::api_key::Model as ApiKey;
pub use phonoglyph_entities::export_preset::Model as Preset;
pub use phonoglyph_entities::template::Model as Template;
pub use phonoglyph_entities::webhook::Model as Webhook;
pub use phonoglyph_entities::webhook_delivery::{DeliveryStatus, Model as Delivery};
pub use phonoglyph_entities::{asset::AssetKind, asset::Model as Asset, composition::Model as Composition};
pub use sea_orm::{DatabaseConnection, DbErr};

/// Which part of a list is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Begin after the row with this id.
    pub after: Option<String>,
    /// At most so many rows.
    pub limit: u64,
}

/// Whether a row was there to be written.
fn was_there<M>(written: Result<M, DbErr>) -> Result<bool, DbErr> {
    match written {
        Ok(_) => Ok(true),
        Err(DbErr::RecordNotUpdated) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A new id.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

#[cfg(test)]
pub mod tests;
