//! The song as the layers draw it: what is played on keys, each note with its colour, and the hits of drums.

use super::hue::mix_hues;
use super::index::SpanIndex;
use crate::color::Rgb;
use crate::composition::Follow;
use crate::score::{Note, Score};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The MIDI channel of drums (General MIDI level 1): its keys are instruments, not pitches.
const DRUMS: u8 = 9;
/// The most notes looked at for a frame, so that its cost has a bound.
const MAX_VISIBLE: usize = 65_536;

/// How many notes before and after tell whether a note is in a crowd: a trill or a chord of voices is none.
const AROUND: usize = 4;

/// A note on a key.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyNote {
    pub id: u32,
    pub key: u8,
    /// Position among [`Song::voices`].
    pub voice: u32,
    /// Seconds from the start of the song.
    pub onset: f64,
    /// Seconds from the start of the song.
    pub release: f64,
    /// Seconds from one note to the next on its key, as a mean of those around it; infinite where there are few.
    pub apart: f32,
    /// Seconds from the start of the song at which a later note of its key that ends no sooner begins, and hides what
    /// is left of this one; infinite where none does.
    pub hidden: f64,
    /// Notes a second that begin around it, on all keys.
    pub pace: f32,
    /// 0 to 1.
    pub velocity: f32,
    /// In sRGB, 0 to 1.
    pub color: [f32; 3],
}

impl KeyNote {
    /// How strongly the note strikes at time `now`, 1 at its onset and 0 soon after.
    pub fn flash(&self, now: f64) -> f32 {
        let since = now - self.onset;
        if since < 0.0 {
            0.0
        } else {
            (-since / 0.14).exp() as f32
        }
    }

    /// How much the note sounds at time `now`: 1 while it is held, and 0 soon after.
    pub fn held(&self, now: f64) -> f32 {
        if now < self.onset {
            return 0.0;
        }
        let over = (now - self.release).max(0.0);
        (-over / 0.09).exp() as f32
    }
}

/// A channel of a track.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Voice {
    pub track: u16,
    pub channel: u8,
    /// The lowest and highest key it plays.
    pub keys: (u8, u8),
}

/// A hit of a drum.
#[derive(Clone, Copy, Debug)]
pub(super) struct DrumHit {
    pub key: u8,
    /// Seconds from the start of the song.
    pub onset: f64,
    /// 0 to 1; low drums are stronger.
    pub strength: f32,
}

/// Notes and hits, by onset.
#[derive(Debug)]
pub(super) struct Song {
    notes: Vec<KeyNote>,
    voices: Vec<Voice>,
    index: SpanIndex,
    drums: Vec<DrumHit>,
}

impl Song {
    /// The song as a layer that follows these notes sees it. Colours are those of the whole song.
    pub fn new(score: &Score, colors: &[Rgb], follow: &Follow) -> Self {
        let colors = Colors::new(score, colors);
        let taken = |note: &&Note| follow.takes(note.track, note.channel, note.key);
        let voices = voices(on_keys(score).filter(taken));
        let notes = on_keys(score).filter(taken);
        let mut notes: Vec<KeyNote> = notes.map(|note| key_note(note, &colors, &voices)).collect();
        measure(&mut notes);
        let index = SpanIndex::new(notes.iter().map(|note| (note.onset, note.release)));
        let drums = score
            .notes
            .iter()
            .filter(|note| note.channel == DRUMS)
            .filter(taken);
        Self {
            drums: drums.map(drum_hit).collect(),
            notes,
            voices,
            index,
        }
    }

    /// Whether the notes are those of drums, there being no others.
    pub fn drums_alone(&self) -> bool {
        !self.voices.is_empty() && self.voices.iter().all(|voice| voice.channel == DRUMS)
    }

    /// The voices of its notes, by track and channel.
    pub fn voices(&self) -> &[Voice] {
        &self.voices
    }

    /// The lowest and highest key that is played, if any is.
    pub fn keys(&self) -> Option<RangeInclusive<u8>> {
        let keys = || self.notes.iter().map(|note| note.key);
        Some(keys().min()?..=keys().max()?)
    }

    /// Notes that begin at or before `to` and end at or after `from`, by onset.
    pub fn notes_between(&self, from: f64, to: f64) -> impl Iterator<Item = &KeyNote> {
        let found = self.index.search(from, to).take(MAX_VISIBLE);
        found.map(|position| &self.notes[position])
    }

    /// All notes, by onset.
    pub fn notes(&self) -> &[KeyNote] {
        &self.notes
    }

    /// Hits from `from` to `to`.
    pub fn drums_between(&self, from: f64, to: f64) -> &[DrumHit] {
        let begin = self.drums.partition_point(|hit| hit.onset < from);
        let end = self.drums.partition_point(|hit| hit.onset <= to);
        &self.drums[begin..end.max(begin)]
    }
}

