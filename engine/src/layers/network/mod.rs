//! Points that drift, joined by lines while they are near each other. Notes send rings of light through them.

mod points;

use super::layout::Layout;
use super::ribbon::{Cut, Knot, Ribbons, Segment};
use super::scene::Scene;
use super::song::Song;
use super::spark::{Look, Spark, Sparks};
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::audio::Analysis;
use crate::color::Rgb;
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use points::{Point, Wave};
use std::sync::Arc;

/// The most lines, so that the cost of a frame has a bound.
const MAX_LINES: usize = 4000;
/// Brightness of lines and points that nothing lights.
const QUIET: f32 = 0.3;

/// Draws the network.
pub(super) struct Network {
    parameters: composition::Network,
    song: Arc<Song>,
    layout: Arc<Layout>,
    colors: Arc<[Rgb]>,
    sound: Option<Arc<Analysis>>,
    seed: u32,
    points: Vec<Point>,
    waves: Vec<Wave>,
    lines: Ribbons,
    dots: Sparks,
    stage: Stage,
}

impl Network {
    pub fn new(parameters: &composition::Network, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            colors: Arc::clone(&scene.colors),
            sound: scene.supplies.sound(parameters.stem.as_deref()).cloned(),
            seed: scene.plan.composition.seed,
            points: Vec::with_capacity(240),
            waves: Vec::with_capacity(points::MAX_WAVES),
            lines: Ribbons::new(scene, "network lines", Cut::Light, 1024),
            dots: Sparks::new(scene, "network points", Look::Spark, 512),
            stage: scene.stage.clone(),
        }
    }

    /// The share of the points that there is room for, so that they are as far apart in a square as in 16:9.
    fn room(&self) -> f32 {
        let Layout {
            width, height, unit, ..
        } = *self.layout;
        (width * height / (1920.0 * 1080.0 * unit * unit)).min(1.0)
    }

    fn place_points(&mut self, now: f64) {
        let parameters = &self.parameters;
        let heard = self.sound.as_ref().map_or(0.0, |sound| {
            let features = sound.at(now);
            parameters.sound * (0.4 * features.level + 0.6 * features.bass())
        });
        self.waves.clear();
        let waves = points::waves(&self.song, &self.layout, self.seed, now);
        self.waves.extend(waves);
        self.points.clear();
        let points = parameters.points * self.room();
        for number in 0..points.ceil() as u32 {
            // The last one comes and goes as the number changes.
            let there = (points - number as f32).min(1.0);
            let place = points::Place {
                layout: &self.layout,
                colors: &self.colors,
                seed: self.seed,
                time: now * f64::from(parameters.speed),
                wide: 1.0 + 0.05 * heard,
            };
            let mut point = points::point(number, &place);
            point.light(&self.waves, parameters.pulse, self.layout.unit);
            point.brightness = there * (point.brightness + QUIET * (1.0 + 0.9 * heard));
            self.points.push(point);
        }
    }

    fn add_lines(&mut self) {
        let reach = self.parameters.reach * self.layout.width.min(self.layout.height);
        let half = (1.7 * self.parameters.size * self.layout.unit).max(0.9);
        let lines = self.lines.items();
        for (index, a) in self.points.iter().enumerate() {
            for b in &self.points[index + 1..] {
                let way = [b.at[0] - a.at[0], b.at[1] - a.at[1]];
                let distance = way[0] * way[0] + way[1] * way[1];
                if distance >= reach * reach || lines.len() >= MAX_LINES {
                    continue;
                }
                let near = 1.0 - distance.sqrt() / reach;
                let near = near * (2.0 - near) * 0.8;
                let knot = |point: &Point| {
                    let [r, g, b] = point.color.map(|c| c * near * point.brightness);
                    Knot {
                        at: point.at,
                        half: half * (0.6 + 0.6 * point.near),
                        color: [r, g, b, 0.0],
                    }
                };
                lines.push(Segment::straight(&knot(a), &knot(b)));
            }
        }
    }

    fn add_dots(&mut self) {
        let unit = self.parameters.size * self.layout.unit;
        let dots = self.dots.items();
        for point in &self.points {
            let lit = (point.brightness - QUIET).max(0.0);
            let radius = unit * (3.2 + 4.0 * point.near) * (1.0 + 0.5 * lit.min(1.5));
            let strength = (0.35 + point.brightness).min(1.0) * (point.brightness / QUIET).min(1.0);
            dots.push(Spark::round(
                point.at,
                radius.max(1.2),
                point.color,
                strength,
                0.5,
            ));
            if lit > 0.03 {
                let glow = 0.26 * lit.min(1.0);
                dots.push(Spark::round(point.at, radius * 6.0, point.color, glow, 0.0));
            }
        }
    }
}

impl Layer for Network {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.lines.items().clear();
        self.dots.items().clear();
        self.place_points(moment.song);
        self.add_lines();
        self.add_dots();
        self.lines.upload(device);
        self.dots.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.lines.draw(pass);
        self.dots.draw(pass);
    }
}
