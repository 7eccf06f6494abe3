//! Any text inside `<svg>`: drawing it never panics and never takes long.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules hold more than this needs")]

#[path = "../../engine/src/color.rs"]
mod color;
#[path = "../../engine/src/material/mod.rs"]
mod material;
#[path = "../../engine/src/media.rs"]
mod media;
#[path = "../../engine/src/score/mod.rs"]
mod score;
#[path = "../../engine/src/time.rs"]
mod time;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|inside: &[u8]| {
    let open = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 32'>";
    let bytes = [&open[..], inside, b"</svg>"].concat();
    if let Ok(picture) = material::svg(&bytes, 64) {
        assert_eq!((picture.width, picture.height, picture.rgba.len()), (64, 32, 8192));
    }
});
