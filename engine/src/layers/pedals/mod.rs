//! The pedals that the song uses: lamps that light while they are down, or bars that move with the notes.

mod spans;

use super::card::{Card, Pixels};
use super::hue::mix;
use super::layout::Layout;
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::timeline::Timeline;
use super::{Layer, Moment, module};
use crate::composition::document::Numbers;
use crate::composition::{self, LayerKind, Orientation, PedalStyle};
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use crate::text::{Align, Fonts, Split, Style, set};
use bytemuck::{Pod, Zeroable};
use spans::{Pedal, pressed};
use std::sync::Arc;

/// Fields of [`Plate`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4];

/// `Pedal` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Plate {
    bounds: [f32; 4],
    color: [f32; 4],
    shape: [f32; 4],
}

/// Width and height of a lamp, and between lamps, in units.
const LAMP: [f32; 2] = [148.0, 46.0];
const GAP: f32 = 14.0;
/// Height of a name, in units.
const NAME: f32 = 21.0;
/// Thickness of a bar, and between bars, in units.
const BAR: f32 = 12.0;
const BAR_GAP: f32 = 8.0;
/// How far light reaches, in units.
const REACH: f32 = 30.0;
/// How far a lamp sinks while its pedal is down, in units.
const SINKS: f32 = 2.5;
const NAME_COLOR: [f32; 3] = [0.9, 0.92, 1.0];

/// Draws pedals.
pub(super) struct Pedals {
    parameters: composition::Pedals,
    color: [f32; 3],
    pedals: Vec<Used>,
    /// How the notes move that bars move with.
    fall_seconds: f32,
    roll: composition::PianoRoll,
    layout: Arc<Layout>,
    stage: Stage,
    pipeline: QuadPipeline,
    plates: Instances<Plate>,
}

/// A pedal that the song uses.
struct Used {
    spans: Vec<(f64, f64)>,
    name: Option<Card>,
}

