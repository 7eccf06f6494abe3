//! The flight of sparks in closed form: thrown off, slowed by air, drawn down, swayed by the wind.

use crate::composition::{ParticleOrigin, Particles};
use crate::layers::chance::{unit_hash, wander};
use crate::layers::hue::mix;
use crate::layers::layout::Layout;
use crate::layers::song::KeyNote;
use crate::layers::spark::Spark;

/// What sparks fly in.
pub(super) struct Place<'a> {
    pub parameters: &'a Particles,
    pub layout: &'a Layout,
    pub seed: u32,
    /// How many of the sparks of each note there are, 0 to 1.
    pub share: f32,
}

/// Seconds between the embers of a held note.
const EMBER_PERIOD: f64 = 0.11;
/// Numbers of embers begin here, those of the burst below.
const EMBERS: u32 = 256;
/// How much air slows sparks: speed falls to a third in `1 / DRAG` seconds.
const DRAG: f32 = 2.1;
/// Speed at the start in units a second, of the slowest sparks and how much more of the fastest.
const SPEED: (f32, f32) = (150.0, 900.0);
/// Acceleration in units a second squared.
const GRAVITY: f32 = 210.0;

/// How many sparks a note that has begun has in the air at most.
pub(super) fn thrown(parameters: &Particles, note: &KeyNote, now: f64) -> f32 {
    let life = f64::from(parameters.life);
    let since = now - note.onset;
    let burst = if since < life {
        burst(parameters, note)
    } else {
        0.0
    };
    let embers = if parameters.embers && parameters.count > 0.0 {
        (since.min(note.release - note.onset).min(life) / EMBER_PERIOD) as f32
    } else {
        0.0
    };
    burst + embers
}

fn burst(parameters: &Particles, note: &KeyNote) -> f32 {
    parameters.count * (0.3 + 0.7 * note.velocity)
}

/// The sparks of a note: a burst at its onset, and embers while it is held.
pub(super) fn sparks<'a>(
    note: &'a KeyNote,
    now: f64,
    place: &'a Place<'a>,
) -> impl Iterator<Item = Spark> + 'a {
    let parameters = place.parameters;
    let life = f64::from(parameters.life);
    let since = now - note.onset;
    let count = if since < life {
        burst(parameters, note)
    } else {
        0.0
    };
    let burst = (0..count.ceil() as u32).filter_map(move |number| {
        // The last one comes and goes as the number changes.
        let there = (count - number as f32).min(1.0);
        spark(note, number, since, there, place)
    });
    let wanted = parameters.embers && parameters.count > 0.0;
    let end = if wanted {
        since.min(note.release - note.onset)
    } else {
        0.0
    };
    let last = (end / EMBER_PERIOD) as u32;
    let first = ((since - life) / EMBER_PERIOD).max(0.0) as u32;
    let embers = (first + 1..=last).filter_map(move |number| {
        let number_at = f64::from(number) * EMBER_PERIOD;
        spark(note, EMBERS + number, since - number_at, 0.7, place)
    });
    burst.chain(embers)
}

/// A spark `age` seconds after it flew off; none when it has died.
fn spark(note: &KeyNote, number: u32, age: f64, there: f32, place: &Place<'_>) -> Option<Spark> {
    let random = |what: u32| unit_hash([place.seed, note.id, number, what]);
    let parameters = place.parameters;
    let life = (0.35 + 0.65 * random(0)) * parameters.life;
    let age = age as f32;
    // Where there would be too many, the last in a drawn order are left out, and those before them are faint.
    let chosen = (place.share * 1.1 - random(10)) * 10.0;
    if !(0.0..life).contains(&age) || chosen <= 0.0 {
        return None;
    }
    let there = there * chosen.min(1.0);
    let ember = number >= EMBERS;
    let unit = place.layout.unit;
    let fly = Flight::new(random, if ember { 0.45 } else { 1.0 }, parameters);
    let [x0, y0] = born(note, random, place);
    let at = |age: f32| {
        let [x, y] = fly.at(age);
        [x0 + x * unit, y0 + y * unit]
    };
    let (middle, before) = (at(age), at((age - 0.014).max(0.0)));
    let left = 1.0 - age / life;
    let size = (2.6 + 4.6 * random(5) * random(5)) * (0.4 + 0.6 * left) * parameters.size * unit;
    let width = size.max(1.1);
    // As long as the shutter was open.
    let way = [middle[0] - before[0], middle[1] - before[1]];
    let length = way[0].hypot(way[1]).max(1e-3);
    let axis = way.map(|part| part / length * (width + 0.5 * length));
    let color = heat(note.color, left);
    let flicker = 0.5 + 0.5 * wander(f64::from(age), 17.0, random(6));
    let strength = there * left.powf(0.7) * (1.0 - parameters.twinkle * flicker) * (age / 0.02).min(1.0);
    Some(Spark::long(middle, axis, width, color, strength, 0.75 * left))
}

