//! Pictures of videos that are not rendered yet: from arguments to an address and what is drawn there.

use super::error::{Problem, Result};
use super::ids::{self, Kind};
use super::material;
use super::types::{
    CreateCompositionInput, Picture, PreviewFormat, PreviewFrame, PreviewShapeInput, PreviewStrip,
};
use crate::auth::Viewer;
use crate::data::{self, AssetKind, DatabaseConnection, assets, compositions};
use crate::links::Links;
use crate::previews::{Address, Place, Shape, SourceError, source_of};
use async_graphql::{Context, ID, InputObject};
use phonoglyph_engine::composition::Branding;
use phonoglyph_engine::job::JobSource;
use phonoglyph_engine::preview::{PreviewRecipe, PreviewRequest, PreviewService, Shown};
use phonoglyph_engine::stills::{MAX_TILES, TILE_SIDES};
use phonoglyph_engine::storage::keys;
use phonoglyph_engine::time::MediaTime;

/// What a picture costs in a query: a few tens of them exhaust it.
pub const COST: usize = 400;

/// A frame that is asked for: `compositionId` or `composition`, not both.
#[derive(InputObject)]
pub struct PreviewFrameInput {
    /// A stored composition.
    composition_id: Option<ID>,
    /// A composition that is stored nowhere.
    composition: Option<CreateCompositionInput>,
    /// The shape of the video.
    #[graphql(flatten)]
    shape: PreviewShapeInput,
    /// Where in the song the video begins, in seconds; by default at its start.
    from: Option<f64>,
    /// Where in the song the video ends, in seconds; by default at its end.
    to: Option<f64>,
    /// When, in seconds from the start of the video.
    time: f64,
    /// The file format.
    #[graphql(default_with = "PreviewFormat::Png")]
    format: PreviewFormat,
}

/// A contact sheet that is asked for: `compositionId` or `composition`, not both.
#[derive(InputObject)]
pub struct PreviewStripInput {
    /// A stored composition.
    composition_id: Option<ID>,
    /// A composition that is stored nowhere.
    composition: Option<CreateCompositionInput>,
    /// The shape of the video.
    #[graphql(flatten)]
    shape: PreviewShapeInput,
    /// Where in the song the video begins, in seconds; by default at its start.
    from: Option<f64>,
    /// Where in the song the video ends, in seconds; by default at its end.
    to: Option<f64>,
    /// How many frames, 1 to 60, from the middles of equal parts of the video.
    #[graphql(default = 12)]
    count: i32,
    /// How many frames in a row, 1 to 60; by default as many as make the sheet about square.
    columns: Option<i32>,
    /// The longest side of each frame in pixels, 64 to 480.
    #[graphql(default = 320)]
    side: i32,
    /// The file format.
    #[graphql(default_with = "PreviewFormat::Png")]
    format: PreviewFormat,
}

/// Draws a frame.
pub async fn frame(ctx: &Context<'_>, input: PreviewFrameInput) -> Result<PreviewFrame> {
    let shape = input.shape.build(input.from, input.to)?;
    let looked_at = look(ctx, input.composition_id, input.composition, &shape).await?;
    let shown = Shown::Frame(MediaTime::from_seconds(input.time));
    picture(ctx, looked_at, shape, shown, input.format)
        .await
        .map(PreviewFrame)
}

/// Draws a contact sheet.
pub async fn strip(ctx: &Context<'_>, input: PreviewStripInput) -> Result<PreviewStrip> {
    let shape = input.shape.build(input.from, input.to)?;
    let columns = match input.columns {
        Some(columns) => Some(within("input.columns", columns, 1, MAX_TILES)?),
        None => None,
    };
    let shown = Shown::Strip {
        count: within("input.count", input.count, 1, MAX_TILES)?,
        columns,
        side: within("input.side", input.side, *TILE_SIDES.start(), *TILE_SIDES.end())?,
    };
    let looked_at = look(ctx, input.composition_id, input.composition, &shape).await?;
    picture(ctx, looked_at, shape, shown, input.format)
        .await
        .map(PreviewStrip)
}

fn within(field: &str, value: i32, least: u32, most: u32) -> Result<u32> {
    let good = u32::try_from(value)
        .ok()
        .filter(|value| (least..=most).contains(value));
    good.ok_or_else(|| Problem::field(field, value, format!("from {least} to {most}")))
}

/// What is looked at: its place, its recipe and its version.
struct LookedAt {
    place: Place,
    recipe: PreviewRecipe,
    version: i64,
}

