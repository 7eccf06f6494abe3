//! Ticks become times, and everything is put in order.

use super::clock::{Clock, ClockReader, DEFAULT_TEMPO};
use super::gather::{At, Gathered, RawNote, RawPedal};
use super::header::Header;
use super::text::Encoding;
use super::warnings::Warnings;
use super::{Control, KeySignature, Note, PedalSpan, Score, Tempo, Text, TextKind, TimeSignature};
use crate::time::MediaTime;

/// The clocks of a file: one for all tracks or, in format 2, one each.
struct Clocks(Vec<Clock>);

impl Clocks {
    fn new(header: &Header, gathered: &Gathered<'_>) -> Self {
        let tempos = &gathered.tempos;
        if header.format < 2 {
            // The sort keeps the order of the file within a tick, so that the later event wins.
            let mut sorted: Vec<_> = tempos.iter().map(|tempo| (tempo.tick, tempo.what)).collect();
            sorted.sort_by_key(|&(tick, _)| tick);
            return Self(vec![Clock::new(header.division, sorted.into_iter())]);
        }
        let mut rest = tempos.as_slice();
        let clocks = (0..gathered.tracks.len()).map(|track| {
            let count = rest
                .iter()
                .take_while(|tempo| usize::from(tempo.track) == track)
                .count();
            let (own, others) = rest.split_at(count);
            rest = others;
            Clock::new(header.division, own.iter().map(|tempo| (tempo.tick, tempo.what)))
        });
        Self(clocks.collect())
    }

    fn of(&self, track: u16) -> &Clock {
        &self.0[usize::from(track).min(self.0.len() - 1)]
    }

    /// Times of events that come track by track.
    fn reader(&self) -> Option<TrackTimes<'_>> {
        (!self.0.is_empty()).then(|| TrackTimes {
            clocks: self,
            track: 0,
            reader: self.of(0).reader(),
        })
    }
}

struct TrackTimes<'a> {
    clocks: &'a Clocks,
    track: u16,
    reader: ClockReader<'a>,
}

impl TrackTimes<'_> {
    fn time(&mut self, track: u16, tick: u64) -> MediaTime {
        if track != self.track {
            self.track = track;
            self.reader = self.clocks.of(track).reader();
        }
        self.reader.time(tick)
    }

    fn span(&mut self, track: u16, start: u64, end: u64) -> (MediaTime, MediaTime) {
        let start = self.time(track, start);
        // Looked up aside, so that the next start is searched for from this start on.
        let mut ahead = self.reader;
        (start, ahead.time(end))
    }
}

/// Makes the score.
pub(super) fn assemble(header: &Header, mut gathered: Gathered<'_>, warnings: Warnings) -> Score {
    let clocks = Clocks::new(header, &gathered);
    let texts = texts(&clocks, std::mem::take(&mut gathered.texts));
    name_tracks(&mut gathered, &texts);
    Score {
        format: header.format,
        division: header.division,
        notes: notes(&clocks, gathered.notes),
        controls: sorted(&clocks, gathered.controls, |time, at| Control {
            time,
            track: at.track,
            channel: at.what.0,
            kind: at.what.1,
        }),
        pedals: pedals(&clocks, gathered.pedals),
        tempos: tempos(header, &clocks, gathered.tempos),
        time_signatures: metres(&clocks, gathered.metres),
        key_signatures: keys(&clocks, gathered.keys),
        texts,
        duration: duration(&clocks, &gathered.ends),
        tracks: gathered.tracks,
        warnings: warnings.finish(),
    }
}

/// Gives each event its time and sorts by it; the order of the file stays within a time.
fn sorted<T, U: Timed>(clocks: &Clocks, events: Vec<At<T>>, make: impl Fn(MediaTime, At<T>) -> U) -> Vec<U> {
    let Some(mut times) = clocks.reader() else {
        return Vec::new();
    };
    let timed = events
        .into_iter()
        .map(|at| make(times.time(at.track, at.tick), at));
    let mut timed: Vec<U> = timed.collect();
    timed.sort_by_key(Timed::time);
    timed
}

trait Timed {
    fn time(&self) -> MediaTime;
}

macro_rules! timed {
    ($($kind:ty),*) => {$(
        impl Timed for $kind {
            fn time(&self) -> MediaTime {
                self.time
            }
        }
    )*};
}
timed!(Control, Tempo, TimeSignature, KeySignature, Text);