/// Nearly white at first, then the colour of the note, darker at last.
fn heat(color: [f32; 3], left: f32) -> [f32; 3] {
    let hot = mix(color, [1.0, 0.97, 0.92], 0.65 * left * left * left);
    hot.map(|c| c * (0.75 + 0.25 * left))
}

fn born(note: &KeyNote, random: impl Fn(u32) -> f32, place: &Place<'_>) -> [f32; 2] {
    let Layout {
        width,
        height,
        strike,
        unit,
        ..
    } = *place.layout;
    match place.parameters.origin {
        ParticleOrigin::Strike => {
            let key = place.layout.key(note.key);
            [key.middle() + (random(3) - 0.5) * key.width() * 0.8, strike]
        }
        // All sparks of a note together, so that it is one burst.
        ParticleOrigin::Anywhere => {
            let at = |what| 0.06 + 0.88 * unit_hash([place.seed, note.id, 0xa11, what]);
            [at(0) * width, at(1) * height]
        }
        ParticleOrigin::Middle => {
            let turn = random(3) * std::f32::consts::TAU;
            let out = 40.0 * unit * random(7).sqrt();
            [width / 2.0 + out * turn.cos(), height / 2.0 + out * turn.sin()]
        }
    }
}

/// The way of a spark, in units.
struct Flight {
    speed: [f32; 2],
    fall: f32,
    wind: [f32; 2],
}

impl Flight {
    fn new(random: impl Fn(u32) -> f32, force: f32, parameters: &Particles) -> Self {
        let angle = (random(1) + random(8) - 1.0) * parameters.spread.to_radians() / 2.0;
        let angle = if parameters.spread > 300.0 {
            (random(1) - 0.5) * parameters.spread.to_radians()
        } else {
            angle
        };
        let fast = random(2) * random(2);
        let speed = (SPEED.0 + SPEED.1 * fast) * force * parameters.speed;
        Self {
            speed: [speed * angle.sin(), -speed * angle.cos()],
            fall: GRAVITY * parameters.gravity * parameters.speed,
            wind: [random(4), random(9)],
        }
    }

    /// Where it is after `age` seconds. With air that slows in proportion to speed, it flies
    /// `(v - g / k) * (1 - e^(-k t)) / k + g t / k` in `t` seconds.
    fn at(&self, age: f32) -> [f32; 2] {
        let flown = (1.0 - (-DRAG * age).exp()) / DRAG;
        let steady = self.fall / DRAG;
        let sway = |phase: f32| wander(f64::from(age), 2.6, phase) * 34.0 * age.min(1.5);
        [
            self.speed[0] * flown + sway(self.wind[0]),
            (self.speed[1] - steady) * flown + steady * age + 0.5 * sway(self.wind[1]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sparks_begin_where_they_are_born_and_move_smoothly() {
        let parameters = Particles::default();
        for seed in 0..50 {
            let random = |what: u32| unit_hash([seed, 1, 2, what]);
            let fly = Flight::new(random, 1.0, &parameters);
            assert_eq!(fly.at(0.0), [0.0, -0.0]);
            for step in 0..100 {
                let (a, b) = (fly.at(step as f32 * 0.01), fly.at(step as f32 * 0.01 + 0.01));
                assert!((b[0] - a[0]).hypot(b[1] - a[1]) < 12.0, "a leap at {step}");
            }
        }
    }

    #[test]
    fn without_wind_a_spark_nears_the_speed_at_which_air_holds_it() {
        let fly = Flight {
            speed: [0.0, -500.0],
            fall: GRAVITY,
            wind: [0.0; 2],
        };
        let still = |age: f32| fly.at(age)[1] - 17.0 * wander(f64::from(age), 2.6, 0.0) * age.min(1.5);
        let speed = (still(8.0) - still(7.0)) / 1.0;
        assert!((speed - GRAVITY / DRAG).abs() < 0.5, "{speed}");
        assert!(still(0.2) < -50.0, "it rises at first");
    }
}
