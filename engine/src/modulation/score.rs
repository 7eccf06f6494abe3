//! Sources in the score.

use super::grid::Grid;
use crate::composition::{
    BarSource, BeatSource, BendSource, ControllerSource, DensitySource, NoteOnSource, PedalSource,
    TempoSource, VelocitySource, WaveSource,
};
use crate::score::{Control, ControlKind, Metre, Note, Score};
use std::f64::consts::TAU;

/// What a score without tempos is taken for, in beats a minute.
const USUAL_TEMPO: f64 = 120.0;
/// A bend that is none.
const STRAIGHT: f32 = 0.5;
/// The most that a bend is away from 0.
const FULL_BEND: f32 = 8192.0;

/// Whether `list` names a track or channel; an empty one names all.
fn names(list: &[u32], number: impl Into<u32>) -> bool {
    list.is_empty() || list.contains(&number.into())
}

fn strength(note: &Note) -> f32 {
    f32::from(note.velocity) / 127.0
}

pub(super) fn note_on(source: &NoteOnSource, score: &Score, grid: Grid) -> Vec<f32> {
    let mut curve = vec![0.0_f32; grid.len];
    let keys = source.low_key..=source.high_key;
    for note in &score.notes {
        let taken = names(&source.tracks, note.track) && names(&source.channels, note.channel);
        let point = grid.after(note.onset.seconds());
        if taken && keys.contains(&u32::from(note.key)) && point < grid.len {
            let value = 1.0 - source.velocity * (1.0 - strength(note));
            curve[point] = curve[point].max(value);
        }
    }
    curve
}

pub(super) fn velocity(source: &VelocitySource, score: &Score, grid: Grid) -> Vec<f32> {
    let keys = source.low_key..=source.high_key;
    let taken = score.notes.iter().filter(|note| {
        names(&source.tracks, note.track)
            && names(&source.channels, note.channel)
            && keys.contains(&u32::from(note.key))
    });
    // How many notes of each velocity begin (and end) to sound at each point.
    let mut changes: Vec<(usize, u8, bool)> = Vec::new();
    for note in taken {
        let (begin, end) = (
            grid.after(note.onset.seconds()),
            grid.after(note.release.seconds()),
        );
        changes.push((begin, note.velocity, true));
        changes.push((end.max(begin + 1), note.velocity, false));
    }
    changes.sort_unstable();
    let mut changes = changes.into_iter().peekable();
    let mut sounding = [0_u32; 128];
    let mut curve = vec![0.0; grid.len];
    for (point, value) in curve.iter_mut().enumerate() {
        while let Some((_, velocity, begins)) = changes.next_if(|change| change.0 <= point) {
            let count = &mut sounding[usize::from(velocity & 127)];
            *count = if begins {
                *count + 1
            } else {
                count.saturating_sub(1)
            };
        }
        let loudest = sounding.iter().rposition(|count| *count > 0).unwrap_or(0);
        *value = loudest as f32 / 127.0;
    }
    curve
}

pub(super) fn density(source: &DensitySource, score: &Score, grid: Grid) -> Vec<f32> {
    let taken = score
        .notes
        .iter()
        .filter(|note| names(&source.tracks, note.track) && names(&source.channels, note.channel));
    let onsets: Vec<f64> = taken.map(|note| note.onset.seconds()).collect();
    grid.curve(|time| {
        let begin = onsets.partition_point(|onset| *onset < time - 0.5);
        let end = onsets.partition_point(|onset| *onset < time + 0.5);
        ((end - begin) as f32 / source.full).min(1.0)
    })
}

pub(super) fn controller(source: &ControllerSource, score: &Score, grid: Grid) -> Vec<f32> {
    held(score, grid, 0.0, |control| match control.kind {
        ControlKind::Controller { number, value }
            if u32::from(number) == source.number && names(&source.channels, control.channel) =>
        {
            Some(f32::from(value) / 127.0)
        }
        _ => None,
    })
}

pub(super) fn bend(source: &BendSource, score: &Score, grid: Grid) -> Vec<f32> {
    held(score, grid, STRAIGHT, |control| match control.kind {
        ControlKind::PitchBend(bend) if names(&source.channels, control.channel) => {
            Some(STRAIGHT + f32::from(bend) / FULL_BEND * STRAIGHT)
        }
        _ => None,
    })
}

/// A value that stays until the next event.
fn held(score: &Score, grid: Grid, first: f32, value: impl Fn(&Control) -> Option<f32>) -> Vec<f32> {
    let mut events = score
        .controls
        .iter()
        .filter_map(|control| value(control).map(|value| (grid.after(control.time.seconds()), value)))
        .peekable();
    let mut now = first;
    let point = |point| {
        while let Some((_, value)) = events.next_if(|event| event.0 <= point) {
            now = value;
        }
        now
    };
    (0..grid.len).map(point).collect()
}

pub(super) fn pedal(source: &PedalSource, score: &Score, grid: Grid) -> Vec<f32> {
    let mut curve = vec![0.0; grid.len];
    for span in score
        .pedals
        .iter()
        .filter(|span| names(&source.channels, span.channel))
    {
        let (begin, end) = (grid.after(span.start.seconds()), grid.after(span.end.seconds()));
        curve[begin..end.max(begin)].fill(1.0);
    }
    curve
}

/// The part of the present step of `every` that is over.
fn phase(count: f64, every: u32) -> f32 {
    (count / f64::from(every.max(1))).rem_euclid(1.0) as f32
}

pub(super) fn beat(source: &BeatSource, metre: &Metre, grid: Grid) -> Vec<f32> {
    grid.curve(|time| 1.0 - phase(metre.beats_at(time), source.every))
}

pub(super) fn bar(source: &BarSource, metre: &Metre, grid: Grid) -> Vec<f32> {
    grid.curve(|time| phase(metre.bars_at(time), source.every))
}

pub(super) fn tempo(source: &TempoSource, score: &Score, grid: Grid) -> Vec<f32> {
    let span = (source.high - source.low).max(1.0);
    grid.curve(|time| {
        let after = score.tempos.partition_point(|tempo| tempo.time.seconds() <= time);
        let tempo = score.tempos.get(after.saturating_sub(1));
        let bpm = tempo.map_or(USUAL_TEMPO, |tempo| tempo.bpm());
        ((bpm as f32 - source.low) / span).clamp(0.0, 1.0)
    })
}

pub(super) fn wave(source: &WaveSource, metre: &Metre, grid: Grid) -> Vec<f32> {
    grid.curve(|time| {
        let turns = metre.beats_at(time) / f64::from(source.beats) + f64::from(source.phase);
        (0.5 - 0.5 * (turns * TAU).cos()) as f32
    })
}
