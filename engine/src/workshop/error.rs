//! Why nothing could be prepared.

use std::error::Error;
use std::io;

/// Why nothing could be prepared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WorkshopError {
    /// It was asked to stop.
    #[error("stopped")]
    Stopped,
    /// It failed.
    #[error("{code}: {message}")]
    Failed {
        /// A word for programs, such as `BAD_SCORE`.
        code: &'static str,
        /// A sentence for people.
        message: String,
        /// Whether trying again may help.
        may_pass: bool,
    },
}

impl WorkshopError {
    /// A failure that trying again would not mend.
    pub fn lasting(code: &'static str, message: impl Into<String>) -> Self {
        Self::Failed {
            code,
            message: message.into(),
            may_pass: false,
        }
    }

    /// The folder for what is fetched failed.
    pub fn scratch(error: io::Error) -> Self {
        Self::Failed {
            code: "STORAGE",
            message: format!("the scratch folder failed: {error}"),
            may_pass: true,
        }
    }
}

/// An error and its causes in one line; a cause that the line tells already is not told again.
pub fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.contains(&next) {
            text = format!("{text}: {next}");
        }
        cause = error.source();
    }
    text
}
