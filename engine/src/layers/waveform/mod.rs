//! How loud the sound was, is and will be.

mod peaks;

use super::columns::Columns;
use super::ear::Ear;
use super::hue::mix;
use super::layout::Layout;
use super::ramp::Ramp;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::strokes::{Paint, Strokes};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, WaveformStyle, WaveformView};
use crate::gpu::Device;
use peaks::{Peak, Stretch};
use std::sync::Arc;

/// Seconds that what was just heard goes on to shine.
const AFTERGLOW: f64 = 0.35;

/// Draws the waveform.
pub(super) struct Waveform {
    parameters: composition::Waveform,
    ear: Ear,
    ramp: Ramp,
    layout: Arc<Layout>,
    stage: Stage,
    strokes: Strokes,
    columns: Columns,
    peaks: Vec<(f32, f32)>,
}

/// What a stretch looks like.
struct Look {
    color: [f32; 3],
    /// How much of it is there.
    alpha: f32,
    /// How much it shines, 0 to 1.
    heat: f32,
}

impl Waveform {
    pub fn new(parameters: &composition::Waveform, scene: &Scene<'_>) -> Self {
        Self {
            ear: Ear::new(scene, parameters.stem.as_deref()),
            ramp: Ramp::new(&parameters.colors, scene),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            strokes: Strokes::new(scene),
            columns: Columns::new(scene),
            // One more on each side comes and goes at the edges.
            peaks: vec![(0.0, 0.0); parameters.count as usize + 2],
            parameters: parameters.clone(),
        }
    }

    /// What is shown at a time.
    fn stretch(&self, now: f64) -> Stretch {
        let count = self.parameters.count as usize;
        match self.parameters.view {
            WaveformView::Scrolling => Stretch::around(now, f64::from(self.parameters.seconds), count),
            WaveformView::Whole => Stretch::whole(self.ear.seconds().max(0.1), count),
        }
    }

    /// The look of what is heard at `then`, at a share of the width.
    fn look(&self, then: f64, now: f64, share: f32, width: f64) -> Look {
        let color = self.ramp.at(share);
        // What is being heard just now changes over, bar by bar.
        let heard = (((now - then) / width) as f32 + 0.5).clamp(0.0, 1.0);
        let heat = match now - then {
            since if since >= -width => (-since.max(0.0) / AFTERGLOW).exp() as f32 * heard,
            _ => 0.0,
        };
        let dim = mix(mix(color, [0.6; 3], 0.35), color, heard);
        Look {
            color: mix(dim, [1.0; 3], 0.45 * heat),
            alpha: self.parameters.ahead + (1.0 - self.parameters.ahead) * heard,
            heat,
        }
    }

    /// How much is there at a share of the width: where it scrolls, it comes and goes at the edges.
    fn edge(&self, share: f32) -> f32 {
        match self.parameters.view {
            WaveformView::Whole => 1.0,
            WaveformView::Scrolling => {
                let near = (share.min(1.0 - share) * 9.0).clamp(0.0, 1.0);
                near * near * (3.0 - 2.0 * near)
            }
        }
    }

    /// Upper and lower end of a peak, in pixels.
    fn ends(&self, peak: Peak, grown: f32) -> [f32; 2] {
        let room = self.layout.height * self.parameters.height * grown;
        let middle = self.layout.height * 0.5;
        match self.parameters.mirrored {
            true => [middle - peak.0 * room * 0.5, middle + peak.0 * room * 0.5],
            false => {
                let ground = middle + self.layout.height * self.parameters.height * 0.5;
                [ground - peak.0 * room, ground]
            }
        }
    }

