//! The program itself. That this file is here also makes `cargo test` build the binary, which the tests crate runs.

use std::process::Command;

#[test]
fn an_unknown_command_is_refused_with_2() {
    let output = Command::new(env!("CARGO_BIN_EXE_phonoglyph"))
        .arg("transcode")
        .output();
    let output = output.expect("the program can be started");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("transcode"));
}
