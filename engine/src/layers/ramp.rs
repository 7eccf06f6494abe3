//! Colours that run into each other.

use super::hue::{mix, mix_hues};
use super::scene::Scene;
use crate::color::Rgb;

/// How many of the palette's colours a layer runs through that names none of its own.
const USUAL: usize = 3;

/// Colours from one end to the other.
pub(super) struct Ramp(Vec<[f32; 3]>);

impl Ramp {
    /// A layer's own colours, or the first of the palette.
    pub fn new(own: &[Rgb], scene: &Scene<'_>) -> Self {
        Self::of(own, &scene.colors, USUAL)
    }

    /// A layer's own colours, or the first `most` of the palette.
    pub fn of(own: &[Rgb], palette: &[Rgb], most: usize) -> Self {
        let colors = match own {
            [] => palette.get(..most).unwrap_or(palette),
            own => own,
        };
        Self(colors.iter().map(|color| color.unit()).collect())
    }

    /// The colour at a place, 0 to 1.
    pub fn at(&self, place: f32) -> [f32; 3] {
        let steps = self.0.len().saturating_sub(1);
        self.between(place.clamp(0.0, 1.0) * steps as f32, |step| step.min(steps))
    }

    /// The colour at a place on a circle, on which the last colour runs into the first: from 0 to 1 is once around.
    pub fn around(&self, place: f32) -> [f32; 3] {
        let count = self.0.len().max(1);
        self.between(place.rem_euclid(1.0) * count as f32, |step| step % count)
    }

    fn between(&self, place: f32, index: impl Fn(usize) -> usize) -> [f32; 3] {
        let color = |step: usize| self.0.get(index(step)).copied().unwrap_or([1.0; 3]);
        let step = place as usize;
        mix_light(color(step), color(step + 1), place - step as f32)
    }
}

/// How much darker than expected a mixed colour may be.
const DARKER: f32 = 0.85;

/// Mixes hues; where the way between two light colours leads through a dark one, such as blue, that one is paler.
fn mix_light(a: [f32; 3], b: [f32; 3], at: f32) -> [f32; 3] {
    let mixed = mix_hues(a, b, at);
    let least = (light(a) + (light(b) - light(a)) * at) * DARKER;
    let missing = (least - light(mixed)) / (1.0 - light(mixed)).max(1e-3);
    mix(mixed, [1.0; 3], missing.clamp(0.0, 1.0))
}

/// How light a colour is, 0 to 1 (luma of ITU-R BT.709).
fn light([r, g, b]: [f32; 3]) -> f32 {
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLORS: [Rgb; 3] = [Rgb::new(255, 0, 0), Rgb::new(0, 0, 255), Rgb::new(0, 255, 0)];

    #[test]
    fn a_ramp_runs_from_its_first_colour_to_its_last() {
        let ramp = Ramp::of(&[], &COLORS, 2);
        assert_eq!(ramp.at(-1.0), [1.0, 0.0, 0.0]);
        assert_eq!(ramp.at(2.0), [0.0, 0.0, 1.0]);
        assert_eq!(ramp.at(0.5), [1.0, 0.0, 1.0]);
        assert_eq!(Ramp::of(&COLORS[2..], &COLORS, 3).at(0.3), [0.0, 1.0, 0.0]);
        assert_eq!(Ramp::of(&[], &[], 3).at(0.3), [1.0; 3]);
    }

    #[test]
    fn the_way_between_light_colours_is_light() {
        let (cyan, pink) = ([0.1, 0.94, 1.0], [1.0, 0.18, 0.7]);
        for step in 0..=10 {
            let at = step as f32 / 10.0;
            let least = light(cyan) + (light(pink) - light(cyan)) * at;
            assert!(light(mix_light(cyan, pink, at)) > 0.84 * least, "at {at}");
        }
    }

    #[test]
    fn on_a_circle_the_last_colour_runs_into_the_first() {
        let ramp = Ramp::of(&COLORS, &[], 3);
        assert_eq!(ramp.around(0.0), [1.0, 0.0, 0.0]);
        assert_eq!(ramp.around(5.0 / 6.0), [1.0, 1.0, 0.0]);
        assert_eq!(ramp.around(-0.0), ramp.around(1.0));
    }
}
