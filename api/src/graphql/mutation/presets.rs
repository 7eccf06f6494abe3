//! Presets of a user's own.

use super::text::bounded;
use crate::auth::Viewer;
use crate::data::{self, DatabaseConnection, presets};
use crate::graphql::error::{Problem, Result};
use crate::graphql::presets::{MOST, find, of};
use crate::graphql::types::{CustomPreset, ExportSettingsInput, preset_settings};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use phonoglyph_engine::export::ExportConfig;

/// The part of [`Mutation`](super::Mutation) about presets.
#[derive(Default)]
pub struct PresetMutation;

/// A preset to save.
#[derive(InputObject)]
pub struct SaveCustomPresetInput {
    /// Its name, 1 to 100 characters.
    name: String,
    /// What it is for, up to 500 characters.
    #[graphql(default)]
    description: String,
    /// What it sets; `from` and `to` belong to a song and are left out.
    #[graphql(flatten)]
    settings: ExportSettingsInput,
}

/// What to change in a preset; what is left out stays.
#[derive(InputObject)]
pub struct UpdateCustomPresetInput {
    /// The preset.
    id: ID,
    /// Another name, 1 to 100 characters.
    name: Option<String>,
    /// Another description, up to 500 characters.
    description: Option<String>,
    /// What it sets from now on; what is left out in it is as in its `preset` or `customPresetId`, and without both as it
    /// was.
    settings: Option<ExportSettingsInput>,
}

/// A preset to delete.
#[derive(InputObject)]
pub struct DeleteCustomPresetInput {
    /// The preset.
    id: ID,
}

/// What came of saving a preset.
#[derive(SimpleObject)]
pub struct SaveCustomPresetPayload {
    /// The new preset.
    preset: CustomPreset,
}

/// What came of changing a preset.
#[derive(SimpleObject)]
pub struct UpdateCustomPresetPayload {
    /// The preset as it is now.
    preset: CustomPreset,
}

/// What came of deleting a preset.
#[derive(SimpleObject)]
pub struct DeleteCustomPresetPayload {
    /// The id that names nothing any more.
    deleted_preset_id: ID,
}

#[Object]
impl PresetMutation {
    /// Saves export settings under a name, up to 100 of them, to be used as `customPresetId` of exports.
    async fn save_custom_preset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The preset.")] input: SaveCustomPresetInput,
    ) -> Result<SaveCustomPresetPayload> {
        let name = bounded(&input.name, "input.name", 1, 100)?;
        let description = bounded(&input.description, "input.description", 0, 500)?;
        let base = of(
            ctx,
            input.settings.custom_preset_id.as_ref(),
            "input.customPresetId",
        )
        .await?;
        whole(&input.settings, "input")?;
        let config = input.settings.build("input", base.map(|own| own.settings))?;
        if presets::count(db(ctx), user(ctx)).await? >= MOST {
            return Err(Problem::Conflict {
                message: format!("there are {MOST} presets already: delete one first"),
                field: "input".to_owned(),
            });
        }
        let now = chrono::Utc::now();
        let row = data::Preset {
            id: data::new_id(),
            user_id: user(ctx).to_owned(),
            name,
            description,
            settings: stored(&config)?,
            created_at: now,
            updated_at: now,
        };
        presets::insert(db(ctx), row.clone()).await?;
        Ok(SaveCustomPresetPayload {
            preset: CustomPreset(row),
        })
    }

    /// Changes a preset of one's own. Exports that were queued before stay as they are.
    async fn update_custom_preset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The preset and what to change in it.")] input: UpdateCustomPresetInput,
    ) -> Result<UpdateCustomPresetPayload> {
        let mut row = find(ctx, &input.id, "input.id").await?;
        if let Some(text) = &input.name {
            row.name = bounded(text, "input.name", 1, 100)?;
        }
        if let Some(text) = &input.description {
            row.description = bounded(text, "input.description", 0, 500)?;
        }
        if let Some(settings) = input.settings {
            whole(&settings, "input.settings")?;
            let field = "input.settings.customPresetId";
            let other = of(ctx, settings.custom_preset_id.as_ref(), field).await?;
            let base = match (other, settings.preset) {
                (Some(other), _) => Some(other.settings),
                (None, Some(_)) => None,
                (None, None) => Some(preset_settings(&row)?),
            };
            row.settings = stored(&settings.build("input.settings", base)?)?;
        }
        row.updated_at = chrono::Utc::now();
        if !presets::update(db(ctx), row.clone()).await? {
            return Err(Problem::not_found("preset", "input.id"));
        }
        Ok(UpdateCustomPresetPayload {
            preset: CustomPreset(row),
        })
    }

    /// Deletes a preset of one's own. Exports that were queued with it stay.
    async fn delete_custom_preset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The preset.")] input: DeleteCustomPresetInput,
    ) -> Result<DeleteCustomPresetPayload> {
        let row = find(ctx, &input.id, "input.id").await?;
        if !presets::delete(db(ctx), user(ctx), &row.id).await? {
            return Err(Problem::not_found("preset", "input.id"));
        }
        Ok(DeleteCustomPresetPayload {
            deleted_preset_id: input.id,
        })
    }
}

/// Refuses a part of a song, which a preset has none of.
fn whole(settings: &ExportSettingsInput, prefix: &str) -> Result<()> {
    for (name, value) in [("from", settings.from), ("to", settings.to)] {
        if let Some(value) = value {
            return Err(Problem::field(
                format!("{prefix}.{name}"),
                value,
                "left out: a preset is for every song",
            ));
        }
    }
    Ok(())
}

fn stored(config: &ExportConfig) -> Result<serde_json::Value> {
    serde_json::to_value(config.settings()).map_err(|error| Problem::internal(&error))
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}
