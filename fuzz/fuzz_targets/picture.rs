//! Any bytes: decoding them as a picture never panics, and what comes out has the size that it says.
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

fuzz_target!(|bytes: &[u8]| {
    if let Ok(picture) = material::picture(bytes) {
        assert!((1..=3840).contains(&picture.width) && (1..=3840).contains(&picture.height));
        assert_eq!(picture.rgba.len(), picture.width as usize * picture.height as usize * 4);
        assert_eq!(material::palette(&picture, 5).len(), 5);
    }
});