/// The notes that are played on keys: all but the drums, unless there is nothing else to be seen.
fn on_keys(score: &Score) -> impl Iterator<Item = &Note> {
    let drums_alone = score.notes.iter().all(|note| note.channel == DRUMS);
    score
        .notes
        .iter()
        .filter(move |note| drums_alone || note.channel != DRUMS)
}

/// The voices of these notes, sorted by track and channel.
fn voices<'a>(notes: impl Iterator<Item = &'a Note>) -> Vec<Voice> {
    let mut keys = BTreeMap::new();
    for note in notes {
        let (low, high) = keys
            .entry((note.track, note.channel))
            .or_insert((note.key, note.key));
        *low = note.key.min(*low);
        *high = note.key.max(*high);
    }
    let voice = |((track, channel), keys)| Voice { track, channel, keys };
    keys.into_iter().map(voice).collect()
}

fn key_note(note: &Note, colors: &Colors, voices: &[Voice]) -> KeyNote {
    let voice =
        voices.binary_search_by_key(&(note.track, note.channel), |voice| (voice.track, voice.channel));
    KeyNote {
        id: note.id,
        key: note.key,
        voice: voice.unwrap_or(0) as u32,
        onset: note.onset.seconds(),
        release: note.release.seconds(),
        apart: f32::INFINITY,
        hidden: f64::INFINITY,
        pace: 0.0,
        velocity: f32::from(note.velocity) / 127.0,
        color: colors.of(note),
    }
}

/// Tells each note, by onset, about those around it.
fn measure(notes: &mut [KeyNote]) {
    let mut keys = vec![Vec::new(); 128];
    for (position, note) in notes.iter().enumerate() {
        keys[usize::from(note.key & 127)].push(position);
    }
    for positions in keys {
        for window in positions.windows(2 * AROUND + 1) {
            let span = notes[window[2 * AROUND]].onset - notes[window[0]].onset;
            notes[window[AROUND]].apart = (span / (2 * AROUND) as f64) as f32;
        }
        hide(notes, &positions);
    }
    let (mut begin, mut end) = (0, 0);
    for position in 0..notes.len() {
        let now = notes[position].onset;
        begin += notes[begin..]
            .iter()
            .take_while(|note| note.onset < now - 0.5)
            .count();
        end += notes[end..]
            .iter()
            .take_while(|note| note.onset <= now + 0.5)
            .count();
        notes[position].pace = (end - begin) as f32;
    }
}

/// Tells each of these notes of one key, by onset, from when on a later one hides it.
fn hide(notes: &mut [KeyNote], positions: &[usize]) {
    // Later notes of which none is hidden by one that is nearer: the nearer, the sooner they end.
    let mut hiding: Vec<usize> = Vec::new();
    for &position in positions.iter().rev() {
        let release = notes[position].release;
        while hiding.last().is_some_and(|&later| notes[later].release < release) {
            hiding.pop();
        }
        if let Some(&later) = hiding.last() {
            notes[position].hidden = notes[later].onset;
        }
        hiding.push(position);
    }
}

fn drum_hit(note: &Note) -> DrumHit {
    // General MIDI: 35 to 40 are bass drums and snares, 41 to 50 toms among hi-hats, cymbals above.
    let weight = match note.key {
        0..=36 => 1.0,
        37..=40 => 0.75,
        41 | 43 | 45 | 47 | 48 | 50 => 0.55,
        _ => 0.25,
    };
    DrumHit {
        key: note.key,
        onset: note.onset.seconds(),
        strength: weight * f32::from(note.velocity) / 127.0,
    }
}

/// Which colour a note has: that of its voice, a channel of a track. A song of one voice takes the palette's first
/// colours along the keyboard, from low to high, so that it is not all of one hue.
struct Colors {
    palette: Vec<[f32; 3]>,
    /// Track and channel, sorted.
    voices: Vec<(u16, u8)>,
    keys: (f32, f32),
}

/// How many colours a single voice runs through.
const RAMP: usize = 3;

impl Colors {
    fn new(score: &Score, palette: &[Rgb]) -> Self {
        let mut voices: Vec<_> = on_keys(score).map(|note| (note.track, note.channel)).collect();
        voices.sort_unstable();
        voices.dedup();
        let low = on_keys(score).map(|note| note.key).min().unwrap_or(0);
        let high = on_keys(score).map(|note| note.key).max().unwrap_or(127);
        Self {
            palette: palette.iter().map(|color| color.unit()).collect(),
            voices,
            keys: (f32::from(low), f32::from(high)),
        }
    }

    fn of(&self, note: &Note) -> [f32; 3] {
        if self.palette.is_empty() {
            return [1.0; 3];
        }
        if let [_] = self.voices[..] {
            return self.along_the_keys(note.key);
        }
        self.palette[self.voice(note) % self.palette.len()]
    }

