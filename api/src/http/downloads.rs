//! Finished videos and their pictures, by signed link.

use super::plain::{asked, failed, is_known, plain, set};
use super::range::{Wanted, wanted};
use super::{State, file_name};
use crate::data::{compositions, owner_of_job};
use axum::body::Body;
use axum::extract::{self, Path, Query};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use phonoglyph_engine::job::{JobError, JobResult, JobSnapshot};
use phonoglyph_engine::stills::StillFormat;
use serde::Deserialize;

/// The signed part of a link, and how to show the file.
#[derive(Deserialize)]
pub struct Link {
    expires: Option<i64>,
    signature: Option<String>,
    download: Option<String>,
}

/// A file of a finished job.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Video,
    Poster,
    Thumbnail,
}

impl Part {
    /// The part that an address names.
    fn named(name: &str) -> Option<Self> {
        match name {
            "file" => Some(Self::Video),
            "poster" => Some(Self::Poster),
            "thumbnail" => Some(Self::Thumbnail),
            _ => None,
        }
    }

    /// Its key in storage; none where the job has no such file.
    fn key(self, result: &JobResult) -> Option<&str> {
        let stills = result.stills.as_ref();
        match self {
            Self::Video => Some(&result.key),
            Self::Poster => stills.map(|stills| stills.poster.as_str()),
            Self::Thumbnail => stills.map(|stills| stills.thumbnail.as_str()),
        }
    }

    /// What its file name and entity tag have behind the video's.
    fn suffix(self) -> &'static str {
        match self {
            Self::Video => "",
            Self::Poster => "-poster",
            Self::Thumbnail => "-thumbnail",
        }
    }
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
    Path((id, name)): Path<(String, String)>,
    link: Result<Query<Link>, extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let Ok(Query(link)) = link else {
        return plain(StatusCode::FORBIDDEN, "this link is not valid: ask for a new one");
    };
    let (expires, signature) = (link.expires.unwrap_or(0), link.signature.as_deref().unwrap_or(""));
    let target = format!("/exports/{id}/{name}");
    if let Err(error) = state
        .links
        .verify(&target, expires, signature, chrono::Utc::now())
    {
        return plain(StatusCode::FORBIDDEN, &error.to_string());
    }
    let found = match Part::named(&name) {
        Some(part) => find(&state, &id, part, link.download.is_some()).await,
        None => Ok(None),
    };
    let download = match found {
        Ok(Some(download)) => download,
        Ok(None) => return plain(StatusCode::NOT_FOUND, "this file is not there any more"),
        Err(failed) => return failed,
    };
    match send(&state, &download, &headers).await {
        Ok(response) => response,
        Err(failed) => failed,
    }
}

/// A file of a job; none where there is no such job or it has no such file.
async fn find(state: &State, id: &str, part: Part, save: bool) -> Result<Option<Download>, Response> {
    let Some(user) = owner_of_job(&state.db, id).await.map_err(broken)? else {
        return Ok(None);
    };
    let job = match state.exports.job(&user, id).await {
        Ok(job) => job,
        Err(JobError::NotFound(_)) => return Ok(None),
        Err(error) => return Err(broken(error)),
    };
    let Some(result) = &job.result else {
        return Ok(None);
    };
    let Some(key) = part.key(result) else {
        return Ok(None);
    };
    let Some(stored) = state.storage.info(key).await.map_err(broken)? else {
        return Ok(None);
    };
    let kind = if save { "attachment" } else { "inline" };
    Ok(Some(Download {
        key: key.to_owned(),
        length: stored.bytes,
        etag: format!("\"{}{}\"", result.sha256, part.suffix()),
        media_type: match part {
            Part::Video => job.config.container().media_type(),
            Part::Poster | Part::Thumbnail => StillFormat::Jpeg.media_type(),
        },
        disposition: file_name::disposition(kind, &name(state, &user, &job, part).await?),
    }))
}

/// The file's name, after its composition and preset.
async fn name(state: &State, user: &str, job: &JobSnapshot, part: Part) -> Result<String, Response> {
    let found = compositions::find(&state.db, user, &job.composition_id)
        .await
        .map_err(broken)?;
    let name = found.map_or_else(|| "export".to_owned(), |composition| composition.name);
    let preset = job.config.settings().preset;
    let extension = match part {
        Part::Video => job.config.container().extension(),
        Part::Poster | Part::Thumbnail => StillFormat::Jpeg.extension(),
    };
    Ok(file_name::safe(
        &format!("{name}-{preset}{}", part.suffix()),
        extension,
    ))
}

async fn send(state: &State, download: &Download, headers: &HeaderMap) -> Result<Response, Response> {
    if is_known(headers, &download.etag) {
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
        .map_err(broken)?;
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

fn broken(error: impl std::fmt::Display) -> Response {
    failed("a download", error)
}
