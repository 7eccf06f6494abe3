//! Names of notes: on the falling notes, above the keys as they are struck, or on the keys that are held.

pub(super) mod names;

use super::layout::{BLACK_LENGTH, Layout};
use super::lettering::{Cells, Look, Pen, Pick, Setup, smooth};
use super::scene::Scene;
use super::song::{KeyNote, Song};
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, LayerKind, NamePlace, TextAlign};
use crate::gpu::Device;
use crate::score::Score;
use crate::text::Family;
use std::sync::Arc;

/// Height of letters in widths of a white key, and the most and least of it, in units.
const SIZE: f32 = 0.5;
const SIZES: (f32, f32) = (17.0, 34.0);
/// The most of a key's width that a name takes: on notes, and above the keys.
const ROOM: (f32, f32) = (0.86, 1.7);
/// Names with lower letters, in pixels, cannot be read and are left out.
const LOWEST: f32 = 6.5;
/// The most names at a time.
const MOST: usize = 512;
/// Seconds that a name above the keys lives, how far it rises, in sizes, and where from.
const LIVES: f64 = 1.1;
const RISES: (f32, f32) = (2.6, 1.1);
/// Seconds in which a name on a key fades after the key is let go.
const LINGERS: f64 = 0.16;
/// Octaves of MIDI's keys.
const OCTAVES: usize = 11;

/// Draws names of notes.
pub(super) struct NoteNames {
    parameters: composition::NoteNames,
    song: Arc<Song>,
    score: Arc<Score>,
    layout: Arc<Layout>,
    stage: Stage,
    cells: Cells,
    picks: Vec<Pick>,
    look: Look,
    pen: Pen,
    /// Seconds from the top to the strike line.
    fall: f64,
    /// The size that names are drawn for.
    drawn: f32,
}

