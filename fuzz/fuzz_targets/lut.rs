//! Any bytes: reading them as a colour table never panics, and a table maps every colour to finite numbers.
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
    if let Ok(lut) = material::lut(bytes) {
        for color in [[0.0; 3], [1.0; 3], [f32::NAN; 3], [f32::MAX; 3], [0.3, 0.6, 0.9]] {
            assert!(lut.apply(color).iter().all(|value| value.is_finite()));
        }
        assert_eq!(lut.table(5).len(), 125);
    }
});
