//! Programs in `tests/node`, which judge or use the API with packages from npm.

use std::path::Path;
use std::process::{Command, Output};

/// Runs one of them to its end.
///
/// # Panics
/// When node is missing, or the packages are: `make test` installs both.
pub async fn run(program: &str, args: &[&str]) -> Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("node");
    assert!(
        folder.join("node_modules").is_dir(),
        "the packages of {} are missing: run `make clients`",
        folder.display()
    );
    let mut command = Command::new("node");
    command.arg(program).args(args).current_dir(folder);
    let output = tokio::task::spawn_blocking(move || command.output()).await;
    output
        .expect("it does not panic")
        .expect("node is installed by `make test`")
}
