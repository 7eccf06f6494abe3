//! Dust that floats: where each mote is follows from its number and the time alone.

use crate::color::Rgb;
use crate::composition::Particles;
use crate::layers::chance::{unit_hash, wander};
use crate::layers::hue::mix;
use crate::layers::layout::Layout;
use crate::layers::spark::Spark;

/// What dust floats in.
pub(super) struct Place<'a> {
    pub parameters: &'a Particles,
    pub layout: &'a Layout,
    pub colors: &'a [Rgb],
    pub seed: u32,
    /// How much the music lights it, 0 to 1.
    pub light: f32,
}

/// Seconds in which a mote rises through the box, at speed 1.
const RISES: f32 = 26.0;
/// Colour of dust that nothing lights.
const PALE: [f32; 3] = [0.9, 0.9, 1.0];

/// Mote `number` at time `now`, and whether it is in focus. `share`, 0 to 1, is how much of it is there.
pub(super) fn mote(number: u32, now: f64, share: f32, place: &Place<'_>) -> (Spark, bool) {
    let random = |what: u32| unit_hash([place.seed, 0xd057, number, what]);
    let Layout {
        width, strike, unit, ..
    } = *place.layout;
    let Particles {
        speed, size, twinkle, ..
    } = *place.parameters;
    // The nearer, the larger, faster and fainter.
    let near = random(0) * random(0);
    let rises = f64::from(RISES / (0.5 + 1.2 * near));
    let risen = (now * f64::from(speed) / rises + f64::from(random(1))).rem_euclid(1.0) as f32;
    let time = now * f64::from(speed);
    let sway = wander(time, 0.35, random(2)) * (40.0 + 90.0 * near) * unit;
    let lift = wander(time, 0.27, random(3)) * 30.0 * unit;
    let x = (random(4) * 1.1 - 0.05) * width + sway;
    let y = strike * (1.0 - 1.08 * risen) + lift;
    // Out of the dark and into it, so that none is seen to come or go.
    let there = (risen * (1.0 - risen) * 6.0).min(1.0) * share;
    let glint = 1.0 - twinkle * (0.5 + 0.5 * wander(now, 1.9 + 1.5 * f64::from(random(5)), random(6)));
    let count = place.colors.len().max(1);
    let color = place.colors.get((random(7) * count as f32) as usize % count);
    let color = mix(PALE, color.copied().unwrap_or_default().unit(), 0.55);
    let lit = 0.55 + 0.75 * place.light;
    let focused = near < 0.36;
    let (radius, strength) = if focused {
        (2.2 + 5.0 * near / 0.36, 0.62)
    } else {
        (9.0 + 22.0 * (near - 0.36), 0.11)
    };
    let strength = strength * there * glint * lit;
    let radius = (radius * size * unit).max(1.0);
    (Spark::round([x, y], radius, color, strength, 0.3), focused)
}
