//! The only place that turns errors into what a client sees: a sentence for people, `extensions.code` for programs.
//!
//! | code | meaning | also in the extensions |
//! |---|---|---|
//! | `BAD_USER_INPUT` | a value outside its limits | `field`, `value`, `limit` of the first, and `fields`: all of them |
//! | `UNSUPPORTED_FILE` | an upload of no kind that is taken, or one that cannot be read | `field` |
//! | `UPLOAD_TOO_LARGE` | an upload above the limit of its kind | `field`, `limit` in bytes |
//! | `NOT_FOUND` | there is no such thing, or it is another user's | `field` |
//! | `FORBIDDEN` | whoever asks may not do this, such as make API keys with an API key | |
//! | `CONFLICT` | it is there, but its state does not allow this | `field` |
//! | `IDEMPOTENCY_KEY_REUSED` | something else was asked for under this key within 24 hours | `field` |
//! | `QUOTA_EXCEEDED` | the user would have more than one may | `quota`: WAITING, BYTES or MINUTES, `value`, `limit` |
//! | `FETCH_FAILED` | a file could not be fetched from an address | `field`, `mayPass`: whether to try again |
//! | `BUSY` | as many previews are drawn or waiting as may be; try again | |
//! | `RESPONSE_TOO_LARGE` | more was asked for than one answer may hold | `limit` in values |
//! | `UNAVAILABLE` | the server is stopping; try again | |
//! | such as `BAD_SCORE`, `BAD_PLAN` | a preview cannot be drawn, for the reason that an export would fail for | |
//! | `INTERNAL` | the server's fault; the log has the cause under `errorId` | `errorId` |
//! | `GRAPHQL_PARSE_FAILED`, `GRAPHQL_VALIDATION_FAILED` | not a request of this schema | |
//! | such as `QUERY_TOO_DEEP`, `LIST_TOO_LONG` | the request asks for too much, see `limits` | `value`, `limit` |
//!
//! What is refused before a request is looked at has codes too (`http`): `UNAUTHENTICATED`, `RATE_LIMITED` and others.

mod codes;

pub use codes::Codes;

use crate::data::DbErr;
use crate::upload::UploadError;
use async_graphql::{Error, ErrorExtensions, Name, Value};
use phonoglyph_engine::composition::{CompositionError, ValueError};
use phonoglyph_engine::export::{FieldError, InvalidExport};
use phonoglyph_engine::job::{JobError, Quota};
use phonoglyph_engine::material::MaterialError;
use phonoglyph_engine::preview::PreviewError;
use phonoglyph_engine::storage::StorageError;
use std::fmt::{Debug, Display};

/// What a resolver returns.
pub type Result<T> = std::result::Result<T, Problem>;
/// What a resolver returns whose field may be null: an error makes this field null, and nothing beside or above it
/// (GraphQL, section 6.4.4). The library would carry the error of a `Result<Option<T>>` up to the object that the field
/// stands in, and from a field of the query to all that was asked for.
pub type Nullable<T> = Option<Result<T>>;

/// An error as a client sees it.
///
/// It is deliberately not `Display`: errors reach a client through this type or not at all.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// Values outside their limits; at least one.
    Input(Vec<WrongField>),
    /// An upload that is not taken.
    Upload {
        /// `UNSUPPORTED_FILE` or `UPLOAD_TOO_LARGE`.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// The largest size in bytes, where that is the problem.
        limit: Option<u64>,
    },
    /// There is no such thing, or it is another user's.
    NotFound {
        /// What, in a word or two.
        what: &'static str,
        /// The argument that named it.
        field: String,
    },
    /// Whoever asks may not do this.
    Forbidden {
        /// Why, and who may.
        message: String,
    },
    /// Its state does not allow this.
    Conflict {
        /// Which state that is.
        message: String,
        /// The argument that named it.
        field: String,
    },
    /// Something else was asked for under the same idempotency key.
    KeyReused {
        /// The argument that has the key.
        field: String,
    },
    /// The user would have more than one may.
    Quota {
        /// Of what.
        quota: Quota,
        /// How much it would be.
        value: f64,
        /// How much may be.
        limit: f64,
    },
    /// A file could not be fetched from an address that was given.
    Fetch {
        /// Why.
        message: String,
        /// The argument that the address stands in.
        field: String,
        /// Whether the same request may go better later.
        may_pass: bool,
    },
    /// As much is being done as may be.
    Busy {
        /// What, and when to try again.
        message: String,
    },
    /// More was asked for than one answer may hold.
    TooMuch {
        /// The most values of documents in an answer.
        limit: usize,
    },
    /// The server is stopping.
    Unavailable,
    /// A preview cannot be drawn.
    NotDrawn {
        /// A word for programs, as that of a failed export.
        code: &'static str,
        /// A sentence for people.
        message: String,
    },
    /// The server's fault.
    Internal {
        /// Where the log has the cause.
        error_id: String,
    },
}

