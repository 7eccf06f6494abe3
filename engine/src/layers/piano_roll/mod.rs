//! Notes on a roll: time runs from left to right, notes glow while the play head is in them.

mod names;
mod rows;

use super::card::Card;
use super::falling_notes::{LIGHT_ATTRIBUTES, Light};
use super::hue::mix;
use super::layout::Layout;
use super::quad_pen::QuadPen;
use super::scene::Scene;
use super::song::{DrumHit, KeyNote, Song};
use super::stage::{Area, Stage};
use super::timeline::Timeline;
use super::{Layer, Moment, module};
use crate::composition::document::Numbers;
use crate::composition::{self, RollRows};
use crate::gpu::{Device, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};
use rows::Rows;
use std::sync::Arc;

/// Fields of [`Note`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4];

/// `Note` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Note {
    bounds: [f32; 4],
    color: [f32; 4],
    shape: [f32; 4],
}

/// Brightness of notes on black keys.
const BLACK_SHADE: f32 = 0.8;
/// How far the light of a note reaches up and down, and along, in units.
const GLOW: (f32, f32) = (44.0, 230.0);
/// How far the light of the play head reaches, in units.
const HEAD: f32 = 70.0;
const DRUM_COLOR: [f32; 3] = [0.78, 0.8, 0.9];
/// Seconds that a hit of a drum is shown as.
/// Ink whose parts sum to less is dark: it is for a light ground.
const LIGHT_INK: f32 = 1.5;
const HIT: f64 = 0.08;
/// Notes of a row that begin within so many units are drawn as one.
const CELL: f32 = 4.0;
/// Notes that begin closer to each other than this on their key, in units, are drawn without seams.
const CROWDED: f32 = 12.0;
/// The most notes whose light is drawn, so that the cost of a frame has a bound.
const MAX_GLOWS: usize = 128;

/// Draws a piano roll.
pub(super) struct PianoRoll {
    parameters: composition::PianoRoll,
    song: Arc<Song>,
    layout: Arc<Layout>,
    stage: Stage,
    rows: Rows,
    row_pen: QuadPen<Note>,
    note_pen: QuadPen<Note>,
    glow_pen: QuadPen<Note>,
    head_pen: QuadPen<Note>,
    flash_pen: QuadPen<Light>,
    /// For each row the cell of its last note, and where among the notes it is.
    crowd: Vec<Option<(i64, usize)>>,
    /// The names of lanes, and where they belong.
    names: Option<(Card, [f32; 2])>,
}

