//! The client against a server of this machine, which the settings allow.

use super::*;
use axum::Router;
use axum::body::Body;
use axum::extract::Path as Parameter;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use futures_util::stream;
use std::convert::Infallible;

const ENOUGH: Limits = Limits {
    bytes: 1000,
    time: Duration::from_secs(20),
};

fn client(allow: &[&str]) -> Outside {
    let allow = allow.iter().map(|host| (*host).to_owned()).collect();
    Outside::new(&OutsideSettings { allow, proxy: None }).expect("settings are good")
}

/// A server on this machine; gives its port.
async fn server() -> u16 {
    let endless = || async {
        let chunks = stream::repeat_with(|| Ok::<_, Infallible>(vec![7_u8; 100]));
        Body::from_stream(chunks)
    };
    let silent = || async { Body::from_stream(stream::pending::<Result<Vec<u8>, Infallible>>()) };
    let hop = |Parameter(left): Parameter<u32>| async move {
        let place = if left == 0 {
            "/file".to_owned()
        } else {
            format!("/hop/{}", left - 1)
        };
        Redirect::temporary(&place)
    };
    let away = |Parameter(place): Parameter<String>| async move { Redirect::to(&place).into_response() };
    let router = Router::new()
        .route(
            "/file",
            get(|| async { ([("content-type", "image/png")], vec![1_u8; 1000]) }),
        )
        .route("/large", get(|| async { vec![1_u8; 1001] }))
        .route("/endless", get(endless))
        .route("/silent", get(silent))
        .route("/hop/{left}", get(hop))
        .route("/away/{*place}", get(away));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("bound").port();
    tokio::spawn(async move { axum::serve(listener, router).await });
    port
}

async fn fetch(outside: &Outside, address: &str, limits: Limits) -> Result<(u64, Vec<u8>), OutsideError> {
    let folder = tempfile::tempdir().expect("a folder");
    let result = outside.fetch(address, limits, folder.path()).await;
    let result = result.map(|fetched| {
        let content = std::fs::read(fetched.file.path()).expect("it is there");
        (fetched.bytes, content)
    });
    let left = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 0, "nothing is left behind");
    result
}

