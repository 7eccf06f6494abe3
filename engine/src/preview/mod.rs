//! Previews: single frames and contact sheets of a video that is not rendered yet, drawn while somebody waits.
//!
//! Enters: a [`PreviewRequest`]. Leaves: a [`Still`]. One thread of its own draws them, one after another, with
//! renderers that it keeps ready for a while; requests wait in a bounded queue, and what finds it full is refused at
//! once. What was asked for by somebody who has gone is not drawn. A frame is the one that an export of the same
//! source and config has, for both are drawn by the same renderer from the same preparation.

mod bench;
mod draw;
mod request;
mod service;
mod waiting;

#[cfg(test)]
mod tests;

pub use request::{PreviewKey, PreviewRecipe, PreviewRequest, Shown, Still};
pub use service::PreviewService;

use crate::time::MediaTime;

/// How many requests may wait; each takes a fraction of a second.
pub const MAX_WAITING: usize = 32;
/// How many of them may be one user's.
pub const MAX_WAITING_OF_USER: usize = 16;

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PreviewError {
    /// As many requests wait as may; it is better to ask again than to wait longer.
    #[error("as many previews are drawn as can be: ask again in a moment")]
    Busy,
    /// The service is stopping.
    #[error("the service is shutting down")]
    Stopping,
    /// The time is not in the video.
    #[error("time is {at}: it must be from 0 to the end of the video, at {end}")]
    OutsideVideo {
        /// The time that was asked for, from the start of the video.
        at: MediaTime,
        /// When the video ends.
        end: MediaTime,
    },
    /// It could not be prepared or drawn.
    #[error("{code}: {message}")]
    Failed {
        /// A word for programs, such as `BAD_SCORE`.
        code: &'static str,
        /// A sentence for people.
        message: String,
    },
}
