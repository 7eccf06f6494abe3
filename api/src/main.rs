//! The binary; all it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    // Mesa's device selection asks a display server that a headless machine lacks, and complains about it.
    if std::env::var_os("NODEVICE_SELECT").is_none() {
        // SAFETY: no other thread has been started that could read the environment at the same time.
        unsafe { std::env::set_var("NODEVICE_SELECT", "1") };
    }
    phonoglyph::cli::main()
}
