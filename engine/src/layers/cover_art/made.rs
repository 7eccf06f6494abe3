//! A cover for a song that has none: clouds of the voices' colours, and rings.

use crate::color::Rgb;
use crate::material::Picture;

/// Its side in pixels.
const SIDE: u32 = 640;
/// How many clouds there are.
const CLOUDS: u32 = 5;
/// Its colour where there is no cloud.
const GROUND: [f32; 3] = [0.055, 0.05, 0.09];

struct Cloud {
    middle: [f32; 2],
    radius: f32,
    color: [f32; 3],
}

/// A square picture of these colours; another seed gives another one.
pub(in crate::layers) fn made(colors: &[Rgb], seed: u32) -> Picture {
    let color = |index: u32| {
        let color = colors.get(index as usize % colors.len().max(1));
        color.copied().unwrap_or_default().unit()
    };
    let cloud = |index: u32| Cloud {
        middle: [unit(seed, index * 3), unit(seed, index * 3 + 1)],
        radius: 0.34 + 0.3 * unit(seed, index * 3 + 2),
        color: color(index),
    };
    let clouds: Vec<Cloud> = (0..CLOUDS).map(cloud).collect();
    let middle = [0.3 + 0.4 * unit(seed, 90), 0.3 + 0.4 * unit(seed, 91)];
    let places = (0..SIDE).flat_map(|y| (0..SIDE).map(move |x| [x, y]));
    let pixel = |place: [u32; 2]| {
        let at = place.map(|side| (side as f32 + 0.5) / SIDE as f32);
        let mut rgb = GROUND;
        for cloud in &clouds {
            let near = (-square(at, cloud.middle) / (cloud.radius * cloud.radius) * 2.6).exp() * 0.85;
            for (value, wanted) in rgb.iter_mut().zip(cloud.color) {
                *value += (wanted - *value) * near;
            }
        }
        let rings = rings(square(at, middle).sqrt());
        let shade = 1.0 - 0.35 * square(at, [0.5; 2]);
        let [r, g, b] = rgb.map(|value| (((value + rings) * shade).clamp(0.0, 1.0) * 255.0 + 0.5) as u8);
        [r, g, b, 255]
    };
    Picture {
        width: SIDE,
        height: SIDE,
        rgba: places.flat_map(pixel).collect(),
    }
}

/// Fine bright rings, as waves on water.
fn rings(distance: f32) -> f32 {
    let wave = (distance * 14.0).fract() - 0.5;
    0.1 * (-wave * wave * 500.0).exp() * (1.0 - distance).max(0.0)
}

fn square(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)
}

/// Chance from 0 to 1 (PCG, as in the shaders).
fn unit(seed: u32, index: u32) -> f32 {
    let value = seed.wrapping_mul(0x9e37_79b9).wrapping_add(index);
    let state = value.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    let word = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
    ((word >> 22) ^ word) as f32 / u32::MAX as f32
}
