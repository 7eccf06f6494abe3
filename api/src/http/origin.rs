//! Which pages and which hosts may ask.
//!
//! A browser sends `Origin` with a WebSocket, a stream of events and requests that may change something: it must be the server's
//! own or an allowed one. A server that only this machine may reach also looks at `Host`: a page elsewhere may give
//! its own name this machine's address, and would otherwise pass for the server itself.

use super::{reply, stream};
use crate::config::Config;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::net::IpAddr;
use std::sync::Arc;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// What may ask.
pub struct Origins {
    allowed: Vec<String>,
    any_host: bool,
}

impl Origins {
    /// As the settings have it.
    pub fn new(config: &Config) -> Self {
        let own = config.public_url.as_deref().and_then(origin_of);
        Self {
            allowed: config.allowed_origins.iter().cloned().chain(own).collect(),
            any_host: config.any_host,
        }
    }

    /// The answers to other origins' preflight requests; none where no other origin is allowed.
    pub fn cors(&self) -> Option<CorsLayer> {
        let origins: Vec<HeaderValue> = self
            .allowed
            .iter()
            .filter_map(|origin| origin.parse().ok())
            .collect();
        if origins.is_empty() {
            return None;
        }
        let headers = [
            header::CONTENT_TYPE,
            header::AUTHORIZATION,
            HeaderName::from_static("apollo-require-preflight"),
        ];
        let cors = CorsLayer::new().allow_origin(AllowOrigin::list(origins));
        Some(
            cors.allow_methods([Method::GET, Method::POST])
                .allow_headers(headers),
        )
    }

    fn allows(&self, headers: &HeaderMap) -> bool {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return true;
        };
        let Ok(origin) = origin.to_str() else { return false };
        let host = host(headers);
        let own = origin
            .split_once("://")
            .is_some_and(|(_, name)| Some(name) == host);
        own || self.allowed.iter().any(|allowed| allowed == origin)
    }

    fn serves(&self, headers: &HeaderMap) -> bool {
        self.any_host || host(headers).is_none_or(is_this_machine)
    }
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::HOST)?.to_str().ok()
}

/// Scheme and host of an address.
fn origin_of(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let host = rest.split('/').next()?;
    Some(format!("{scheme}://{host}"))
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name
        .trim_start_matches('[')
        .trim_end_matches(']')
        .parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Whether a request asks for a WebSocket.
pub fn wants_websocket(headers: &HeaderMap) -> bool {
    let upgrade = headers.get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.eq_ignore_ascii_case("websocket"))
}

/// Turns away what may not ask.
pub async fn check(State(origins): State<Arc<Origins>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !origins.serves(headers) {
        let message = "this server serves this machine only: set --public-url to serve under another name";
        return reply::refuse(StatusCode::MISDIRECTED_REQUEST, "MISDIRECTED_REQUEST", message);
    }
    let may_change = wants_websocket(headers) || stream::wanted(headers) || request.method() == Method::POST;
    if may_change && !origins.allows(headers) {
        let message = "pages of this origin may not use the API: see --allowed-origins";
        return reply::refuse(StatusCode::FORBIDDEN, "FORBIDDEN_ORIGIN", message);
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(host: &'static str, origin: Option<&'static str>) -> HeaderMap {
        let host = (header::HOST, HeaderValue::from_static(host));
        let origin = origin.map(|origin| (header::ORIGIN, HeaderValue::from_static(origin)));
        std::iter::once(host).chain(origin).collect()
    }

    fn origins(any_host: bool) -> Origins {
        let allowed = vec!["https://studio.example.com".to_owned()];
        Origins { allowed, any_host }
    }

    #[test]
    fn the_servers_own_pages_and_allowed_ones_may_ask() {
        let origins = origins(true);
        for origin in [
            None,
            Some("http://a.example:4000"),
            Some("https://studio.example.com"),
        ] {
            assert!(origins.allows(&headers("a.example:4000", origin)), "{origin:?}");
        }
        for origin in [
            "http://a.example",
            "null",
            "https://evil.example",
            "https://studio.example.com.evil.example",
        ] {
            assert!(
                !origins.allows(&headers("a.example:4000", Some(origin))),
                "{origin}"
            );
        }
    }

    #[test]
    fn a_server_of_this_machine_answers_to_no_other_name() {
        let origins = origins(false);
        for host in [
            "localhost:4000",
            "LOCALHOST",
            "127.0.0.1:80",
            "[::1]:4000",
            "127.8.8.8",
        ] {
            assert!(origins.serves(&headers(host, None)), "{host}");
        }
        for host in ["evil.example:4000", "127.0.0.1.evil.example", "192.168.0.5", ""] {
            assert!(!origins.serves(&headers(host, None)), "{host}");
        }
    }

    #[test]
    fn the_origin_of_an_address_has_no_path() {
        assert_eq!(
            origin_of("https://a.example:8443/video").as_deref(),
            Some("https://a.example:8443")
        );
    }
}
