//! Sparks in closed form: where each one is follows from its note, its number and the time alone.

use super::light::Light;
use crate::layers::chance::unit_hash;
use crate::layers::hue::mix;
use crate::layers::song::KeyNote;

/// Where the sparks of a note come from.
pub(super) struct Place {
    pub middle: [f32; 2],
    pub width: f32,
    pub unit: f32,
    pub strength: f32,
    pub seed: u32,
}

/// The longest life of a spark, in seconds.
const LIFE: f64 = 1.1;
/// Seconds between the embers of a held note.
const EMBER_PERIOD: f64 = 0.09;
/// Stands for chances that are not those of one spark.
pub(super) const SPARKS: u32 = u32::MAX;
/// Numbers of embers begin here, those of the burst below.
const EMBERS: u32 = 64;

/// The sparks of a note that has begun: a burst at its onset, and embers while it is held.
pub(super) fn sparks<'a>(note: &'a KeyNote, now: f64, place: &'a Place) -> impl Iterator<Item = Light> + 'a {
    let since = now - note.onset;
    let burst = if since < LIFE {
        6 + (10.0 * note.velocity) as u32
    } else {
        0
    };
    let burst = (0..burst).filter_map(move |number| spark(note, number, since, 1.0, place));
    let last = (since.min(note.release - note.onset) / EMBER_PERIOD) as u32;
    let first = ((since - LIFE) / EMBER_PERIOD).max(0.0) as u32;
    let embers = (first + 1..=last).filter_map(move |number| {
        let age = since - f64::from(number) * EMBER_PERIOD;
        spark(note, EMBERS + number, age, 0.55, place)
    });
    burst.chain(embers)
}

/// One spark `age` seconds after it flew off; none when it has died. `force` is 1 for a burst, less for embers.
fn spark(note: &KeyNote, number: u32, age: f64, force: f32, place: &Place) -> Option<Light> {
    let random = |what: u32| unit_hash([place.seed, note.id, number, what]);
    let life = (0.4 + 0.6 * random(0)) * LIFE as f32;
    let (age, unit) = (age as f32, place.unit);
    if !(0.0..life).contains(&age) {
        return None;
    }
    // Air slows it: distance = speed * (1 - e^(-drag * age)) / drag.
    let drag = 2.6;
    let flown = (1.0 - (-drag * age).exp()) / drag;
    let sideways = (random(1) - 0.5) * 260.0 * force;
    let upwards = (170.0 + 560.0 * random(2) * random(2)) * (0.5 + 0.5 * force);
    let sway = (age * 5.0 + random(4) * 6.3).sin() * 9.0 * age;
    let x = place.middle[0] + (random(3) - 0.5) * place.width * 0.7 + (sideways * flown + sway) * unit;
    let y = place.middle[1] - (upwards * flown - 55.0 * age * age) * unit;
    let left = 1.0 - age / life;
    let size = (4.2 + 6.5 * random(5) * random(5)) * (0.45 + 0.55 * left) * unit;
    let color = mix(note.color, [1.0, 0.96, 0.9], 0.08 + 0.3 * left);
    let strength = place.strength.min(1.0) * left.powf(0.8) * (0.6 + 0.4 * force);
    Some(Light::new([x, y], [size.max(1.2); 2], color, strength, 0.6))
}