impl PianoRoll {
    pub fn new(parameters: &composition::PianoRoll, scene: &Scene<'_>) -> Self {
        let (own, light) = (module(scene.device, "piano_roll"), module(scene.device, "light"));
        let groups = [Some(&scene.stage.layout)];
        let quads = |fragment, blend| Quads {
            label: fragment,
            module: &own,
            fragment,
            stride: size_of::<Note>(),
            attributes: &ATTRIBUTES,
            blend,
            groups: &groups,
        };
        let flash = Quads {
            label: "flash",
            module: &light,
            fragment: "spark",
            stride: size_of::<Light>(),
            attributes: &LIGHT_ATTRIBUTES,
            blend: QuadPipeline::SCREEN,
            groups: &groups,
        };
        let over = wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING;
        let rows = Rows::new(parameters.rows, &scene.song, &scene.layout);
        let named = parameters.names && parameters.rows == RollRows::Lanes;
        // Dark names stand on a light ground, where a shadow would only smudge them.
        let [r, g, b] = parameters.ink.unit();
        let shadow = if r + g + b < LIGHT_INK { 0.0 } else { 0.75 };
        let names = named
            .then(|| names::names(&rows, &scene.song, &scene.plan.score, &scene.layout, shadow))
            .flatten();
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            stage: scene.stage.clone(),
            crowd: vec![None; rows.lanes.len() * 128],
            rows,
            row_pen: QuadPen::new(scene, &quads("row", over), "rows", 128),
            note_pen: QuadPen::new(scene, &quads("note", over), "roll notes", 512),
            glow_pen: QuadPen::new(
                scene,
                &quads("glow", QuadPipeline::SCREEN),
                "roll glows",
                MAX_GLOWS,
            ),
            head_pen: QuadPen::new(scene, &quads("head", over), "play head", 1),
            flash_pen: QuadPen::new(scene, &flash, "roll flashes", MAX_GLOWS),
            names: names.map(|(pixels, corner)| (Card::new("lane names", &pixels, scene), corner)),
        }
    }

    fn add(&mut self, note: &KeyNote, timeline: &Timeline, now: f64) {
        let Some(lane) = self.rows.of(note.voice) else {
            return;
        };
        let unit = self.layout.unit;
        let (top, bottom) = lane.note(note.key);
        let left = timeline.x(note.onset);
        // A gap parts notes that follow each other at once.
        let right = (timeline.x(note.release) - 1.5 * unit).max(left + (bottom - top).min(6.0 * unit));
        let bounds = [left, top, right, bottom];
        let black = self.parameters.rows == RollRows::Pitch && self.layout.key(note.key).black;
        let shade = if black { BLACK_SHADE } else { 1.0 } * (0.52 + 0.48 * note.velocity);
        let heat = (0.5 * note.flash(now) + 0.5 * note.held(now)).min(1.0);
        let color = note.color.map(|c| c * shade);
        if !self.joins(note, bounds, color, heat) {
            self.push(bounds, color, heat, timeline);
            if self.is_crowded(note) {
                self.trim();
            }
        }
        if heat > 0.01 && note.onset <= now {
            self.light(bounds, note, heat, timeline.head(), now);
        }
    }

    /// Whether a note lies so close to the last one of its row that both are drawn as one: the price of a frame
    /// follows what is seen. Cells are counted from the start of the song, so that nothing flickers as notes move.
    fn joins(&mut self, note: &KeyNote, bounds: [f32; 4], [r, g, b]: [f32; 3], heat: f32) -> bool {
        let pace = f64::from(self.layout.width) / f64::from(self.parameters.seconds.max(0.1));
        let cell = (note.onset * pace / f64::from(CELL * self.layout.unit)).floor() as i64;
        let lane = if self.rows.lanes.len() > 1 {
            note.voice as usize
        } else {
            0
        };
        let slot = self.note_pen.items().len();
        let Some(last) = self.crowd.get_mut(lane * 128 + usize::from(note.key & 127)) else {
            return false;
        };
        let before = last.filter(|(before, _)| *before == cell);
        let old = before.and_then(|(_, slot)| self.note_pen.items().get_mut(slot));
        if let Some(old) = old.filter(|old| old.bounds[2] <= bounds[2] + 1.0) {
            old.bounds[2] = bounds[2];
            old.color = [r, g, b, heat.max(old.color[3])];
            return true;
        }
        *last = Some((cell, slot));
        false
    }

    /// Whether so many notes of its key begin around it that little of each is seen.
    fn is_crowded(&self, note: &KeyNote) -> bool {
        let pace = self.layout.width / self.parameters.seconds.max(0.1);
        note.apart * pace < CROWDED * self.layout.unit
    }

    /// Leaves the last note its box alone, without the seam around it.
    fn trim(&mut self) {
        if let Some(note) = self.note_pen.items().last_mut() {
            (note.shape[0], note.shape[3]) = (note.shape[0].min(2.0), 0.5);
        }
    }

    fn push(&mut self, bounds: [f32; 4], [r, g, b]: [f32; 3], heat: f32, timeline: &Timeline) {
        let half = (bounds[2] - bounds[0]).min(bounds[3] - bounds[1]) / 2.0;
        let (unit, parameters) = (self.layout.unit, &self.parameters);
        let [red, green, blue] = parameters.ink.unit();
        let side = if red + green + blue < LIGHT_INK { -1.0 } else { 1.0 };
        self.note_pen.items().push(Note {
            bounds,
            color: [r, g, b, heat],
            shape: [
                half * parameters.roundness,
                timeline.head(),
                parameters.played * side,
                2.5 * unit + 1.0,
            ],
        });
    }

    /// The light of a note that sounds: a glow around it near the play head, and a flash as it begins.
    fn light(&mut self, bounds: [f32; 4], note: &KeyNote, heat: f32, head: f32, now: f64) {
        let (unit, glow) = (self.layout.unit, self.parameters.glow);
        if glow <= 0.0 || self.glow_pen.items().len() >= MAX_GLOWS {
            return;
        }
        let [left, top, right, bottom] = bounds;
        let [r, g, b] = note.color;
        let along = GLOW.1 * unit;
        let near = [left.max(head - along), top, right.min(head + along), bottom];
        if near[2] > near[0] {
            let loud = 0.5 + 0.5 * note.velocity;
            let reach = (GLOW.0 * unit).min((bottom - top) * 2.6);
            self.glow_pen.items().push(Note {
                bounds: near,
                color: [r, g, b, (0.75 * heat * loud * glow).min(1.2)],
                shape: [(bottom - top) / 2.0, head, along + reach, reach],
            });
        }
        let flash = note.flash(now) * glow * (0.35 + 0.65 * note.velocity);
        if flash > 0.02 {
            let middle = [head, f32::midpoint(top, bottom)];
            let high = (bottom - top).clamp(6.0 * unit, 22.0 * unit);
            let half = [high * (1.2 + 2.2 * flash), high * (1.0 + 0.8 * flash)];
            let color = mix(note.color, [1.0; 3], 0.35);
            self.flash_pen
                .items()
                .push(Light::new(middle, half, color, (0.8 * flash).min(1.0), 0.8));
        }
    }

    fn add_hit(&mut self, hit: DrumHit, timeline: &Timeline, now: f64) {
        let Some(lane) = self.rows.lanes.last() else {
            return;
        };
        let (top, bottom) = lane.note(hit.key);
        let left = timeline.x(hit.onset);
        let right = timeline
            .x(hit.onset + HIT)
            .min(left + 1.6 * (bottom - top))
            .max(left + 3.0 * self.layout.unit);
        let since = now - hit.onset;
        let heat = if since < 0.0 {
            0.0
        } else {
            (-since / 0.16).exp() as f32
        };
        let shade = 0.5 + 0.5 * hit.strength;
        self.push(
            [left, top, right, bottom],
            DRUM_COLOR.map(|c| c * shade),
            heat,
            timeline,
        );
    }

    fn add_head(&mut self, head: f32) {
        let reach = HEAD * self.layout.unit;
        let [_, top, _, bottom] = self.stage.whole();
        let [r, g, b] = self.parameters.ink.unit();
        self.head_pen.items().push(Note {
            bounds: [head, top, head, bottom],
            color: [r, g, b, 0.55],
            shape: [0.0, head, 0.0, reach],
        });
    }
}

