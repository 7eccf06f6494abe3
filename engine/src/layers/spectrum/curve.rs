//! The spectrum as one filled shape.

use super::Spectrum;
use crate::composition::SpectrumGradient;
use crate::layers::hue::mix;
use crate::layers::strokes::Paint;

/// Passes of smoothing.
const PASSES: usize = 4;

/// Takes the points off the levels.
pub(super) fn smooth(levels: &mut [f32]) {
    for _ in 0..PASSES {
        let mut before = levels.first().copied().unwrap_or(0.0);
        for index in 0..levels.len() {
            let now = levels[index];
            let next = levels.get(index + 1).copied().unwrap_or(now);
            levels[index] = 0.5 * now + 0.25 * (before + next);
            before = now;
        }
    }
}

impl Spectrum {
    /// A filled curve with a bright edge.
    pub(super) fn add_curve(&mut self) {
        let count = self.parameters.count as usize;
        let mut points = std::mem::take(&mut self.points);
        points.clear();
        points.extend((0..count).map(|bar| self.point(bar)));
        let ground = self.layout.height * self.parameters.baseline;
        let steps = (count.max(2) - 1) as f32;
        for (bar, pair) in points.windows(2).enumerate() {
            let place = self.place(bar as f32, steps);
            self.add_column([pair[0], pair[1]], ground, place);
        }
        let unit = self.layout.unit;
        let glow = self.parameters.glow;
        let symmetric = self.parameters.symmetric;
        let along = |share: f32| {
            if symmetric {
                (2.0 * share - 1.0).abs()
            } else {
                share
            }
        };
        let color = |share: f32| match self.parameters.gradient {
            SpectrumGradient::Across => self.ramp.at(along(share)),
            SpectrumGradient::Up => self.ramp.at(1.0),
        };
        self.strokes
            .path_glow(&points, 26.0 * unit, |share| Paint(color(share), 0.32 * glow));
        self.strokes.path(&points, 1.8 * unit, |share| {
            Paint(mix(color(share), [1.0; 3], 0.35), 1.0)
        });
        self.points = points;
    }

    fn point(&self, bar: usize) -> [f32; 2] {
        let left = self.layout.width * self.parameters.margin;
        let across = self.layout.width - 2.0 * left;
        let share = bar as f32 / (self.parameters.count.max(2) - 1) as f32;
        let level = self.levels[self.band(bar)];
        // The ends come down to the ground softly.
        let ends = (share.min(1.0 - share) * 14.0).min(1.0);
        let ends = ends * ends * (3.0 - 2.0 * ends);
        let tall = level * ends * self.parameters.height * self.layout.height;
        [
            left + across * share,
            self.layout.height * self.parameters.baseline - tall,
        ]
    }

    /// Where on the ramp a place along the curve lies.
    fn place(&self, bar: f32, steps: f32) -> f32 {
        let share = (bar + 0.5) / steps;
        if self.parameters.symmetric {
            (2.0 * share - 1.0).abs()
        } else {
            share
        }
    }

    fn add_column(&mut self, [a, b]: [[f32; 2]; 2], ground: f32, place: f32) {
        let most = (self.parameters.height * self.layout.height).max(1.0);
        let level = (ground - a[1].min(b[1])) / most;
        let [foot, _, tip] = self.colors(place, level);
        let paints = [Paint(tip, 0.62), Paint(foot, 0.16)];
        self.columns
            .add([a[0], a[1], ground], [b[0], b[1], ground], paints);
        let reflection = self.parameters.reflection;
        if reflection > 0.0 {
            let long = 0.4 + 0.6 * reflection;
            let mirrored = |point: [f32; 2]| [point[0], ground, ground + (ground - point[1]) * long];
            let paints = [
                paints[1].times(2.0 * reflection),
                paints[0].times((2.0 * reflection - 1.0).max(0.0)),
            ];
            self.columns.add(mirrored(a), mirrored(b), paints);
        }
    }
}
