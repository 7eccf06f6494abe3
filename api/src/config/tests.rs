use super::*;
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    serve: ServeArgs,
}

fn check(arguments: &[&str]) -> Result<Config, ConfigError> {
    let line = std::iter::once(&"phonoglyph").chain(arguments);
    Line::try_parse_from(line).expect("known arguments").serve.check()
}

#[test]
fn the_defaults_keep_everything_in_one_folder_of_this_machine() {
    let config = check(&[]).expect("the defaults are good");
    assert_eq!(config.listen.to_string(), "127.0.0.1:4000");
    assert_eq!(
        config.data.database_url(),
        "sqlite://./data/phonoglyph.db?mode=rwc"
    );
    assert_eq!(config.data.storage_dir(), Path::new("./data/storage"));
    assert!(config.jobs >= 1 && !config.any_host);
    assert_eq!((config.uploads.midi, config.uploads.audio), (16 << 20, 512 << 20));
}

#[test]
fn other_machines_are_let_in_only_in_so_many_words() {
    let open = check(&["--listen", "0.0.0.0:4000"]).expect_err("nobody is asked who they are");
    assert!(open.to_string().contains("--allow-unauthenticated"), "{open}");
    let config = check(&["--listen", "0.0.0.0:4000", "--allow-unauthenticated"]).expect("asked for");
    assert!(config.any_host);
    assert!(check(&["--listen", "[::1]:4000"]).is_ok());
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let refused = [
        (["--jobs", "0"], "--jobs is 0"),
        (["--link-lifetime", "0"], "--link-lifetime is 0"),
        (["--link-secret", "short"], "--link-secret has 5 bytes"),
        (["--public-url", "studio.example.com"], "--public-url"),
        (["--public-url", "https://a.example/?b"], "--public-url"),
        (["--allowed-origins", "https://a.example,*"], "\"*\""),
        (["--allowed-origins", "https://a.example/"], "an origin is"),
        (["--outside-allow", "a.example,http://b"], "\"http://b\""),
        (["--outside-allow", "a.example:80"], "without scheme and port"),
        (["--outside-proxy", "proxy.example:3128"], "--outside-proxy"),
        (["--soundfont", "/nowhere/at/all.sf2"], "--soundfont"),
    ];
    for (arguments, message) in refused {
        let error = check(&arguments).expect_err(message).to_string();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn the_public_address_has_no_slash_at_its_end() {
    let config = check(&["--public-url", "https://studio.example.com/video/"]).expect("an address");
    assert_eq!(
        config.public_url.as_deref(),
        Some("https://studio.example.com/video")
    );
}

#[test]
fn the_link_secret_is_made_once_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = link_secret(folder.path()).expect("it is made");
    assert!(first.len() >= MIN_SECRET && first.iter().any(|byte| *byte != 0));
    assert_eq!(link_secret(folder.path()).expect("it is read"), first);
    std::fs::write(folder.path().join("link-secret"), b"cut").expect("a file");
    assert!(link_secret(folder.path()).is_err());
}

#[test]
fn whoever_is_asked_may_come_from_other_machines() {
    let secret = "0123456789abcdef0123456789abcdef";
    let open = ["--listen", "0.0.0.0:4000"];
    let with = |more: &[&str]| check(&[&open[..], more].concat());
    let config =
        with(&["--auth-secret", secret, "--auth-audience", "authenticated"]).expect("they are asked");
    let AuthSettings::Tokens(tokens) = config.auth else {
        unreachable!("there is a secret")
    };
    assert_eq!(tokens.algorithms, [jsonwebtoken::Algorithm::HS256]);
    assert_eq!(
        with(&["--auth-keys"]).expect("they are asked").auth,
        AuthSettings::Keys
    );
    let jwks = [
        "--auth-jwks",
        "https://id.example/jwks",
        "--auth-issuer",
        "https://id.example",
        "--auth-audience",
        "a",
    ];
    assert!(with(&jwks).is_ok());
    assert!(with(&[&jwks[..], &["--auth-algorithms", "ES256"]].concat()).is_ok());
}

#[test]
fn settings_about_who_is_asking_must_go_together() {
    let secret = "0123456789abcdef0123456789abcdef";
    let https = "https://id.example/jwks";
    let refused: [(&[&str], &str); 11] = [
        (&["--auth-secret", "short"], "has 5 bytes"),
        (
            &["--auth-secret", secret, "--auth-jwks", https],
            "cannot be set together",
        ),
        (
            &["--auth-secret", secret, "--auth-keys"],
            "cannot be set together",
        ),
        (&["--auth-secret", secret, "--auth-algorithms", "RS256"], "RS256"),
        (
            &[
                "--auth-jwks",
                https,
                "--auth-issuer",
                "a",
                "--auth-audience",
                "b",
                "--auth-algorithms",
                "HS256",
            ],
            "HS256",
        ),
        (&["--auth-jwks", https], "--auth-issuer"),
        (
            &[
                "--auth-jwks",
                "http://id.example/jwks",
                "--auth-issuer",
                "a",
                "--auth-audience",
                "b",
            ],
            "https://",
        ),
        (
            &[
                "--auth-jwks",
                "file:///etc/passwd",
                "--auth-issuer",
                "a",
                "--auth-audience",
                "b",
            ],
            "https://",
        ),
        (&["--auth-issuer", "a"], "--auth-issuer needs"),
        (&["--auth-leeway", "301"], "--auth-leeway"),
        (&["--max-depth", "5"], "--max-depth"),
    ];
    for (arguments, named) in refused {
        let error = check(arguments).expect_err(named).to_string();
        assert!(error.contains(named), "{error}");
    }
    let http = [
        "--auth-jwks",
        "http://id.internal/jwks",
        "--auth-issuer",
        "a",
        "--auth-audience",
        "b",
    ];
    assert!(check(&[&http[..], &["--outside-allow", "id.internal"]].concat()).is_ok());
}