fn notes(clocks: &Clocks, raw: Vec<RawNote>) -> Vec<Note> {
    let Some(mut times) = clocks.reader() else {
        return Vec::new();
    };
    let timed = raw.into_iter().map(|note| {
        let (onset, release) = times.span(note.track, note.onset, note.release);
        Note {
            id: 0,
            track: note.track,
            channel: note.channel,
            key: note.key,
            velocity: note.velocity,
            onset,
            release,
        }
    });
    let mut notes: Vec<Note> = timed.collect();
    // The sort keeps the order of the file among equals, and is quick where few ranks differ.
    notes.sort_by_key(rank);
    for (note, id) in notes.iter_mut().zip(0..) {
        note.id = id;
    }
    notes
}

/// Onset, key and track as one number, which compares faster than three.
fn rank(note: &Note) -> u128 {
    let low = u64::from(note.key) << 16 | u64::from(note.track);
    u128::from(note.onset.nanos().max(0).unsigned_abs()) << 64 | u128::from(low)
}

fn pedals(clocks: &Clocks, raw: Vec<RawPedal>) -> Vec<PedalSpan> {
    let Some(mut times) = clocks.reader() else {
        return Vec::new();
    };
    let spans = raw.into_iter().map(|pedal| {
        let (start, end) = times.span(pedal.track, pedal.start, pedal.end);
        PedalSpan {
            start,
            end,
            track: pedal.track,
            channel: pedal.channel,
        }
    });
    let mut spans: Vec<PedalSpan> = spans.collect();
    spans.sort_by_key(|span| (span.start, span.track, span.channel));
    spans
}

/// The tempo changes, of which the last at a tick counts. Without one at the start the usual tempo stands there; in SMPTE
/// time nothing else does.
fn tempos(header: &Header, clocks: &Clocks, raw: Vec<At<u32>>) -> Vec<Tempo> {
    let usual = Tempo {
        time: MediaTime::ZERO,
        tick: 0,
        micros_per_quarter: DEFAULT_TEMPO,
    };
    if matches!(header.division, super::Division::Timecode { .. }) {
        return vec![usual];
    }
    let mut tempos = sorted(clocks, raw, |time, at| Tempo {
        time,
        tick: at.tick,
        micros_per_quarter: at.what,
    });
    if header.format < 2 {
        keep_last(&mut tempos, |a, b| a.tick == b.tick);
    }
    if tempos.first().is_none_or(|first| first.tick > 0) {
        tempos.insert(0, usual);
    }
    tempos
}

/// Keeps the last of neighbours that are the same.
fn keep_last<T: Copy>(items: &mut Vec<T>, same: impl Fn(&T, &T) -> bool) {
    items.dedup_by(|later, kept| {
        let double = same(later, kept);
        if double {
            *kept = *later;
        }
        double
    });
}

fn metres(clocks: &Clocks, raw: Vec<At<(u8, u8)>>) -> Vec<TimeSignature> {
    let mut metres = sorted(clocks, raw, |time, at| TimeSignature {
        time,
        tick: at.tick,
        numerator: at.what.0,
        denominator_power: at.what.1,
    });
    keep_last(&mut metres, |a, b| a.time == b.time);
    metres
}

/// Many files repeat the key in each track, and write another for transposing instruments: each is listed once a time.
fn keys(clocks: &Clocks, raw: Vec<At<(i8, bool)>>) -> Vec<KeySignature> {
    let mut keys = sorted(clocks, raw, |time, at| KeySignature {
        time,
        sharps: at.what.0,
        minor: at.what.1,
    });
    keys.sort_by_key(|key| (key.time, key.sharps, key.minor));
    keys.dedup();
    keys
}

fn texts(clocks: &Clocks, raw: Vec<At<(TextKind, &[u8])>>) -> Vec<Text> {
    let encoding = Encoding::choose(raw.iter().map(|at| at.what.1));
    let mut texts = sorted(clocks, raw, |time, at| Text {
        time,
        track: at.track,
        kind: at.what.0,
        text: encoding.decode(at.what.1),
    });
    texts.retain(|text| !text.text.is_empty());
    texts
}

/// A track is called by its first name that is not blank.
fn name_tracks(gathered: &mut Gathered<'_>, texts: &[Text]) {
    for text in texts.iter().filter(|text| text.kind == TextKind::TrackName) {
        if let Some(track) = gathered.tracks.get_mut(usize::from(text.track))
            && track.name.is_none()
            && !text.text.trim().is_empty()
        {
            track.name = Some(text.text.clone());
        }
    }
}

fn duration(clocks: &Clocks, ends: &[u64]) -> MediaTime {
    let Some(mut times) = clocks.reader() else {
        return MediaTime::ZERO;
    };
    let ends = ends.iter().zip(0..).map(|(&tick, track)| times.time(track, tick));
    ends.max().unwrap_or(MediaTime::ZERO)
}
