//! Who is asking.
//!
//! There is no authentication yet: everyone is the one local user, which is why the server refuses to listen to
//! other machines unless it is told to in so many words. Whatever comes to identify callers makes a [`Viewer`] here,
//! and nothing else changes: every query of `data` and of the queue is already asked on a viewer's behalf.

/// The user on whose behalf a request is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Viewer {
    /// The id that stands in the rows the user owns.
    pub user_id: String,
}

impl Viewer {
    /// The one user of a server without authentication.
    pub fn local() -> Self {
        Self {
            user_id: "local".to_owned(),
        }
    }
}