    fn add_bars(&mut self, stretch: &Stretch, now: f64) {
        let left = self.layout.width * self.parameters.margin;
        let across = self.layout.width - 2.0 * left;
        let pitch = across / self.parameters.count as f32;
        let half = (pitch * (1.0 - self.parameters.gap) * 0.5).max(0.5);
        for index in 0..stretch.count {
            let share = stretch.share(index);
            let edge = self.edge(share);
            if edge <= 0.0 {
                continue;
            }
            let look = self.look(stretch.time(index), now, share, stretch.width);
            let [mut top, mut foot] = self.ends(Peak::of(self.peaks[index]), 1.0 + 0.06 * look.heat);
            let missing = (2.0 * half - (foot - top)).max(0.0);
            top -= missing * if self.parameters.mirrored { 0.5 } else { 1.0 };
            foot = foot.max(top + 2.0 * half);
            let x = left + across * share;
            let paint = Paint(look.color, look.alpha * edge);
            let paints = match self.parameters.mirrored {
                true => [paint; 2],
                false => [paint, Paint(mix(look.color, [0.0; 3], 0.4), paint.1)],
            };
            self.strokes.glow(
                [[x, top], [x, foot]],
                (pitch * 2.0).max(22.0 * self.layout.unit),
                Paint(look.color, 0.2 * look.heat * self.parameters.glow * edge),
            );
            let roundness = self.parameters.roundness;
            self.strokes.bar([[x, top], [x, foot]], half, roundness, paints);
        }
    }

    fn add_shape(&mut self, stretch: &Stretch, now: f64) {
        let left = self.layout.width * self.parameters.margin;
        let across = self.layout.width - 2.0 * left;
        let least = 1.2 * self.layout.unit;
        let point = |layer: &Self, index: usize| {
            let [top, foot] = layer.ends(Peak::smooth(&layer.peaks, index), 1.0);
            let x = left + across * stretch.share(index);
            let down = if layer.parameters.mirrored { least } else { 0.0 };
            [x, top - least, foot + down]
        };
        for index in 1..stretch.count {
            let (a, b) = (point(self, index - 1), point(self, index));
            let share = (stretch.share(index - 1) + stretch.share(index)) * 0.5;
            let edge = self.edge(share);
            if edge <= 0.0 {
                continue;
            }
            let then = stretch.time(index) - 0.5 * stretch.width;
            let look = self.look(then, now, share, stretch.width);
            self.add_column(a, b, &look, edge);
            self.strokes.glow(
                [[(a[0] + b[0]) * 0.5, a[1]], [(a[0] + b[0]) * 0.5, a[2]]],
                ((b[0] - a[0]) * 2.5).max(22.0 * self.layout.unit),
                Paint(look.color, 0.14 * look.heat * self.parameters.glow * edge),
            );
        }
    }

    /// One column, darker towards the middle.
    fn add_column(&mut self, a: [f32; 3], b: [f32; 3], look: &Look, edge: f32) {
        let outer = Paint(look.color, look.alpha * edge);
        let inner = Paint(mix(look.color, [0.0; 3], 0.35), outer.1);
        if !self.parameters.mirrored {
            self.columns.add(a, b, [outer, inner]);
            return;
        }
        let middle = self.layout.height * 0.5;
        self.columns
            .add([a[0], a[1], middle], [b[0], b[1], middle], [outer, inner]);
        self.columns
            .add([a[0], middle, a[2]], [b[0], middle, b[2]], [inner, outer]);
    }

    /// A fine line where the sound is heard.
    fn add_head(&mut self, stretch: &Stretch, now: f64) {
        let share = stretch.share_of(now);
        if !(0.0..=1.0).contains(&share) {
            return;
        }
        let Layout {
            width, height, unit, ..
        } = *self.layout;
        let x = width * (self.parameters.margin + (1.0 - 2.0 * self.parameters.margin) * share);
        let reach = height * self.parameters.height * 0.5 + 14.0 * unit;
        let middle = height * 0.5;
        let color = mix(self.ramp.at(share), [1.0; 3], 0.7);
        let span = |to: f32| [[x, middle], [x, middle + to]];
        for to in [-reach, reach] {
            self.strokes.bar(
                span(to),
                (1.0 * unit).max(0.5),
                0.0,
                [Paint(color, 0.6), Paint(color, 0.0)],
            );
        }
    }
}

impl Layer for Waveform {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.strokes.begin();
        self.columns.begin();
        let now = moment.song;
        let stretch = self.stretch(now);
        let end = stretch.from + stretch.width * stretch.count as f64;
        let peaks = &mut self.peaks[..stretch.count];
        self.ear.overview(stretch.from, end, peaks);
        match self.parameters.style {
            WaveformStyle::Bars => self.add_bars(&stretch, now),
            WaveformStyle::Filled => self.add_shape(&stretch, now),
        }
        self.add_head(&stretch, now);
        self.strokes.upload(device);
        self.columns.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.strokes.draw_glow(pass);
        self.columns.draw(pass);
        self.strokes.draw_shapes(pass);
    }
}
