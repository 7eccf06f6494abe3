//! Who is behind a socket, and how often they ask.

use crate::auth::{Admission, Means};
use crate::http::entrance::Entrance;
use crate::http::rate::{Caller, TooMany};
use futures_util::future::BoxFuture;
use serde_json::{Map, Value};

/// Lets the clients of sockets in.
pub trait Door: Send + Sync + 'static {
    /// Who is behind the payload of a `connection_init`; none refuses it.
    fn admit<'a>(&'a self, payload: &'a Map<String, Value>) -> BoxFuture<'a, Option<Admission>>;

    /// Counts an operation.
    ///
    /// # Errors
    /// When there are too many.
    fn count(&self, admission: &Admission) -> Result<(), TooMany>;
}

/// The entrance of the API, for one socket.
pub struct Entering {
    /// The entrance.
    pub entrance: Entrance,
    /// Where the socket comes from.
    pub address: Caller,
    /// The header `Authorization` of the upgrade; browsers cannot send one.
    pub authorization: Option<String>,
}

impl Door for Entering {
    fn admit<'a>(&'a self, payload: &'a Map<String, Value>) -> BoxFuture<'a, Option<Admission>> {
        Box::pin(async move {
            let shown = shown(payload).or(self.authorization.clone());
            self.entrance.gate().admit(shown.as_deref()).await.ok()
        })
    }

    fn count(&self, admission: &Admission) -> Result<(), TooMany> {
        self.entrance.count(match admission.means {
            Means::Nothing => self.address.clone(),
            Means::Token | Means::ApiKey => Caller::User(admission.viewer.user_id.clone()),
        })
    }
}

/// What a payload shows: `Authorization` as a header would have it, in any case of letters.
fn shown(payload: &Map<String, Value>) -> Option<String> {
    let mut members = payload.iter();
    let (_, value) = members.find(|(name, _)| name.eq_ignore_ascii_case("authorization"))?;
    value.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_payload_shows_its_token_as_a_header_does() {
        let cases = [
            (json!({ "Authorization": "Bearer a" }), Some("Bearer a")),
            (
                json!({ "authorization": "Bearer a", "more": 1 }),
                Some("Bearer a"),
            ),
            (json!({ "authorization": 1 }), None),
            (json!({}), None),
        ];
        for (payload, expected) in cases {
            let payload = payload.as_object().expect("an object");
            assert_eq!(shown(payload).as_deref(), expected);
        }
    }
}
