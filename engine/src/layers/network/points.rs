//! Where the points of the network are, and how the notes light them.

use crate::color::Rgb;
use crate::layers::chance::{unit_hash, wander};
use crate::layers::hue::{mix, mix_hues};
use crate::layers::layout::Layout;
use crate::layers::pulse::felt;
use crate::layers::song::Song;

/// The most rings of light at a time: the last notes.
pub(super) const MAX_WAVES: usize = 24;
/// Seconds in which a ring of light fades to a third.
const FADES: f64 = 0.55;
/// How fast it spreads, and how wide it is, in units.
const SPREADS: f32 = 620.0;
const WIDTH: f32 = 110.0;

/// A point.
pub(super) struct Point {
    pub at: [f32; 2],
    /// 0 far away, 1 near.
    pub near: f32,
    pub color: [f32; 3],
    pub brightness: f32,
}

/// What points drift in.
pub(super) struct Place<'a> {
    pub layout: &'a Layout,
    pub colors: &'a [Rgb],
    pub seed: u32,
    /// Seconds of drifting.
    pub time: f64,
    /// How much farther from the middle points are.
    pub wide: f32,
}

/// Point `number`. Points are spread by the additive recurrence of the plastic number, which leaves no gaps (M.
/// Roberts, The Unreasonable Effectiveness of Quasirandom Sequences, 2018).
pub(super) fn point(number: u32, place: &Place<'_>) -> Point {
    let random = |what: u32| unit_hash([place.seed, 0x2e7, number, what]);
    let Layout {
        width, height, unit, ..
    } = *place.layout;
    let spread = |step: f64| ((f64::from(number) * step + 0.5).fract() * 1.12 - 0.06) as f32;
    let near = random(0);
    let drift = (60.0 + 80.0 * near) * unit;
    let x = spread(0.754_877_666) * width + drift * wander(place.time, 0.24, random(1));
    let y = spread(0.569_840_291) * height + drift * wander(place.time, 0.21, random(2));
    let from_middle = |at: f32, size: f32| size / 2.0 + (at - size / 2.0) * place.wide;
    let at = [from_middle(x, width), from_middle(y, height)];
    let color = |index: usize| {
        let color = place.colors.get(index % place.colors.len().max(1));
        color.copied().unwrap_or_default().unit()
    };
    let across = (at[0] / width).clamp(0.0, 1.0);
    let color = mix(mix_hues(color(0), color(1), across), [0.8, 0.85, 1.0], 0.2);
    Point {
        at,
        near,
        color: color.map(|c| c * (0.55 + 0.45 * near)),
        brightness: 0.0,
    }
}

/// A ring of light.
pub(super) struct Wave {
    middle: [f32; 2],
    radius: f32,
    color: [f32; 3],
    strength: f32,
}

/// The rings of the last notes, each around a place above its key.
pub(super) fn waves<'a>(
    song: &'a Song,
    layout: &'a Layout,
    seed: u32,
    now: f64,
) -> impl Iterator<Item = Wave> + 'a {
    let end = song.notes().partition_point(|note| note.onset <= now);
    let last = song.notes()[..end].iter().rev().take(MAX_WAVES);
    last.map(move |note| {
        let since = now - note.onset;
        let up = 0.15 + 0.7 * unit_hash([seed, note.id, 7, 0x3a]);
        Wave {
            middle: [layout.key(note.key).middle(), up * layout.height],
            radius: since.min(60.0) as f32 * SPREADS * layout.unit,
            color: note.color,
            strength: felt(since, FADES) * (0.35 + 0.65 * note.velocity),
        }
    })
    .filter(|wave| wave.strength > 0.01)
}

impl Point {
    /// Lights the point where rings are.
    pub fn light(&mut self, waves: &[Wave], pulse: f32, unit: f32) {
        let (mut light, mut color) = (0.0, [0.0; 3]);
        for wave in waves {
            let way = [self.at[0] - wave.middle[0], self.at[1] - wave.middle[1]];
            let off = (way[0].hypot(way[1]) - wave.radius) / (WIDTH * unit);
            let share = wave.strength / (1.0 + off * off * off * off);
            light += share;
            color = mix(color, wave.color, share / light.max(1e-4));
        }
        let light = 1.0 - (-1.4 * pulse * light).exp();
        self.color = mix(self.color, color, 0.8 * light);
        self.brightness += light;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;

    #[test]
    fn points_fill_the_box_and_drift_smoothly() {
        let layout = Layout::new((640, 360), &Composition::default(), None);
        let colors = Composition::default().colors();
        let at = |number: u32, time: f64| {
            let place = Place {
                layout: &layout,
                colors: &colors,
                seed: 1,
                time,
                wide: 1.0,
            };
            point(number, &place).at
        };
        let mut quarters = [0; 4];
        for number in 0..80 {
            let [x, y] = at(number, 10.0);
            quarters[usize::from(x > 320.0) + 2 * usize::from(y > 180.0)] += 1;
            let [next_x, next_y] = at(number, 10.0 + 1.0 / 30.0);
            assert!((next_x - x).hypot(next_y - y) < 1.5);
        }
        assert!(quarters.iter().all(|count| *count > 12), "{quarters:?}");
    }
}
