//! Peak meters of both sides, with held peaks and a scale in decibels.

mod scale;

use super::card::Card;
use super::ear::Ear;
use super::hue::mix;
use super::layout::Layout;
use super::ramp::Ramp;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::strokes::{Paint, Pieces, Strokes};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, MeterStyle};
use crate::gpu::Device;
use scale::Frame;
use std::sync::Arc;

/// Length of the pieces of segmented meters, from one to the next, in units.
const PIECE: f32 = 14.0;
/// Half the share of it that a piece fills.
const FILLED: f32 = 0.36;
/// The colour of what does not sound, and of the scale.
const REST: [f32; 3] = [0.78, 0.83, 1.0];

/// Draws the meters.
pub(super) struct Meters {
    parameters: composition::Meters,
    ear: Ear,
    ramp: Ramp,
    layout: Arc<Layout>,
    stage: Stage,
    strokes: Strokes,
    card: Option<Card>,
}

impl Meters {
    pub fn new(parameters: &composition::Meters, scene: &Scene<'_>) -> Self {
        let mut meters = Self {
            ear: Ear::new(scene, parameters.stem.as_deref()),
            ramp: Ramp::new(&parameters.colors, scene),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            strokes: Strokes::new(scene),
            card: None,
            parameters: parameters.clone(),
        };
        if parameters.scale {
            let pixels = scale::draw(&meters.frame());
            meters.card = pixels.map(|pixels| Card::new("decibels", &pixels, scene));
        }
        meters
    }

    fn frame(&self) -> Frame {
        Frame::new(&self.parameters, &self.layout)
    }

    /// What is added to every level, so that the sound's own peaks come near the end.
    fn lift(&self) -> f32 {
        let gain = self.ear.sound().map_or(1.0, |sound| sound.gain());
        match self.parameters.relative {
            true => scale::share(gain) - 1.0,
            false => 0.0,
        }
    }

    /// One meter: a level and a held peak, 0 to 1.
    fn add_meter(&mut self, frame: &Frame, side: usize, level: f32, held: f32) {
        let unit = self.layout.unit;
        let half = frame.thickness * 0.5;
        let span = |from: f32, to: f32| [frame.point(side, from), frame.point(side, to)];
        self.strokes.glow(
            span(0.0, level),
            half * 1.5 + 26.0 * unit,
            Paint(self.ramp.at(level), 0.3 * self.parameters.glow * level),
        );
        match self.parameters.style {
            MeterStyle::Bars => self.add_bar(frame, side, level),
            MeterStyle::Segments => self.add_pieces(frame, side, level),
        }
        if self.parameters.hold {
            let wide = (5.0 * unit).max(1.5) / frame.length;
            let at = held.min(1.0 - wide);
            let seen = ((held - level) * 20.0).clamp(0.0, 1.0) * (held * 8.0).min(1.0);
            let paint = Paint(mix(self.ramp.at(held), [1.0; 3], 0.35), seen);
            let roundness = self.parameters.roundness;
            self.strokes.bar(span(at, at + wide), half, roundness, paint);
        }
    }

    /// The colours from the beginning to a level.
    fn paints(&self, from: f32, to: f32) -> [Paint; 3] {
        let color = |place: f32| Paint(mix(self.ramp.at(place), [1.0; 3], 0.06), 1.0);
        [color(from), color((from + to) * 0.5), color(to)]
    }

    fn add_bar(&mut self, frame: &Frame, side: usize, level: f32) {
        let half = frame.thickness * 0.5;
        let roundness = self.parameters.roundness;
        let span = |to: f32| [frame.point(side, 0.0), frame.point(side, to)];
        self.strokes.bar(span(1.0), half, roundness, Paint(REST, 0.1));
        let shortest = frame.thickness / frame.length * roundness;
        let there = (level * 20.0).min(1.0);
        let paints = self.paints(0.0, level).map(|paint| paint.times(there));
        self.strokes
            .bar(span(level.max(shortest)), half, roundness, paints);
    }

    fn add_pieces(&mut self, frame: &Frame, side: usize, level: f32) {
        let half = frame.thickness * 0.5;
        let roundness = self.parameters.roundness * 0.8;
        let count = (frame.length / (PIECE * self.layout.unit)).round().max(1.0);
        let pitch = frame.length / count;
        let pieces = Pieces {
            pitch,
            half: pitch * FILLED,
        };
        let lit = level * count;
        let whole = lit.floor() / count;
        let next = ((lit.floor() + 1.0) / count).min(1.0);
        let dim = self
            .paints(whole, 1.0)
            .map(|Paint(color, _)| Paint(mix(color, REST, 0.55), 0.13));
        let span = |from: f32, to: f32| [frame.point(side, from), frame.point(side, to)];
        // In two halves, so that hues between the colours stay vivid.
        let half_way = (lit.floor() * 0.5).round() / count;
        let parts = [
            (whole, 1.0, dim),
            (0.0, half_way, self.paints(0.0, half_way)),
            (half_way, whole, self.paints(half_way, whole)),
            (whole, next, [self.paints(whole, next)[1].times(lit.fract()); 3]),
        ];
        for (from, to, paints) in parts {
            if to > from {
                self.strokes
                    .pieces(span(from, to), half, roundness, pieces, paints);
            }
        }
    }

    fn add_scale(&mut self, device: &Device, frame: &Frame) {
        let Some(card) = &mut self.card else {
            return;
        };
        let unit = self.layout.unit;
        card.fit(device, frame.scale(), REST, 0.75);
        for decibels in scale::MARKS {
            let paint = Paint(REST, if decibels == 0.0 { 0.6 } else { 0.32 });
            self.strokes.line(frame.tick(decibels), 0.9 * unit, [paint; 2]);
        }
    }
}

impl Layer for Meters {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.strokes.begin();
        let frame = self.frame();
        let (now, lift) = (self.ear.at(moment.song), self.lift());
        let lifted = |level: f32| {
            if level > 0.0 {
                (level + lift).clamp(0.0, 1.0)
            } else {
                0.0
            }
        };
        let sides = [(now.left, now.left_hold), (now.right, now.right_hold)];
        for (side, (level, held)) in sides.into_iter().enumerate() {
            self.add_meter(&frame, side, lifted(level), lifted(held));
        }
        self.add_scale(device, &frame);
        self.strokes.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.strokes.draw(pass);
        if let Some(card) = &self.card {
            card.draw(pass);
        }
    }
}
