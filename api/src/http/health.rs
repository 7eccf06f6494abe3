//! Whether the server is alive, and whether it can work.

use super::State;
use axum::extract;
use axum::http::StatusCode;

/// It answers.
pub async fn alive() -> &'static str {
    "ok\n"
}

/// It answers, and so do database and storage.
pub async fn ready(extract::State(state): extract::State<State>) -> (StatusCode, &'static str) {
    if state.stop.is_cancelled() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
    }
    if let Err(error) = state.db.ping().await {
        tracing::warn!(%error, "the database does not answer");
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n");
    }
    if let Err(error) = state.storage.info("readiness").await {
        tracing::warn!(%error, "storage does not answer");
        return (StatusCode::SERVICE_UNAVAILABLE, "storage does not answer\n");
    }
    (StatusCode::OK, "ok\n")
}
