//! Ribbons of light that follow the melody of each voice.

mod melody;

use super::chance::{smoothstep, unit_hash};
use super::layout::Layout;
use super::ribbon::{Cut, Knot, Ribbons, chain};
use super::scene::Scene;
use super::spark::{Look, Spark, Sparks};
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use melody::Melody;
use std::sync::Arc;

/// The most ribbons: the first voices.
const MOST: usize = 12;
/// Points of a ribbon over its whole length.
const POINTS: f64 = 110.0;
/// What of the box's height is left free above and below.
const MARGIN: f32 = 0.16;

/// Draws the light trails.
pub(super) struct LightTrails {
    parameters: composition::LightTrails,
    layout: Arc<Layout>,
    melodies: Vec<Melody>,
    knots: Vec<Knot>,
    glow: Ribbons,
    core: Ribbons,
    heads: Sparks,
    stage: Stage,
}

impl LightTrails {
    pub fn new(parameters: &composition::LightTrails, scene: &Scene<'_>) -> Self {
        let notes = scene.song.notes();
        let mut voices: Vec<u32> = notes.iter().map(|note| note.voice).collect();
        voices.sort_unstable();
        voices.dedup();
        let melodies = voices.iter().take(MOST).map(|voice| Melody::new(notes, *voice));
        Self {
            parameters: parameters.clone(),
            layout: Arc::clone(&scene.layout),
            melodies: melodies.collect(),
            knots: Vec::with_capacity(POINTS as usize + 4),
            glow: Ribbons::new(scene, "glow of trails", Cut::Light, 1024),
            core: Ribbons::new(scene, "light trails", Cut::Light, 1024),
            heads: Sparks::new(scene, "heads of trails", Look::Spark, 32),
            stage: scene.stage.clone(),
        }
    }

    /// Fills `knots` with the ribbon of a voice, from its end to its head.
    fn trace(&mut self, voice: usize, now: f64) {
        let Some(melody) = self.melodies.get(voice) else {
            return;
        };
        let seconds = f64::from(self.parameters.seconds);
        let step = seconds / POINTS;
        // Points lie at fixed times of the song, so that the ribbon flows and does not crawl.
        let first = ((now - seconds) / step).ceil() as i64;
        let last = (now / step).floor() as i64;
        let times = (first..=last).map(|index| index as f64 * step).chain([now]);
        let mut knots = std::mem::take(&mut self.knots);
        knots.clear();
        knots.extend(times.map(|time| self.knot(melody, voice as u32, time, now)));
        self.knots = knots;
    }

    fn knot(&self, melody: &Melody, voice: u32, time: f64, now: f64) -> Knot {
        let Layout {
            width, height, unit, ..
        } = *self.layout;
        let parameters = &self.parameters;
        let age = ((now - time) / f64::from(parameters.seconds)) as f32;
        let sound = melody.at(time, f64::from(parameters.glide));
        let (low, high) = self.layout.keys.clone().into_inner();
        let range = f32::from(high.saturating_sub(low).max(1));
        let up = ((sound.key - f32::from(low)) / range).clamp(0.0, 1.0);
        let y = height * (1.0 - MARGIN - (1.0 - 2.0 * MARGIN) * up);
        // Old light waves as if in water; where it does follows from when it was made.
        let phase = unit_hash([voice, 5, 1, 9]) * 6.3;
        let swing = (time * 2.1 + now * 0.7 + f64::from(phase)).sin() as f32
            + 0.5 * (time * 3.7 - now * 0.9 + f64::from(phase) * 2.0).sin() as f32;
        let wave = swing * 26.0 * unit * parameters.waves * age.powf(1.4);
        let left = 1.0 - age;
        let fade = left * left.sqrt() * smoothstep(0.0, 0.08, left);
        let light = fade * (0.1 + 0.9 * sound.light);
        let [r, g, b] = sound.color.map(|c| c * light);
        Knot {
            at: [width * parameters.head * (1.0 - age), y + wave],
            half: unit * parameters.width * (2.2 + 4.6 * left * (0.35 + 0.65 * sound.light)),
            color: [r, g, b, 0.55 * left],
        }
    }

    fn add(&mut self, voice: usize, now: f64) {
        self.trace(voice, now);
        self.core.items().extend(chain(&self.knots));
        if let Some(head) = self.knots.last() {
            let [r, g, b, _] = head.color;
            let heads = self.heads.items();
            heads.push(Spark::round(head.at, head.half * 3.2, [r, g, b], 0.9, 0.9));
            let glow = 0.4 * self.parameters.glow.min(1.5);
            heads.push(Spark::round(head.at, head.half * 11.0, [r, g, b], glow, 0.0));
        }
        let strength = 0.34 * self.parameters.glow;
        for knot in &mut self.knots {
            let [r, g, b, _] = knot.color.map(|c| c * strength);
            (knot.half, knot.color) = (knot.half * 5.5, [r, g, b, 0.0]);
        }
        narrow(&mut self.knots);
        if strength > 0.0 {
            self.glow.items().extend(chain(&self.knots));
        }
    }
}

impl Layer for LightTrails {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.glow.items().clear();
        self.core.items().clear();
        self.heads.items().clear();
        for voice in 0..self.melodies.len() {
            self.add(voice, moment.song);
        }
        self.glow.upload(device);
        self.core.upload(device);
        self.heads.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.glow.draw(pass);
        self.core.draw(pass);
        self.heads.draw(pass);
    }
}

/// Makes a ribbon narrower where it turns sharply, so that it does not fold onto itself, and before and after that.
fn narrow(knots: &mut [Knot]) {
    let way = |a: &Knot, b: &Knot| [b.at[0] - a.at[0], b.at[1] - a.at[1]];
    for index in 1..knots.len().saturating_sub(1) {
        let (a, b) = (
            way(&knots[index - 1], &knots[index]),
            way(&knots[index], &knots[index + 1]),
        );
        let (cross, dot) = (a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]);
        let length = a[0].hypot(a[1]).min(b[0].hypot(b[1]));
        // The radius of the turn is the way over the angle.
        let radius = length / cross.abs().atan2(dot).max(1e-3);
        knots[index].half = knots[index].half.min(radius * 0.9);
    }
    let step = |from: f32, a: &Knot, b: &Knot| from + 0.8 * way(a, b)[0].abs();
    for index in 1..knots.len() {
        let most = step(knots[index - 1].half, &knots[index - 1], &knots[index]);
        knots[index].half = knots[index].half.min(most);
    }
    for index in (1..knots.len()).rev() {
        let most = step(knots[index].half, &knots[index - 1], &knots[index]);
        knots[index - 1].half = knots[index - 1].half.min(most);
    }
}
