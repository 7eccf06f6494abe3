//! What can be followed: a snapshot first, then changes.
//!
//! Both streams begin to listen before they read the snapshot, so that nothing falls between the two, and drop
//! events whose sequence is not higher than what they already gave. A subscriber that lags reads the rows again: it
//! may miss steps in between, never the last state.

mod all;
mod one;

use super::error::{Problem, Result};
use super::ids::{self, Kind};
use super::types::ExportJob;
use crate::auth::Viewer;
use async_graphql::{Context, ID};
use futures_util::{Stream, StreamExt};
use phonoglyph_engine::job::{ExportService, ExportStatus};

/// What can be followed.
pub struct Subscription;

/// What can be followed.
#[async_graphql::Subscription]
impl Subscription {
    /// Follows one export: as it stands, then whenever it changes. Completes after it has ended.
    async fn export_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The export.")] job_id: ID,
    ) -> Result<impl Stream<Item = Result<ExportJob>>> {
        let id = ids::expect(Kind::ExportJob, &job_id, "jobId")?;
        let (exports, user) = (exports(ctx), user(ctx));
        let stream = one::follow(exports, user, id).await;
        let stream = stream.map_err(|error| Problem::job(error, "jobId"))?;
        Ok(stream.map(|job| job.map(ExportJob).map_err(|error| Problem::job(error, "jobId"))))
    }

    /// Follows all exports of the user: those that have not ended as they stand, then whichever changes.
    async fn exports_changed(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Result<ExportJob>>> {
        let stream = all::follow(exports(ctx), user(ctx)).await;
        let stream = stream.map_err(|error| Problem::job(error, "exportsChanged"))?;
        Ok(stream.map(|job| {
            job.map(ExportJob)
                .map_err(|error| Problem::job(error, "exportsChanged"))
        }))
    }
}

fn exports(ctx: &Context<'_>) -> ExportService {
    ctx.data_unchecked::<ExportService>().clone()
}

fn user(ctx: &Context<'_>) -> String {
    ctx.data_unchecked::<Viewer>().user_id.clone()
}

/// Whether a job in this status will not change any more.
fn has_ended(status: ExportStatus) -> bool {
    matches!(
        status,
        ExportStatus::Completed | ExportStatus::Failed | ExportStatus::Cancelled
    )
}
