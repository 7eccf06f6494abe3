//! The door of the API: who comes in, and how often.

use super::rate::{self, Caller, Rates, TooMany};
use super::{State, drain, origin, reply};
use crate::auth::{Gate, Means, Refused};
use crate::config::ApiLimits;
use axum::extract::{self, ConnectInfo, Request};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

/// Lets callers in and counts what they ask for. Cheap to clone.
#[derive(Clone)]
pub struct Entrance {
    gate: Gate,
    rates: Option<Arc<Rates>>,
    told_in: Option<HeaderName>,
}

impl Entrance {
    /// As the settings have it.
    pub fn new(gate: Gate, limits: &ApiLimits) -> Self {
        Self {
            gate,
            rates: limits.requests_per_minute.map(|rate| Arc::new(Rates::new(rate))),
            // The settings have looked at the name.
            told_in: limits
                .client_address_header
                .as_ref()
                .and_then(|name| name.parse().ok()),
        }
    }

    /// Who lets callers in.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Counts one operation of a user.
    ///
    /// # Errors
    /// When there are too many.
    pub fn count(&self, caller: Caller) -> Result<(), TooMany> {
        match &self.rates {
            Some(rates) => rates.take(caller, Instant::now()),
            None => Ok(()),
        }
    }
}

/// What a request shows of who sends it.
pub fn authorization(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()
}

/// Lets a request in, with its [`Admission`](crate::auth::Admission) beside it, or turns it away. A socket shows later
/// who it is.
pub async fn check(
    extract::State(state): extract::State<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let entrance = &state.entrance;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
    let address = rate::address(request.headers(), entrance.told_in.as_ref(), peer);
    if origin::wants_websocket(request.headers()) {
        return match entrance.count(address.clone()) {
            Ok(()) => {
                request.extensions_mut().insert(address);
                next.run(request).await
            }
            Err(many) => too_many(many),
        };
    }
    match entrance.gate.admit(authorization(request.headers())).await {
        Ok(admission) => {
            let caller = match admission.means {
                Means::Nothing => address,
                Means::Token | Means::ApiKey => Caller::User(admission.viewer.user_id.clone()),
            };
            if let Err(many) = entrance.count(caller) {
                drain::body(request.into_body()).await;
                return too_many(many);
            }
            request.extensions_mut().insert(admission);
            next.run(request).await
        }
        // Guesses are counted as well.
        Err(refused) => {
            drain::body(request.into_body()).await;
            match entrance.count(address) {
                Ok(()) => turned_away(refused),
                Err(many) => too_many(many),
            }
        }
    }
}

fn turned_away(refused: Refused) -> Response {
    let (status, code, challenge) = match refused {
        Refused::Nothing => (StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", Some("Bearer")),
        Refused::NotGood => (
            StatusCode::UNAUTHORIZED,
            "UNAUTHENTICATED",
            Some("Bearer error=\"invalid_token\""),
        ),
        Refused::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", None),
    };
    let mut response = reply::refuse(status, code, &refused.to_string());
    if let Some(challenge) = challenge {
        let challenge = HeaderValue::from_static(challenge);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

/// The errors of one who asks too often, in GraphQL's form.
pub fn rate_errors(many: TooMany) -> serde_json::Value {
    let TooMany { limit, wait } = many;
    let message = format!("too many requests: at most {limit} a minute; try again in {wait} s");
    let extensions = json!({ "code": "RATE_LIMITED", "limit": limit, "retryAfter": wait });
    json!([{ "message": message, "extensions": extensions }])
}

fn too_many(many: TooMany) -> Response {
    let headers = [
        (header::RETRY_AFTER, many.wait.to_string()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = axum::Json(json!({ "errors": rate_errors(many) }));
    (StatusCode::TOO_MANY_REQUESTS, headers, body).into_response()
}
