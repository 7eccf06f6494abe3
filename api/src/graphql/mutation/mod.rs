//! What can be changed, one file for each kind of thing.
//!
//! Every mutation takes one `input` and returns a payload of its own, so that either may grow.

mod api_keys;
mod assets;
mod compositions;
pub(super) mod exports;
mod presets;
mod previews;
mod templates;
mod text;
mod webhooks;

pub(super) use assets::store as keep_asset;

use async_graphql::MergedObject;

/// What can be changed.
#[derive(Default, MergedObject)]
pub struct Mutation(
    assets::AssetMutation,
    compositions::CompositionMutation,
    exports::ExportMutation,
    templates::TemplateMutation,
    previews::PreviewMutation,
    presets::PresetMutation,
    webhooks::WebhookMutation,
    api_keys::ApiKeyMutation,
);