    /// Which voice a note belongs to, from 0.
    fn voice(&self, note: &Note) -> usize {
        let voice = self.voices.binary_search(&(note.track, note.channel));
        voice.unwrap_or(0)
    }

    fn along_the_keys(&self, key: u8) -> [f32; 3] {
        let (low, high) = self.keys;
        let steps = self.palette.len().min(RAMP) - 1;
        let place = (f32::from(key) - low) / (high - low).max(1.0) * steps as f32;
        let step = (place as usize).min(steps.saturating_sub(1));
        let next = (step + 1).min(steps);
        mix_hues(self.palette[step], self.palette[next], place - step as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;
    use crate::time::MediaTime;

    fn song(notes: &[(u16, u8, u8)]) -> Song {
        let note = |(id, &(track, channel, key)): (usize, &(u16, u8, u8))| Note {
            id: id as u32,
            track,
            channel,
            key,
            velocity: 127,
            onset: MediaTime::from_millis(id as i64 * 100),
            release: MediaTime::from_millis(id as i64 * 100 + 50),
        };
        let score = Score {
            notes: notes.iter().enumerate().map(note).collect(),
            ..Score::default()
        };
        Song::new(&score, &Composition::default().colors(), &Follow::default())
    }

    fn palette(index: usize) -> [f32; 3] {
        Composition::default().palette[index].unit()
    }

    #[test]
    fn voices_take_the_palette_in_the_order_of_their_tracks() {
        let song = song(&[(3, 0, 60), (1, 2, 62), (2, DRUMS, 36), (1, 5, 64)]);
        let colors: Vec<_> = song.notes.iter().map(|note| note.color).collect();
        assert_eq!(
            colors,
            [palette(2), palette(0), palette(1)],
            "drums take no colour"
        );
    }

    #[test]
    fn one_voice_runs_through_the_palette_along_the_keys() {
        let song = song(&[(1, 0, 40), (1, 0, 60), (1, 0, 80)]);
        for (note, color) in song.notes.iter().zip([palette(0), palette(1), palette(2)]) {
            let off = note
                .color
                .iter()
                .zip(color)
                .map(|(a, b)| (a - b).abs())
                .fold(0.0, f32::max);
            assert!(off < 1e-4, "{:?} is not {color:?}", note.color);
        }
    }

    #[test]
    fn a_voice_knows_its_keys_and_its_notes_know_it() {
        let song = song(&[(3, 0, 60), (1, 2, 62), (2, DRUMS, 36), (1, 2, 50)]);
        let keys: Vec<_> = song
            .voices()
            .iter()
            .map(|voice| (voice.track, voice.keys))
            .collect();
        assert_eq!(keys, [(1, (50, 62)), (3, (60, 60))]);
        assert_eq!(
            song.notes.iter().map(|note| note.voice).collect::<Vec<_>>(),
            [1, 0, 0]
        );
    }

    #[test]
    fn only_many_notes_of_a_key_are_a_crowd() {
        let crowd = song(&[(0, 0, 60); 20]);
        assert!((crowd.notes[10].apart - 0.1).abs() < 1e-6);
        assert_eq!(crowd.notes[2].apart, f32::INFINITY);
        assert!(
            song(&[(0, 0, 60); 5])
                .notes
                .iter()
                .all(|note| note.apart == f32::INFINITY)
        );
    }

    #[test]
    fn a_note_is_hidden_by_the_next_one_that_ends_no_sooner() {
        let note = |id, onset, release| Note {
            id,
            track: 0,
            channel: 0,
            key: 60,
            velocity: 100,
            onset: MediaTime::from_millis(onset),
            release: MediaTime::from_millis(release),
        };
        let score = Score {
            notes: vec![
                note(0, 0, 900),
                note(1, 100, 300),
                note(2, 200, 900),
                note(3, 250, 800),
            ],
            ..Score::default()
        };
        let song = Song::new(&score, &Composition::default().colors(), &Follow::default());
        let hidden: Vec<_> = song.notes.iter().map(|note| note.hidden).collect();
        assert_eq!(hidden, [0.2, 0.2, f64::INFINITY, f64::INFINITY]);
        assert!(song.notes.iter().all(|note| note.pace == 4.0));
    }

    #[test]
    fn drums_alone_fall_onto_keys() {
        let song = song(&[(0, DRUMS, 36), (0, DRUMS, 42)]);
        assert_eq!(song.keys(), Some(36..=42));
        assert_eq!(song.notes.len(), 2);
    }

    #[test]
    fn drums_are_hits_and_no_keys() {
        let song = song(&[(0, DRUMS, 36), (0, DRUMS, 42), (1, 0, 60)]);
        assert_eq!(song.keys(), Some(60..=60));
        let hits = song.drums_between(-1.0, 0.1);
        assert_eq!(hits.len(), 2);
        assert!(
            hits[0].strength > hits[1].strength,
            "a bass drum is stronger than a hi-hat"
        );
    }
}
