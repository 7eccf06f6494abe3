//! Where the balls are and how large.

use crate::color::Rgb;
use crate::composition::Metaballs;
use crate::layers::chance::{unit_hash, wander};
use crate::layers::layout::Layout;
use crate::layers::pulse::felt;
use crate::layers::song::Song;
use bytemuck::{Pod, Zeroable};

/// The most balls.
pub(super) const MOST: usize = 24;
/// Seconds in which what swelled a ball counts a third.
const SHRINKS: f64 = 0.6;
/// Radius of a small ball that nothing swells, in units, and how much larger a large one is.
const RADIUS: (f32, f32) = (72.0, 78.0);

/// `Ball` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Ball {
    place: [f32; 4],
    color: [f32; 4],
}

impl Ball {
    pub fn middle(&self) -> [f32; 2] {
        [self.place[0], self.place[1]]
    }

    /// In pixels.
    pub fn radius(&self) -> f32 {
        self.place[2]
    }
}

/// What balls drift in.
pub(super) struct Place<'a> {
    pub parameters: &'a Metaballs,
    pub layout: &'a Layout,
    pub colors: &'a [Rgb],
    pub seed: u32,
    pub now: f64,
}

/// How much the notes swell each ball, 0 to 1: low notes those on the left, high ones those on the right.
pub(super) fn swells(song: &Song, place: &Place<'_>) -> [f32; MOST] {
    let mut sums = [0.0; MOST];
    let count = (place.parameters.count.ceil() as usize).clamp(1, MOST);
    for note in song.notes_between(place.now - 4.0 * SHRINKS, place.now) {
        let across = place.layout.key(note.key).middle() / place.layout.width;
        let ball = ((across * count as f32).max(0.0) as usize).min(count - 1);
        sums[ball] += note.velocity * felt(place.now - note.onset, SHRINKS);
    }
    sums.map(|sum| 1.0 - (-1.1 * sum).exp())
}

/// Ball `number`, which notes swell by `swell`.
pub(super) fn ball(number: u32, swell: f32, place: &Place<'_>) -> Ball {
    let random = |what: u32| unit_hash([place.seed, 0xba11, number, what]);
    let Layout {
        width, height, unit, ..
    } = *place.layout;
    let Metaballs {
        count,
        size,
        speed,
        pulse,
        ..
    } = *place.parameters;
    let time = place.now * f64::from(speed);
    // The last one comes and goes as the number changes.
    let there = (count - number as f32).clamp(0.0, 1.0);
    let home = (number as f32 + 0.5) / count.max(1.0);
    let x = (0.1 + 0.8 * home + 0.16 * wander(time, 0.42, random(0))) * width;
    let y = (0.5 + 0.27 * wander(time, 0.36, random(1)) + 0.06 * (random(2) - 0.5)) * height;
    let large = random(3);
    let radius = (RADIUS.0 + RADIUS.1 * large) * (1.0 + 0.55 * pulse * swell) * size * unit * there;
    let color = place.colors.get(number as usize % place.colors.len().max(1));
    let [r, g, b] = color.copied().unwrap_or_default().unit();
    Ball {
        place: [x, y - 46.0 * unit * pulse * swell, radius.max(0.01), 0.0],
        color: [r, g, b, (pulse * swell).min(1.0)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;

    #[test]
    fn balls_drift_smoothly_and_grow_with_notes() {
        let layout = Layout::new((1920, 1080), &Composition::default(), None);
        let parameters = Metaballs::default();
        let colors = Composition::default().colors();
        let at = |number: u32, now: f64, swell: f32| {
            let place = Place {
                parameters: &parameters,
                layout: &layout,
                colors: &colors,
                seed: 0,
                now,
            };
            ball(number, swell, &place)
        };
        for number in 0..9 {
            let (a, b) = (at(number, 3.0, 0.0), at(number, 3.0 + 1.0 / 30.0, 0.0));
            let [x, y] = a.middle();
            let [next_x, next_y] = b.middle();
            assert!((next_x - x).hypot(next_y - y) < 12.0);
            assert!(at(number, 3.0, 1.0).radius() > 1.4 * a.radius());
        }
    }
}
