//! Finished files, by signed link.

use super::range::{Wanted, wanted};
use super::{State, file_name};
use crate::data::{compositions, owner_of_job};
use axum::body::Body;
use axum::extract::{self, Path, Query};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use phonoglyph_engine::job::{JobError, JobSnapshot};
use serde::Deserialize;
use std::fmt::Display;

/// The signed part of a link, and how to show the file.
#[derive(Deserialize)]
pub struct Link {
    expires: Option<i64>,
    signature: Option<String>,
    download: Option<String>,
}

/// A finished file.
struct Download {
    key: String,
    length: u64,
    etag: String,
    media_type: &'static str,
    disposition: String,
}

/// GET and HEAD of a file.
pub async fn file(
    extract::State(state): extract::State<State>,
    Path(id): Path<String>,
    link: Result<Query<Link>, extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(link)) = link else {
        return plain(
            StatusCode::FORBIDDEN,
            "this link is not valid: ask for downloadUrl again",
        );
    };
    let (expires, signature) = (link.expires.unwrap_or(0), link.signature.as_deref().unwrap_or(""));
    if let Err(error) = state.links.verify(&id, expires, signature, chrono::Utc::now()) {
        return plain(StatusCode::FORBIDDEN, &error.to_string());
    }
    let download = match find(&state, &id, link.download.is_some()).await {
        Ok(Some(download)) => download,
        Ok(None) => return plain(StatusCode::NOT_FOUND, "this file is not there any more"),
        Err(failed) => return failed,
    };
    match send(&state, &download, &headers).await {
        Ok(response) => response,
        Err(failed) => failed,
    }
}

/// The file of a job; none where there is no such job or it has no file.
async fn find(state: &State, id: &str, save: bool) -> Result<Option<Download>, Response> {
    let Some(user) = owner_of_job(&state.db, id).await.map_err(failed)? else {
        return Ok(None);
    };
    let job = match state.exports.job(&user, id).await {
        Ok(job) => job,
        Err(JobError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let Some(result) = &job.result else {
        return Ok(None);
    };
    let Some(stored) = state.storage.info(&result.key).await.map_err(failed)? else {
        return Ok(None);
    };
    let kind = if save { "attachment" } else { "inline" };
    Ok(Some(Download {
        key: result.key.clone(),
        length: stored.bytes,
        etag: format!("\"{}\"", result.sha256),
        media_type: job.config.container().media_type(),
        disposition: file_name::disposition(kind, &name(state, &user, &job).await?),
    }))
}

/// The file's name, after its composition and preset.
async fn name(state: &State, user: &str, job: &JobSnapshot) -> Result<String, Response> {
    let found = compositions::find(&state.db, user, &job.composition_id)
        .await
        .map_err(failed)?;
    let name = found.map_or_else(|| "export".to_owned(), |composition| composition.name);
    let preset = job.config.settings().preset;
    Ok(file_name::safe(
        &format!("{name}-{preset}"),
        job.config.container().extension(),
    ))
}

async fn send(state: &State, download: &Download, headers: &HeaderMap) -> Result<Response, Response> {
    if asked(headers, &header::IF_NONE_MATCH).is_some_and(|tags| has_tag(tags, &download.etag)) {
        return Ok(respond(download, StatusCode::NOT_MODIFIED, 0, Body::empty()));
    }
    // A range of another version is no use: then the whole file is sent.
    let same = asked(headers, &header::IF_RANGE).is_none_or(|tag| tag == download.etag);
    let range = asked(headers, &header::RANGE).filter(|_| same);
    let (status, first, last) = match wanted(range, download.length) {
        Wanted::All => (StatusCode::OK, 0, download.length.saturating_sub(1)),
        Wanted::Part(first, last) => (StatusCode::PARTIAL_CONTENT, first, last),
        Wanted::Nothing => return Ok(unsatisfiable(download)),
    };
    let end = (last + 1).min(download.length);
    let stream = state
        .storage
        .read(&download.key, first..end)
        .await
        .map_err(failed)?;
    let mut response = respond(download, status, end - first, Body::from_stream(stream));
    if status == StatusCode::PARTIAL_CONTENT {
        set(
            &mut response,
            header::CONTENT_RANGE,
            &format!("bytes {first}-{last}/{}", download.length),
        );
    }
    Ok(response)
}

fn asked<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn has_tag(tags: &str, etag: &str) -> bool {
    let mut tags = tags.split(',').map(|tag| tag.trim().trim_start_matches("W/"));
    tags.any(|tag| tag == "*" || tag == etag)
}

fn respond(download: &Download, status: StatusCode, length: u64, body: Body) -> Response {
    let mut response = (status, body).into_response();
    set(&mut response, header::ETAG, &download.etag);
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(
        &mut response,
        header::CACHE_CONTROL,
        "private, max-age=0, must-revalidate",
    );
    if status != StatusCode::NOT_MODIFIED {
        set(&mut response, header::CONTENT_TYPE, download.media_type);
        set(&mut response, header::CONTENT_LENGTH, &length.to_string());
        set(&mut response, header::CONTENT_DISPOSITION, &download.disposition);
    }
    response
}

fn unsatisfiable(download: &Download) -> Response {
    let mut response = plain(StatusCode::RANGE_NOT_SATISFIABLE, "the file has no such bytes");
    set(
        &mut response,
        header::CONTENT_RANGE,
        &format!("bytes */{}", download.length),
    );
    response
}

fn set(response: &mut Response, name: HeaderName, value: &str) {
    // Every value here is visible ASCII.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

fn plain(status: StatusCode, message: &str) -> Response {
    (
        status,
        [(header::CACHE_CONTROL, "no-store")],
        format!("{message}\n"),
    )
        .into_response()
}

fn failed(error: impl Display) -> Response {
    tracing::error!(%error, "a download failed");
    plain(
        StatusCode::INTERNAL_SERVER_ERROR,
        "something went wrong in the server",
    )
}

#[cfg(test)]
mod tests {
    use super::has_tag;

    #[test]
    fn tags_are_compared_weakly() {
        for tags in ["\"a\"", "\"b\", \"a\"", "W/\"a\"", "*"] {
            assert!(has_tag(tags, "\"a\""), "{tags}");
        }
        assert!(!has_tag("\"ab\"", "\"a\""));
    }
}