/// A value outside its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongField {
    /// The path of the value from the argument on, such as `input.video.width`.
    pub field: String,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub limit: String,
}

impl WrongField {
    /// A wrong value.
    pub fn new(field: impl Into<String>, value: impl Display, limit: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            value: value.to_string().chars().take(100).collect(),
            limit: limit.into(),
        }
    }

    /// Whether the value should have been an id.
    pub fn is_id(&self) -> bool {
        self.limit.starts_with("an id of the type")
    }

    /// All of it in a sentence for people.
    pub fn sentence(&self) -> String {
        let Self { field, value, limit } = self;
        format!("{field} is {value}: it must be {limit}")
    }

    fn value(&self) -> Value {
        let entries = [
            ("field", &self.field),
            ("value", &self.value),
            ("limit", &self.limit),
        ];
        let entry = |(name, value): (&str, &String)| (Name::new(name), Value::from(value.as_str()));
        Value::Object(entries.into_iter().map(entry).collect())
    }
}

impl Problem {
    /// One wrong value.
    pub fn field(field: impl Into<String>, value: impl Display, limit: impl Into<String>) -> Self {
        Self::Input(vec![WrongField::new(field, value, limit)])
    }

    /// There is no such thing.
    pub fn not_found(what: &'static str, field: impl Into<String>) -> Self {
        let field = field.into();
        Self::NotFound { what, field }
    }

    /// The same problem of an argument that stands under `prefix`, where its fields say that it stands under `input`.
    pub fn under(self, prefix: &str) -> Self {
        let deeper = |field: String| match field.strip_prefix("input.") {
            Some(rest) => format!("{prefix}.{rest}"),
            None => field,
        };
        match self {
            Self::Input(mut fields) => {
                for wrong in &mut fields {
                    wrong.field = deeper(std::mem::take(&mut wrong.field));
                }
                Self::Input(fields)
            }
            Self::NotFound { what, field } => Self::not_found(what, deeper(field)),
            Self::Fetch {
                message,
                field,
                may_pass,
            } => Self::Fetch {
                message: message.replacen(&field, &deeper(field.clone()), 1),
                field: deeper(field),
                may_pass,
            },
            other => other,
        }
    }

    /// The server's fault: the cause goes to the log and a number to the client.
    pub fn internal(cause: &(impl Debug + ?Sized)) -> Self {
        let error_id = uuid::Uuid::now_v7().to_string();
        tracing::error!(error_id, ?cause, "a request failed");
        Self::Internal { error_id }
    }

    /// The export settings under `prefix` in the arguments are wrong.
    pub fn export(InvalidExport(fields): InvalidExport, prefix: &str) -> Self {
        let wrong = |e: FieldError| WrongField::new(format!("{prefix}.{}", e.field), e.value, e.limit);
        Self::Input(fields.into_iter().map(wrong).collect())
    }

    /// A composition in the arguments is wrong; `path` gives a value's path there from its path in the document.
    pub fn composition(error: CompositionError, path: impl Fn(&str) -> String) -> Self {
        match error {
            CompositionError::Values(values) => {
                let wrong = |e: ValueError| WrongField::new(path(&e.path), e.value, e.limit);
                Self::Input(values.into_iter().map(wrong).collect())
            }
            syntax @ CompositionError::Syntax { .. } => Self::internal(&syntax),
        }
    }

    /// A file under `input.file` is not taken.
    pub fn upload(error: UploadError) -> Self {
        let (code, limit) = match error {
            UploadError::Io(error)
            | UploadError::Material {
                error: MaterialError::Io(error),
                ..
            } => return Self::internal(&error),
            UploadError::TooLarge { limit, .. } => ("UPLOAD_TOO_LARGE", Some(limit)),
            _ => ("UNSUPPORTED_FILE", None),
        };
        let message = error.to_string();
        Self::Upload { code, message, limit }
    }