#[tokio::test]
async fn a_file_arrives_whole_also_over_redirects() {
    let (port, outside) = (server().await, client(&["127.0.0.1"]));
    for path in ["file", "hop/4"] {
        let (bytes, content) = fetch(&outside, &format!("http://127.0.0.1:{port}/{path}"), ENOUGH)
            .await
            .expect("it is allowed");
        assert_eq!((bytes, content), (1000, vec![1; 1000]), "{path}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let address = format!("http://127.0.0.1:{port}/file");
    let fetched = outside
        .fetch(&address, ENOUGH, folder.path())
        .await
        .expect("a file");
    assert_eq!(fetched.media_type.as_deref(), Some("image/png"));
}

#[tokio::test]
async fn redirects_end() {
    let (port, outside) = (server().await, client(&["127.0.0.1"]));
    let address = format!("http://127.0.0.1:{port}/hop/5");
    let error = fetch(&outside, &address, ENOUGH)
        .await
        .expect_err("six redirects");
    assert!(
        matches!(error, OutsideError::TooManyRedirects { limit: 5, .. }),
        "{error}"
    );
}

#[tokio::test]
async fn a_redirect_leads_nowhere_that_the_first_address_could_not() {
    let (port, outside) = (server().await, client(&["127.0.0.1"]));
    for (place, reason) in [
        ("http://10.0.0.1/", "10.0.0.1 is refused: it is a private address"),
        ("http://169.254.169.254/latest/meta-data", "metadata"),
        ("http://[::1]/", "loopback"),
        (
            &format!("http://localhost:{port}/file"),
            "localhost is refused: it is a loopback address",
        ),
        ("file:///etc/passwd", "begins with file:"),
        ("https://user:secret@example.com/", "user name"),
    ] {
        let address = format!("http://127.0.0.1:{port}/away/{place}");
        let error = fetch(&outside, &address, ENOUGH)
            .await
            .expect_err(place)
            .to_string();
        assert!(error.contains(reason), "{place}: {error}");
    }
}

#[tokio::test]
async fn a_name_is_judged_by_its_addresses() {
    let port = server().await;
    let address = format!("http://localhost:{port}/file");
    let error = fetch(&client(&[]), &address, ENOUGH)
        .await
        .expect_err("a private host");
    assert!(
        matches!(&error, OutsideError::Refused(Refusal { host, .. }) if host == "localhost"),
        "{error}"
    );
    assert!(fetch(&client(&["localhost"]), &address, ENOUGH).await.is_ok());
    let nowhere = "http://no-such-host.invalid/";
    let error = fetch(&client(&[]), nowhere, ENOUGH).await.expect_err("no host");
    assert!(matches!(error, OutsideError::Unknown(_)), "{error}");
}

#[tokio::test]
async fn what_is_too_large_is_not_kept() {
    let (port, outside) = (server().await, client(&["127.0.0.1"]));
    for path in ["large", "endless"] {
        let address = format!("http://127.0.0.1:{port}/{path}");
        let error = fetch(&outside, &address, ENOUGH).await.expect_err(path);
        assert!(
            matches!(error, OutsideError::TooLarge { limit: 1000, .. }),
            "{path}: {error}"
        );
    }
}

#[tokio::test]
async fn what_is_too_slow_is_left() {
    let (port, outside) = (server().await, client(&["127.0.0.1"]));
    let hurried = Limits {
        bytes: 1000,
        time: Duration::from_millis(100),
    };
    let address = format!("http://127.0.0.1:{port}/silent");
    let error = fetch(&outside, &address, hurried)
        .await
        .expect_err("it never ends");
    assert!(
        matches!(&error, OutsideError::Slow { host, .. } if host == "127.0.0.1"),
        "{error}"
    );
    assert!(error.may_pass());
}

#[tokio::test]
async fn other_answers_are_no_files() {
    let (port, outside) = (server().await, client(&["127.0.0.1"]));
    let address = format!("http://127.0.0.1:{port}/nothing");
    let error = fetch(&outside, &address, ENOUGH).await.expect_err("404");
    assert!(
        matches!(error, OutsideError::Status { status: 404, .. }),
        "{error}"
    );
    let error = fetch(&outside, "http://127.0.0.1:1/", ENOUGH)
        .await
        .expect_err("a closed port");
    assert!(matches!(error, OutsideError::Unreachable(_)), "{error}");
}

#[test]
fn what_is_written_is_judged_however_it_is_written() {
    let outside = client(&["media.example.com", "[fd00::7]"]);
    for (address, reason) in [
        ("http://127.0.0.1/", "loopback"),
        ("http://2130706433/", "127.0.0.1 is refused"),
        ("http://0x7f.1/", "127.0.0.1 is refused"),
        ("http://0177.0.0.1/", "127.0.0.1 is refused"),
        ("http://127.1./", "127.0.0.1 is refused"),
        ("http://１２７.0.0.1/", "127.0.0.1 is refused"),
        ("http://[::ffff:10.0.0.1]/", "IPv4-mapped"),
        ("http://[fd00::8]/", "private"),
        ("http://user@example.com/", "user name"),
        ("http://:secret@example.com/", "user name"),
        ("http://example.com:22/", "port 22 of example.com"),
        ("https://example.com:25/", "port 25"),
        ("ftp://example.com/", "begins with ftp:"),
        ("data:image/png;base64,", "begins with data:"),
        ("/templates/logo.png", "cannot be read"),
        ("http://", "cannot be read"),
    ] {
        let error = outside.check(address).expect_err(address).to_string();
        assert!(error.contains(reason), "{address}: {error}");
    }
    for address in [
        "https://example.com/logo.png",
        "http://example.com:8080/",
        "https://MEDIA.example.com:22/",
        "http://media.example.com./",
        "http://[fd00::7]:9/",
        "http://1.1.1.1/",
    ] {
        assert!(outside.check(address).is_ok(), "{address}");
    }
}

#[tokio::test]
async fn a_proxy_is_asked_only_for_what_may_be_asked() {
    let proxy = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let settings = OutsideSettings {
        allow: vec!["127.0.0.9".to_owned()],
        proxy: Some(format!("http://{}", proxy.local_addr().expect("bound"))),
    };
    tokio::spawn(async move {
        let answer = || async { "by proxy" };
        axum::serve(proxy, Router::new().fallback(answer)).await
    });
    let outside = Outside::new(&settings).expect("a proxy");
    let (_, content) = fetch(&outside, "http://127.0.0.9/", ENOUGH)
        .await
        .expect("allowed");
    assert_eq!(content, b"by proxy");
    let error = fetch(&outside, "http://localhost:8080/", ENOUGH)
        .await
        .expect_err("private");
    assert!(matches!(error, OutsideError::Refused(_)), "{error}");
}
