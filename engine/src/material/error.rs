//! Why material is not taken.

/// Why bytes are not taken as what they should be.
#[derive(Debug, thiserror::Error)]
pub enum MaterialError {
    /// It is of another kind, or of none that is known.
    #[error("this is no {wanted}")]
    Unknown {
        /// What is taken, such as `PNG, JPEG, WebP or SVG picture`.
        wanted: &'static str,
    },
    /// There is more of something than is taken.
    #[error("it has {found} {what}: at most {limit} are taken")]
    TooMuch {
        /// What there is too much of, such as `bytes` or `pixels in a row`.
        what: &'static str,
        /// How much was found; where counting ended at the limit, the first number above it.
        found: u64,
        /// The most that is taken.
        limit: u64,
    },
    /// It has something that is never drawn.
    #[error("it has {what}, which is not taken: {reason}")]
    Forbidden {
        /// What it has, such as `<script>`.
        what: String,
        /// Why that is not taken, and what to do.
        reason: &'static str,
    },
    /// It breaks the rules of its format.
    #[error("the {format} cannot be read: {reason}")]
    Broken {
        /// The format, such as `PNG`.
        format: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// A line of a text breaks the rules of its format.
    #[error("line {line}: {reason}")]
    Line {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it, and what was wanted.
        reason: String,
    },
    /// The file could not be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] std::io::Error),
}

impl MaterialError {
    /// Something that breaks its format.
    pub(super) fn broken(format: &'static str, reason: impl ToString) -> Self {
        let reason = reason.to_string();
        Self::Broken { format, reason }
    }

    /// Something wrong in a line, counted from 1.
    pub(super) fn line(line: usize, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::Line { line, reason }
    }
}

/// Refuses what is above a limit.
pub(super) fn at_most(what: &'static str, found: u64, limit: u64) -> Result<(), MaterialError> {
    if found > limit {
        return Err(MaterialError::TooMuch { what, found, limit });
    }
    Ok(())
}
