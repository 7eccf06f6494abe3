//! Uploads.

use crate::auth::Viewer;
use crate::config::UploadLimits;
use crate::data::{self, DatabaseConnection, assets};
use crate::graphql::UploadedFiles;
use crate::graphql::error::{Problem, Result};
use crate::graphql::ids::{self, Kind};
use crate::graphql::types::{Asset, ScoreSummary};
use crate::upload::{self, Examined};
use async_graphql::{Context, ID, InputObject, Object, SimpleObject, Upload};
use phonoglyph_engine::job::ExportService;
use phonoglyph_engine::storage::{Storage, keys};
use std::path::Path;

/// The longest file name that is kept, in characters.
const MAX_FILE_NAME: usize = 200;
/// The most uploads of a user.
const MOST: u64 = 10_000;

/// The part of [`Mutation`](super::Mutation) about assets.
#[derive(Default)]
pub struct AssetMutation;

/// A file to upload.
#[derive(InputObject)]
pub struct UploadAssetInput {
    /// A MIDI file (.mid, .kar, .rmi), a recording (WAV, AIFF, FLAC, MP3, AAC, Ogg, M4A, CAF, WebM), a picture (PNG,
    /// JPEG, WebP, SVG), a font (.ttf, .otf), a colour look-up table (.cube), lyrics (.lrc, .srt) or a SoundFont (.sf2,
    /// .sf3), recognised by its content. Send it as the GraphQL multipart request specification says, with the header
    /// `apollo-require-preflight: 1`.
    file: Upload,
}

/// What came of an upload.
#[derive(SimpleObject)]
pub struct UploadAssetPayload {
    /// The uploaded file.
    asset: Asset,
}

/// A file to delete.
#[derive(InputObject)]
pub struct DeleteAssetInput {
    /// The file.
    id: ID,
}

/// What came of deleting a file.
#[derive(SimpleObject)]
pub struct DeleteAssetPayload {
    /// The id that names nothing any more.
    deleted_asset_id: ID,
}

#[Object]
impl AssetMutation {
    /// Uploads a song, a recording or what a composition refers to.
    async fn upload_asset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file.")] input: UploadAssetInput,
    ) -> Result<UploadAssetPayload> {
        // `http` keeps the content in a file, and the upload's number is its place there. A client can write any
        // number, also without sending a file: async-graphql's own look-up would panic.
        let UploadedFiles(files) = ctx.data_opt::<UploadedFiles>().cloned().unwrap_or_default();
        let Some(file) = files.get(*input.file) else {
            return Err(Problem::field(
                "input.file",
                "missing",
                "a part of a multipart request",
            ));
        };
        let (path, limits) = (file.path.to_path_buf(), *ctx.data_unchecked::<UploadLimits>());
        let examined = tokio::task::spawn_blocking(move || upload::examine(&path, limits)).await?;
        let examined = examined.map_err(Problem::upload)?;
        let user = &ctx.data_unchecked::<Viewer>().user_id;
        let held = assets::count(ctx.data_unchecked::<DatabaseConnection>(), user).await?;
        if held >= MOST {
            return Err(Problem::Conflict {
                message: format!("there are {MOST} uploads already: delete one first"),
                field: "input.file".to_owned(),
            });
        }
        let room = ctx
            .data_unchecked::<ExportService>()
            .room_for(user, examined.bytes)
            .await;
        room.map_err(|error| Problem::job(error, "input.file"))?;
        let asset = store(ctx, &file.path, &file.name, &examined).await?;
        let score = examined.score.as_ref().map(ScoreSummary::from);
        Ok(UploadAssetPayload {
            asset: Asset::examined(asset, score),
        })
    }

    /// Deletes an uploaded file that no composition, template or running export needs. Finished exports that were made of
    /// it stay, but cannot be made again.
    async fn delete_asset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file.")] input: DeleteAssetInput,
    ) -> Result<DeleteAssetPayload> {
        let missing = || Problem::not_found("asset", "input.id");
        let id = ids::expect(Kind::Asset, &input.id, "input.id")?;
        let (db, user) = (
            ctx.data_unchecked::<DatabaseConnection>(),
            &ctx.data_unchecked::<Viewer>().user_id,
        );
        assets::find(db, user, &id).await?.ok_or_else(missing)?;
        if let Some(what) = assets::needed_by(db, user, &id, &input.id).await? {
            return Err(Problem::Conflict {
                message: format!("{what} needs this file: delete that first"),
                field: "input.id".to_owned(),
            });
        }
        if !assets::delete(db, user, &id).await? {
            return Err(missing());
        }
        ctx.data_unchecked::<Storage>().delete(&keys::asset(&id)?).await?;
        Ok(DeleteAssetPayload {
            deleted_asset_id: input.id,
        })
    }
}

/// Stores the content first and the row after it, so that no row is without content.
pub(in crate::graphql) async fn store(
    ctx: &Context<'_>,
    file: &Path,
    name: &str,
    examined: &Examined,
) -> Result<data::Asset> {
    let asset = data::Asset {
        id: data::new_id(),
        user_id: ctx.data_unchecked::<Viewer>().user_id.clone(),
        kind: examined.kind,
        file_name: shown_name(name),
        media_type: examined.media_type.to_owned(),
        bytes: i64::try_from(examined.bytes).unwrap_or(i64::MAX),
        sha256: examined.sha256.clone(),
        duration_seconds: examined.duration_seconds,
        created_at: chrono::Utc::now(),
    };
    let (storage, key) = (ctx.data_unchecked::<Storage>(), keys::asset(&asset.id)?);
    storage.put_file(&key, file).await?;
    if let Err(error) = assets::insert(ctx.data_unchecked::<DatabaseConnection>(), asset.clone()).await {
        storage.delete(&key).await?;
        return Err(error.into());
    }
    Ok(asset)
}

/// The last part of a name, without what cannot be shown.
fn shown_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = last.chars().filter(|c| !c.is_control()).take(MAX_FILE_NAME);
    let shown = shown.collect::<String>().trim().to_owned();
    if shown.is_empty() {
        "untitled".to_owned()
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::shown_name;

    #[test]
    fn names_lose_their_folders_and_what_cannot_be_shown() {
        assert_eq!(shown_name("../../etc/passwd"), "passwd");
        assert_eq!(shown_name("C:\\songs\\evening\u{7}.mid"), "evening.mid");
        assert_eq!(shown_name("folder/"), "untitled");
        assert_eq!(shown_name(&"x".repeat(1000)).len(), 200);
    }
}