impl Layer for PianoRoll {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare_still(&mut self, device: &Device) {
        let items = self.row_pen.items();
        items.clear();
        items.extend(backdrop(&self.rows, &self.layout, &self.parameters));
        self.row_pen.upload(device);
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.row_pen.draw(pass);
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        let timeline = Timeline::new(&self.parameters, &self.layout, now);
        for pen in [&mut self.note_pen, &mut self.glow_pen, &mut self.head_pen] {
            pen.items().clear();
        }
        self.flash_pen.items().clear();
        self.crowd.fill(None);
        let (from, to) = (timeline.time(-8.0), timeline.time(self.layout.width));
        let song = Arc::clone(&self.song);
        for note in song.notes_between(from, to) {
            self.add(note, &timeline, now);
        }
        if self.rows.drums {
            for hit in song.drums_between(from, to) {
                self.add_hit(*hit, &timeline, now);
            }
        }
        self.add_head(timeline.head());
        for pen in [&mut self.note_pen, &mut self.glow_pen, &mut self.head_pen] {
            pen.upload(device);
        }
        self.flash_pen.upload(device);
        if let Some((card, corner)) = &mut self.names {
            card.place(device, *corner, self.parameters.ink.unit(), 0.85);
        }
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.head_pen.draw(pass);
        self.glow_pen.draw(pass);
        self.note_pen.draw(pass);
        self.flash_pen.draw(pass);
        if let Some((card, _)) = &self.names {
            card.draw(pass);
        }
    }
}

/// Darker rows of black keys with a faint line below each C, or every other lane a little lighter.
fn backdrop<'a>(
    rows: &'a Rows,
    layout: &'a Layout,
    parameters: &'a composition::PianoRoll,
) -> impl Iterator<Item = Note> + 'a {
    let row = |(top, bottom): (f32, f32), color: [f32; 4]| Note {
        bounds: [0.0, top, layout.width, bottom],
        color: [color[0], color[1], color[2], color[3] * parameters.grid],
        shape: [0.0; 4],
    };
    let by_pitch = parameters.rows == RollRows::Pitch;
    let lines = rows.lanes.iter().filter(move |_| by_pitch).flat_map(move |lane| {
        (lane.keys.0..=lane.keys.1).filter_map(move |key| {
            let (top, bottom) = lane.row(key);
            let line = layout.unit.max(0.75);
            match key % 12 {
                0 => Some(row(
                    (bottom - line / 2.0, bottom + line / 2.0),
                    [0.75, 0.8, 1.0, 0.1],
                )),
                _ if layout.key(key).black => Some(row((top, bottom), [0.0, 0.0, 0.0, 0.2])),
                _ => None,
            }
        })
    });
    let lanes = rows.lanes.iter().enumerate().filter(move |_| !by_pitch);
    let bands = lanes.map(move |(index, lane)| {
        let light = [0.0, 0.035][index % 2];
        row(lane.edges, [0.75, 0.8, 1.0, light])
    });
    lines.chain(bands)
}
