//! Lets the program be built before GraphiQL is bundled, and again after.

use std::io;
use std::path::Path;

fn main() -> io::Result<()> {
    let bundle = Path::new("../web/graphiql/dist");
    // The folder must be there to be embedded; empty, it makes a program whose page says what to run.
    std::fs::create_dir_all(bundle)?;
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={}", bundle.display());
    Ok(())
}
