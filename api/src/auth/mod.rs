//! Who is asking.
//!
//! Enters: the `Authorization` of a request, or what a socket says of itself. Leaves: an [`Admission`], or a
//! [`Refused`] that says no more than it must. What always holds:
//! 1. Which algorithms sign tokens is a setting; a token that names another is refused before its signature is
//!    looked at.
//! 2. A token has a subject and an end, and the issuer and audience that are set; clocks may differ by the leeway.
//! 3. Of a personal API key only a hash is kept.
//! 4. Every query of `data` and of the queue is asked on a [`Viewer`]'s behalf; nothing else says whose rows are seen.

mod crypto;
mod gate;
mod jwks;
mod settings;
mod token;

pub use gate::{Admission, Gate, Means, Refused};
pub use settings::{AuthSettings, TokenKeys, TokenSettings};
pub use token::{Claims, make as make_token};

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

#[cfg(test)]
mod tests;
