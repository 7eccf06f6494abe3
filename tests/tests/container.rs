//! The container files keep the promises that the documentation makes about them.

use std::path::Path;

fn read(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::read_to_string(root.join(name)).expect("the file is in the repository")
}

#[test]
fn an_open_server_is_published_on_loopback_only() {
    let compose = read("docker-compose.yml");
    let ports: Vec<&str> = compose
        .lines()
        .map(str::trim)
        .filter(|line| line.contains(":4000\"") && line.starts_with("- "))
        .collect();
    assert_eq!(ports, ["- \"127.0.0.1:4000:4000\""]);
    assert!(compose.contains("PHONOGLYPH_ALLOW_UNAUTHENTICATED: \"true\""));
    assert!(
        !compose.contains("network_mode"),
        "the host's network would publish every port"
    );
}

#[test]
fn the_image_runs_without_root_and_keeps_its_data_in_the_volume() {
    let (image, compose) = (read("Dockerfile"), read("docker-compose.yml"));
    let last_stage = image.rsplit("\nFROM ").next().expect("an image has a base");
    assert!(last_stage.contains("\nUSER phonoglyph\n"));
    assert!(last_stage.contains("\nHEALTHCHECK "));
    assert!(last_stage.contains("PHONOGLYPH_DATA_DIR=/data") && last_stage.contains("\nVOLUME /data\n"));
    assert!(compose.contains("PHONOGLYPH_DATA_DIR: /data") && compose.contains("- data:/data"));
}

#[test]
fn every_setting_that_is_passed_exists() {
    let help = phonoglyph_tests::cli::phonoglyph()
        .args(["serve", "--help"])
        .output();
    let help = phonoglyph_tests::cli::text(&help.expect("the program can be started"));
    for file in ["docker-compose.yml", "Dockerfile", "docs/operations.md"] {
        for name in read(file).split(|c: char| !(c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')) {
            if name.starts_with("PHONOGLYPH_") && name.len() > "PHONOGLYPH_".len() {
                assert!(
                    help.contains(name),
                    "{file} sets {name}, which `serve --help` does not know"
                );
            }
        }
    }
}