    /// A job could not be found or changed; `field` is the argument that named it.
    pub fn job(error: JobError, field: &str) -> Self {
        match error {
            JobError::NotFound(_) => Self::not_found("export job", field),
            JobError::Ended { status, .. } => Self::Conflict {
                // Upper case is how the schema writes it.
                message: format!(
                    "the export has ended: it is {}",
                    format!("{status:?}").to_uppercase()
                ),
                field: field.to_owned(),
            },
            JobError::KeyReused => Self::KeyReused {
                field: "input.idempotencyKey".to_owned(),
            },
            JobError::KeySpent => Self::Conflict {
                message: JobError::KeySpent.to_string(),
                field: "input.idempotencyKey".to_owned(),
            },
            JobError::Quota { quota, value, limit } => Self::Quota { quota, value, limit },
            JobError::TooManyPreviews => Self::Busy {
                message: JobError::TooManyPreviews.to_string(),
            },
            JobError::Stopping => Self::Unavailable,
            other => Self::internal(&other),
        }
    }

    /// A preview could not be drawn; `field` is the argument that gave the time.
    pub fn preview(error: PreviewError, field: &str) -> Self {
        match error {
            PreviewError::Busy => Self::Busy {
                message: error.to_string(),
            },
            PreviewError::Stopping => Self::Unavailable,
            PreviewError::OutsideVideo { at, end } => {
                let limit = format!("from 0 to the end of the video, at {}", end.seconds());
                Self::field(field, at.seconds(), limit)
            }
            PreviewError::Failed { code: "INTERNAL", .. } => Self::internal(&error),
            PreviewError::Failed { code, message } => Self::NotDrawn { code, message },
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Input(_) => "BAD_USER_INPUT",
            Self::Upload { code, .. } => code,
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Forbidden { .. } => "FORBIDDEN",
            Self::Conflict { .. } => "CONFLICT",
            Self::KeyReused { .. } => "IDEMPOTENCY_KEY_REUSED",
            Self::Quota { .. } => "QUOTA_EXCEEDED",
            Self::Fetch { .. } => "FETCH_FAILED",
            Self::Busy { .. } => "BUSY",
            Self::TooMuch { .. } => "RESPONSE_TOO_LARGE",
            Self::Unavailable => "UNAVAILABLE",
            Self::NotDrawn { code, .. } => code,
            Self::Internal { .. } => "INTERNAL",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Input(fields) => fields
                .iter()
                .map(WrongField::sentence)
                .collect::<Vec<_>>()
                .join("; "),
            Self::Upload { message, .. }
            | Self::Forbidden { message }
            | Self::Conflict { message, .. }
            | Self::Fetch { message, .. }
            | Self::Busy { message }
            | Self::NotDrawn { message, .. } => message.clone(),
            Self::KeyReused { .. } => JobError::KeyReused.to_string(),
            Self::Quota { quota, value, limit } => {
                let (quota, value, limit) = (*quota, *value, *limit);
                JobError::Quota { quota, value, limit }.to_string()
            }
            Self::NotFound { what, .. } => format!("there is no such {what}"),
            Self::TooMuch { limit } => {
                format!("an answer holds at most {limit} values of compositions: ask for fewer at once")
            }
            Self::Unavailable => "the server is shutting down: try again in a moment".to_owned(),
            Self::Internal { error_id } => {
                format!("something went wrong in the server; its log has the cause under {error_id}")
            }
        }
    }
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        Self::new(problem.message()).extend_with(|_, extensions| {
            extensions.set("code", problem.code());
            match &problem {
                Problem::Input(fields) => {
                    if let Some(first) = fields.first() {
                        extensions.set("field", first.field.as_str());
                        extensions.set("value", first.value.as_str());
                        extensions.set("limit", first.limit.as_str());
                    }
                    extensions.set("fields", fields.iter().map(WrongField::value).collect::<Vec<_>>());
                }
                Problem::Upload { limit, .. } => {
                    extensions.set("field", "input.file");
                    if let Some(limit) = limit {
                        extensions.set("limit", *limit);
                    }
                }
                Problem::Quota { quota, value, limit } => {
                    extensions.set("quota", format!("{quota:?}").to_uppercase());
                    extensions.set("value", *value);
                    extensions.set("limit", *limit);
                }
                Problem::KeyReused { field }
                | Problem::NotFound { field, .. }
                | Problem::Conflict { field, .. } => {
                    extensions.set("field", field.as_str());
                }
                Problem::Fetch { field, may_pass, .. } => {
                    extensions.set("field", field.as_str());
                    extensions.set("mayPass", *may_pass);
                }
                Problem::Internal { error_id } => extensions.set("errorId", error_id.as_str()),
                Problem::TooMuch { limit } => extensions.set("limit", *limit),
                Problem::Busy { .. }
                | Problem::Forbidden { .. }
                | Problem::Unavailable
                | Problem::NotDrawn { .. } => {}
            }
        })
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        Self::internal(&error)
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        Self::internal(&error)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Self::internal(&error)
    }
}

impl From<tokio::task::JoinError> for Problem {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::internal(&error)
    }
}

#[cfg(test)]
mod tests;
