//! Uploads: the GraphQL multipart request specification, streamed to files and never held in memory.
//!
//! The parts come in their order: `operations`, `map`, then the files that `map` names. A file is recognised by its
//! first bytes, and reading ends with the first byte above the limit of its kind.

use super::{MAX_JSON, State, drain, reply, request};
use crate::config::UploadLimits;
use crate::graphql::{Problem, UploadedFile, UploadedFiles};
use crate::upload::{SNIFF_BYTES, UploadError, sniff};
use async_graphql::{Request as GraphQLRequest, Response as GraphQLResponse, ServerError, UploadValue};
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tempfile::{NamedTempFile, TempPath};
use tokio::io::AsyncWriteExt;

/// How many files a request may have.
const MAX_FILES: usize = 4;

/// Where each file goes: the name of its part, and the paths of its variables.
type FileMap = BTreeMap<String, Vec<String>>;

/// Reads a request with files; the files live as long as what is returned.
pub async fn read(sent: Request, state: &State) -> Result<(GraphQLRequest, UploadedFiles), Response> {
    let headers = sent.headers().clone();
    let mut parts = Multipart::from_request(sent, state)
        .await
        .map_err(|error| bad_request(&error.body_text()))?;
    let read = read_parts(&mut parts, &headers, state).await;
    if read.is_err() {
        drain::parts(parts).await;
    }
    read
}

async fn read_parts(
    parts: &mut Multipart,
    headers: &HeaderMap,
    state: &State,
) -> Result<(GraphQLRequest, UploadedFiles), Response> {
    let operations = text(parts, "operations").await?;
    let mut request = request::read(operations.as_bytes())
        .map_err(|wrong| bad_request(&format!("in the part operations: {wrong}")))?;
    let mut map: FileMap = serde_json::from_str(&text(parts, "map").await?)
        .map_err(|_| bad_request("the part map is no object of lists of paths"))?;
    if map.len() > MAX_FILES {
        return Err(bad_request(&format!("a request has at most {MAX_FILES} files")));
    }
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(|error| broken(&error))? {
        let Some(paths) = part.name().and_then(|name| map.remove(name)) else {
            return Err(bad_request("a part is not named in map"));
        };
        // One upload is one file here: a second path would name a second one.
        let [path] = paths.as_slice() else {
            return Err(bad_request("a file stands for one variable"));
        };
        let name = part.file_name().unwrap_or_default().to_owned();
        let file = save(part, &state.scratch, state.uploads)
            .await
            .map_err(|error| error.reply(headers))?;
        request.set_upload(path, placeholder());
        if request.uploads.len() == files.len() {
            return Err(bad_request("map names what is no variable of the request"));
        }
        files.push(UploadedFile { name, path: file });
    }
    if !map.is_empty() {
        return Err(bad_request("a file that map names is missing"));
    }
    Ok((request, UploadedFiles(Arc::new(files))))
}

/// What async-graphql counts uploads by: name and content go to resolvers as [`UploadedFiles`].
fn placeholder() -> UploadValue {
    UploadValue {
        filename: String::new(),
        content_type: None,
        content: bytes::Bytes::new(),
    }
}

/// The text of the next part, which must have that name.
async fn text(parts: &mut Multipart, name: &str) -> Result<String, Response> {
    let part = parts.next_field().await.map_err(|error| broken(&error))?;
    let Some(mut part) = part.filter(|part| part.name() == Some(name)) else {
        return Err(bad_request(
            "the parts come in this order: operations, map, files",
        ));
    };
    let mut text = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|error| broken(&error))? {
        text.extend_from_slice(&chunk);
        if text.len() > MAX_JSON {
            return Err(bad_request(&format!(
                "the part {name} has at most {MAX_JSON} bytes"
            )));
        }
    }
    String::from_utf8(text).map_err(|_| bad_request(&format!("the part {name} is not UTF-8")))
}

/// Why a file was not saved.
enum SaveError {
    Refused(UploadError),
    Broken(MultipartError),
}

impl From<std::io::Error> for SaveError {
    fn from(error: std::io::Error) -> Self {
        Self::Refused(UploadError::Io(error))
    }
}

impl SaveError {
    fn reply(self, headers: &HeaderMap) -> Response {
        match self {
            Self::Broken(error) => broken(&error),
            Self::Refused(error) => {
                let too_large = matches!(error, UploadError::TooLarge { .. });
                let error = async_graphql::Error::from(Problem::upload(error));
                let mut server_error = ServerError::new(error.message, None);
                server_error.extensions = error.extensions;
                let mut response = reply::answer(headers, GraphQLResponse::from_errors(vec![server_error]));
                if too_large {
                    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
                }
                response
            }
        }
    }
}

async fn save(mut part: Field<'_>, folder: &Path, limits: UploadLimits) -> Result<TempPath, SaveError> {
    let path = NamedTempFile::new_in(folder)?.into_temp_path();
    let mut file = tokio::fs::File::create(&path).await?;
    let (mut head, mut written) = (Vec::new(), 0_u64);
    while let Some(chunk) = part.chunk().await.map_err(SaveError::Broken)? {
        let wanted = SNIFF_BYTES.saturating_sub(head.len()).min(chunk.len());
        head.extend_from_slice(&chunk[..wanted]);
        written += chunk.len() as u64;
        check(&head, written, limits).map_err(SaveError::Refused)?;
        file.write_all(&chunk).await?;
    }
    file.flush().await?;
    Ok(path)
}

/// Whether reading may go on after so many bytes.
fn check(head: &[u8], written: u64, limits: UploadLimits) -> Result<(), UploadError> {
    match sniff(head) {
        Some(found) if written > found.limit(limits) => Err(found.too_large(limits)),
        None if head.len() == SNIFF_BYTES => Err(UploadError::Unknown),
        _ => Ok(()),
    }
}

fn bad_request(message: &str) -> Response {
    reply::refuse(StatusCode::BAD_REQUEST, "BAD_REQUEST", message)
}

fn broken(error: &MultipartError) -> Response {
    let code = match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => "UPLOAD_TOO_LARGE",
        _ => "BAD_REQUEST",
    };
    reply::refuse(error.status(), code, &error.body_text())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: UploadLimits = UploadLimits {
        midi: 100,
        audio: 1000,
    };

    #[test]
    fn reading_ends_at_the_limit_of_the_kind() {
        let (midi, flac) = (
            b"MThd\0\0\0\x06\0\x01\0\x02\x01\xe0MT",
            b"fLaC\0\0\0\x22\0\0\0\0\0\0\0\0",
        );
        assert!(check(midi, 100, LIMITS).is_ok());
        assert!(matches!(
            check(midi, 101, LIMITS),
            Err(UploadError::TooLarge { limit: 100, .. })
        ));
        assert!(check(flac, 1000, LIMITS).is_ok());
        assert!(matches!(
            check(flac, 1001, LIMITS),
            Err(UploadError::TooLarge { limit: 1000, .. })
        ));
    }

    #[test]
    fn what_is_of_no_kind_is_refused_at_its_first_bytes() {
        assert!(check(b"MT", 2, LIMITS).is_ok(), "not enough to tell");
        let page = b"<!doctype html><".repeat(SNIFF_BYTES / 16);
        assert!(check(&page[16..], 16, LIMITS).is_ok(), "not enough to tell");
        assert!(matches!(check(&page, 4096, LIMITS), Err(UploadError::Unknown)));
    }
}