async fn look(
    ctx: &Context<'_>,
    id: Option<ID>,
    composition: Option<CreateCompositionInput>,
    shape: &Shape,
) -> Result<LookedAt> {
    let config = shape.config().map_err(|error| Problem::export(error, "input"))?;
    match (id, composition) {
        (Some(id), None) => {
            let row = stored(ctx, &id).await?;
            let source = source_of(db(ctx), &row).await?;
            Ok(LookedAt {
                recipe: PreviewRecipe { source, config },
                version: row.updated_at.timestamp_micros(),
                place: Place::Composition(row.id),
            })
        }
        (None, Some(composition)) => {
            let source = given(ctx, composition).await?;
            let recipe = PreviewRecipe { source, config };
            let kept = ctx
                .data_unchecked::<PreviewService>()
                .keep(user(ctx), recipe.clone());
            Ok(LookedAt {
                place: Place::Kept(kept),
                recipe,
                version: 0,
            })
        }
        (Some(_), Some(_)) => Err(either("both")),
        (None, None) => Err(either("neither")),
    }
}

fn either(given: &str) -> Problem {
    Problem::field("input", given, "one of compositionId and composition")
}

/// A stored composition of the user's.
pub async fn stored(ctx: &Context<'_>, id: &ID) -> Result<data::Composition> {
    let field = "input.compositionId";
    let id = ids::expect(Kind::Composition, id, field)?;
    let row = compositions::find(db(ctx), user(ctx), &id).await?;
    row.ok_or_else(|| Problem::not_found("composition", field))
}

/// What a composition that is stored nowhere is made from.
async fn given(ctx: &Context<'_>, mut input: CreateCompositionInput) -> Result<JobSource> {
    let given = input.document().map_err(deeper)?;
    material::check(ctx, &given, None).await.map_err(deeper)?;
    let document = given.composition;
    let audio = match &input.audio_asset_id {
        Some(id) => Some(asset(ctx, AssetKind::Audio, id, "input.composition.audioAssetId").await?),
        None => None,
    };
    let midi_field = "input.composition.midiAssetId";
    Ok(JobSource {
        branding: Branding::default(),
        material: material::stored(ctx, &document).await.map_err(deeper)?,
        document,
        midi_key: asset(ctx, AssetKind::Midi, &input.midi_asset_id, midi_field).await?,
        audio_key: audio,
    })
}

/// Wrong values of a composition, which stands one field deeper here than where it is created.
fn deeper(problem: Problem) -> Problem {
    match problem {
        Problem::Input(mut fields) => {
            for wrong in &mut fields {
                if let Some(rest) = wrong.field.strip_prefix("input.") {
                    wrong.field = format!("input.composition.{rest}");
                }
            }
            Problem::Input(fields)
        }
        Problem::NotFound { what, field } => match field.strip_prefix("input.") {
            Some(rest) => Problem::not_found(what, format!("input.composition.{rest}")),
            None => Problem::NotFound { what, field },
        },
        other => other,
    }
}

/// The storage key of the user's asset that the argument `field` names, which must be of that kind.
pub(super) async fn asset(ctx: &Context<'_>, kind: AssetKind, id: &ID, field: &str) -> Result<String> {
    let row = ids::expect(Kind::Asset, id, field)?;
    let found = assets::find(db(ctx), user(ctx), &row).await?;
    let found = found.ok_or_else(|| Problem::not_found("asset", field))?;
    if found.kind == kind {
        return Ok(keys::asset(&found.id)?);
    }
    let wanted = match kind {
        AssetKind::Midi => "an asset of kind MIDI",
        _ => "an asset of kind AUDIO",
    };
    Err(Problem::field(field, "an asset of another kind", wanted))
}

async fn picture(
    ctx: &Context<'_>,
    looked_at: LookedAt,
    shape: Shape,
    shown: Shown,
    format: PreviewFormat,
) -> Result<Picture> {
    let address = Address {
        place: looked_at.place,
        shape,
        shown,
        format: format.into(),
        version: looked_at.version,
    };
    let request = PreviewRequest {
        user_id: user(ctx).to_owned(),
        recipe: looked_at.recipe,
        shown,
        format: address.format,
    };
    let drawn = ctx.data_unchecked::<PreviewService>().draw(request).await;
    let still = drawn.map_err(|error| Problem::preview(error, "input.time"))?;
    let links = ctx.data_unchecked::<Links>();
    let link = links.sign_target(&address.target(), chrono::Utc::now());
    Ok(Picture { still, link })
}

fn user<'a>(ctx: &Context<'a>) -> &'a str {
    &ctx.data_unchecked::<Viewer>().user_id
}

fn db<'a>(ctx: &Context<'a>) -> &'a DatabaseConnection {
    ctx.data_unchecked()
}

impl From<SourceError> for Problem {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::Missing { path, .. } => Self::not_found("asset", path),
            error => Self::internal(&error),
        }
    }
}