impl NoteNames {
    pub fn new(parameters: &composition::NoteNames, scene: &Scene<'_>) -> Self {
        let layout = &scene.layout;
        let white = layout.key(*layout.keys.start()).width().max(1.0);
        let unit = layout.unit;
        let larger = if parameters.on == NamePlace::Struck {
            1.5
        } else {
            1.0
        };
        let size = (white * SIZE).clamp(SIZES.0 * unit, SIZES.1 * unit) * larger;
        let setup = Setup {
            family: Family::Title,
            size: size * parameters.size,
            room: None,
            align: TextAlign::Left,
            letter_spacing: 0.0,
            tabular: false,
        };
        let pen = Pen::new(scene);
        let style = &parameters.style;
        let names = all(parameters);
        scene
            .lettering
            .check("the names of notes", style, names.iter().map(String::as_str));
        let set = setup.style(style);
        let falls = scene.plan.composition.layers.iter();
        let fall = falls.map(|layer| &layer.kind).find_map(|kind| match kind {
            LayerKind::FallingNotes(notes) => Some(notes.fall_seconds),
            _ => None,
        });
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            score: Arc::clone(&scene.plan.score),
            layout: Arc::clone(layout),
            stage: scene.stage.clone(),
            cells: Cells::new(scene.device, &pen, &scene.lettering, &names, &set),
            picks: Vec::with_capacity(64),
            look: Look::new(style, &scene.colors),
            pen,
            fall: f64::from(fall.unwrap_or(3.0) * layout.shape.patience()),
            drawn: parameters.size.max(1e-3),
        }
    }

    /// Puts a name with its middle at `middle`, no wider than `room`.
    fn put(&mut self, note: &KeyNote, middle: [f32; 2], room: f32, opacity: f32) {
        let cell = self.cell(note);
        let width = self.cells.width(cell);
        let asked = self.parameters.size / self.drawn;
        let scale = asked.min(room * asked / width.max(1.0));
        let readable = self.cells.block.letters * scale >= LOWEST;
        if let (Some(unit), true) = (self.cells.unit(cell), readable && self.picks.len() < MOST) {
            self.picks.push(Pick {
                unit,
                place: [
                    middle[0] - width * scale / 2.0,
                    middle[1] - self.cells.height() * scale / 2.0,
                ],
                scale,
                opacity,
                color: None,
            });
        }
    }

    /// Which of the names is that of a note.
    fn cell(&self, note: &KeyNote) -> usize {
        let class = note.key % 12;
        let sharps = self.score.sharps_at(note.onset + 0.01);
        let flat = names::flat(self.parameters.spelling, class, sharps);
        let octave = if self.parameters.octave {
            usize::from(note.key / 12)
        } else {
            0
        };
        (octave * 2 + usize::from(flat)) * 12 + usize::from(class)
    }

    fn on_notes(&mut self, now: f64) {
        let song = Arc::clone(&self.song);
        let layout = Arc::clone(&self.layout);
        let letters = self.cells.block.letters;
        for note in song.notes_between(now, now + self.fall) {
            let key = layout.key(note.key);
            let bottom = layout.falling(note.onset - now, self.fall).min(layout.strike);
            let top = layout.falling(note.release - now, self.fall);
            let height = (bottom - top).max(letters);
            let middle = (bottom - letters * 0.72).max(bottom - height / 2.0);
            // It goes before its note has gone, and comes with it.
            let leaves = ((bottom - top) / letters).clamp(0.0, 1.0);
            let leaves = if note.onset <= now { leaves } else { 1.0 };
            let comes = (middle / layout.fade.max(1.0)).clamp(0.0, 1.0);
            let opacity = smooth(leaves) * smooth(comes);
            self.put(note, [key.middle(), middle], key.width() * ROOM.0, opacity);
        }
    }

    fn struck(&mut self, now: f64) {
        let song = Arc::clone(&self.song);
        let layout = Arc::clone(&self.layout);
        let letters = self.cells.block.letters;
        let white = layout.key(*layout.keys.start()).width();
        for note in song
            .notes_between(now - LIVES, now)
            .filter(|note| note.onset <= now)
        {
            let age = ((now - note.onset) / LIVES) as f32;
            if age >= 1.0 {
                continue;
            }
            let risen = 1.0 - (1.0 - age).powi(3);
            let y = layout.strike - letters * (RISES.1 + RISES.0 * risen);
            let comes = smooth((age / 0.09).clamp(0.0, 1.0));
            let opacity = comes * (1.0 - smooth(((age - 0.5) / 0.5).clamp(0.0, 1.0)));
            self.put(note, [layout.key(note.key).middle(), y], white * ROOM.1, opacity);
        }
    }

    fn on_keys(&mut self, now: f64) {
        let song = Arc::clone(&self.song);
        let layout = Arc::clone(&self.layout);
        let mut seen = [0.0_f32; 128];
        let keys = layout.keys_bottom - layout.strike;
        for note in song
            .notes_between(now - LINGERS, now)
            .filter(|note| note.onset <= now)
        {
            let over = ((now - note.release) / LINGERS).max(0.0) as f32;
            let opacity = 1.0 - smooth(over.min(1.0));
            let strongest = &mut seen[usize::from(note.key & 127)];
            if opacity <= *strongest {
                continue;
            }
            // The same key again: only what it is seen more than before.
            let more = opacity - *strongest;
            *strongest = opacity;
            let key = layout.key(note.key);
            let down = if key.black { BLACK_LENGTH * 0.74 } else { 0.82 };
            let middle = [key.middle(), layout.strike + keys * down];
            self.put(note, middle, key.width() * ROOM.0, more);
        }
    }
}

/// All names: by octave, then with sharps and flats, then by pitch class.
fn all(parameters: &composition::NoteNames) -> Vec<String> {
    let octaves = if parameters.octave { OCTAVES } else { 1 };
    let mut all = Vec::with_capacity(octaves * 24);
    for octave in 0..octaves {
        for flat in [false, true] {
            for class in 0..12 {
                let name = names::name(parameters.naming, class, flat);
                all.push(if parameters.octave {
                    // Middle C, key 60, is C4 in scientific pitch notation.
                    format!("{name}{}", octave as i32 - 1)
                } else {
                    name.to_owned()
                });
            }
        }
    }
    all
}

impl Layer for NoteNames {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.pen.begin();
        self.picks.clear();
        match self.parameters.on {
            NamePlace::Notes => self.on_notes(moment.song),
            NamePlace::Struck => self.struck(moment.song),
            NamePlace::Keys => self.on_keys(moment.song),
        }
        self.pen.pick(&self.cells.block, &self.picks, &self.look);
        self.pen.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