impl Pedals {
    pub fn new(parameters: &composition::Pedals, scene: &Scene<'_>) -> Self {
        let quads = Quads {
            label: "pedals",
            module: &module(scene.device, "pedals"),
            fragment: if parameters.style == PedalStyle::Lamps {
                "lamp"
            } else {
                "bar"
            },
            stride: size_of::<Plate>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout)],
        };
        let first = scene.colors.first().copied().unwrap_or_default();
        let mut fonts = Fonts::bundled();
        let used = Pedal::ALL.into_iter().filter_map(|pedal| {
            let spans = pedal.spans(&scene.plan.score, &scene.follow);
            let named = parameters.names && parameters.style == PedalStyle::Lamps;
            let name = |_| name(pedal, parameters.size, scene, &mut fonts);
            (!spans.is_empty()).then(|| Used {
                spans,
                name: named.then_some(()).map(name),
            })
        });
        let pedals = used.collect();
        let kinds = || scene.plan.composition.layers.iter().map(|layer| &layer.kind);
        let falling = kinds().find_map(|kind| match kind {
            LayerKind::FallingNotes(it) => Some(it.fall_seconds),
            _ => None,
        });
        let roll = kinds().find_map(|kind| match kind {
            LayerKind::PianoRoll(it) => Some(it.clone()),
            _ => None,
        });
        Self {
            parameters: parameters.clone(),
            color: parameters.color.unwrap_or(first).unit(),
            pedals,
            fall_seconds: falling.unwrap_or(composition::FallingNotes::default().fall_seconds),
            roll: roll.unwrap_or_default(),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            pipeline: QuadPipeline::new(scene.device, &quads),
            plates: Instances::new(scene.device, "pedals", 64),
        }
    }

    fn add_lamps(&mut self, device: &Device, now: f64) {
        let scale = self.layout.unit * self.parameters.size;
        let [width, height] = LAMP.map(|length| length * scale);
        let [mut left, mut top] = [self.layout.width * 0.025, self.layout.height * 0.035];
        for pedal in &mut self.pedals {
            let down = pressed(&pedal.spans, now);
            let sunk = top + down * SINKS * scale;
            let [r, g, b] = self.color;
            self.plates.items().push(Plate {
                bounds: [left, sunk, left + width, sunk + height],
                color: [r, g, b, down],
                shape: [
                    height / 2.0,
                    // Only a lit lamp shines: what is around the others need not be drawn.
                    REACH
                        * scale
                        * if down > 0.0 {
                            self.parameters.glow.max(0.02)
                        } else {
                            0.02
                        },
                    0.0,
                    0.0,
                ],
            });
            if let Some(card) = &mut pedal.name {
                let color = mix(NAME_COLOR, [0.03, 0.03, 0.05], down);
                card.place(device, [left.round(), sunk], color, 0.62 + 0.38 * down);
            }
            match self.parameters.orientation {
                Orientation::Horizontal => left += width + GAP * scale,
                Orientation::Vertical => top += height + GAP * scale,
            }
        }
    }

    fn add_bars(&mut self, now: f64) {
        let scale = self.layout.unit * self.parameters.size;
        let falls = self.parameters.orientation == Orientation::Vertical;
        let fall = f64::from(self.fall_seconds * self.layout.shape.patience());
        let timeline = Timeline::new(&self.roll, &self.layout, now);
        let (from, to) = if falls {
            (now, now + fall)
        } else {
            (timeline.time(0.0), timeline.time(self.layout.width))
        };
        let [r, g, b] = self.color;
        let glow = REACH * 0.6 * scale * self.parameters.glow.max(0.02);
        for (number, pedal) in self.pedals.iter().enumerate() {
            let aside = (BAR + BAR_GAP) * scale * number as f32;
            let lit = pressed(&pedal.spans, now);
            let begin = pedal.spans.partition_point(|span| span.1 < from);
            let seen = pedal.spans[begin..]
                .iter()
                .take_while(|span| span.0 <= to)
                .take(MAX_BARS);
            for &(start, end) in seen {
                let held = if (start..=end).contains(&now) { lit } else { 0.0 };
                let bounds = if falls {
                    let left = self.layout.width * 0.008 + aside;
                    let places = [end, start].map(|time| self.layout.falling(time - now, fall));
                    [
                        left,
                        places[0],
                        left + BAR * scale,
                        places[1].min(self.layout.strike),
                    ]
                } else {
                    let bottom = self.layout.height * 0.975 - aside;
                    [timeline.x(start), bottom - BAR * scale, timeline.x(end), bottom]
                };
                let half = (bounds[2] - bounds[0]).min(bounds[3] - bounds[1]).max(0.0) / 2.0;
                self.plates.items().push(Plate {
                    bounds,
                    color: [r, g, b, held],
                    shape: [
                        half.min(BAR * scale / 2.0),
                        glow,
                        if falls { 0.0 } else { 1.0 },
                        0.0,
                    ],
                });
            }
        }
    }
}

/// The most bars of a pedal at a time, so that the cost of a frame has a bound.
const MAX_BARS: usize = 256;

/// A pedal's name, as large as its lamp.
fn name(pedal: Pedal, size: f32, scene: &Scene<'_>, fonts: &mut Fonts) -> Card {
    let scale = scene.layout.unit * size;
    let [width, height] = LAMP.map(|length| length * scale);
    let style = Style {
        size: NAME * scale,
        align: Align::Center,
        width: Some(width),
        ..Style::default()
    };
    let set = set(fonts, pedal.name(), &style);
    let mut pixels = Pixels::new(width.ceil() as u32, height.ceil() as u32);
    let drawing = set.draw(fonts, Split::Whole);
    pixels.put(&drawing, [0, ((height - set.height) / 2.0).round() as i32]);
    Card::new("name of a pedal", &pixels, scene)
}

impl Layer for Pedals {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        (!self.pedals.is_empty()).then(|| self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.plates.items().clear();
        match self.parameters.style {
            PedalStyle::Lamps => self.add_lamps(device, moment.song),
            PedalStyle::Bars => self.add_bars(moment.song),
        }
        self.plates.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.pipeline.draw(pass, &self.plates);
        for name in self.pedals.iter().filter_map(|pedal| pedal.name.as_ref()) {
            name.draw(pass);
        }
    }
}
