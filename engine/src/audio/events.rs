//! A score as one stream of events in time.

use crate::score::{Control, Note, Score};
use crate::time::MediaTime;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A key is let go.
    Release {
        /// 0 to 15.
        channel: u8,
        /// 0 to 127.
        key: u8,
    },
    /// A channel changes.
    Control(Control),
    /// A note begins.
    Onset(Note),
}

/// Merges the notes and controls of a score by time. At one time keys are let go first, then channels change, then
/// notes begin; a note without length still begins before it ends.
#[derive(Default)]
pub struct Events {
    note: usize,
    control: usize,
    releases: BinaryHeap<Reverse<(MediaTime, u8, u8)>>,
}

impl Events {
    /// The next event before `limit`, with its time.
    pub fn next(&mut self, score: &Score, limit: MediaTime) -> Option<(MediaTime, Event)> {
        let release = self
            .releases
            .peek()
            .map_or(MediaTime::MAX, |Reverse((time, ..))| *time);
        let control = score.controls.get(self.control);
        let note = score.notes.get(self.note);
        let control_time = control.map_or(MediaTime::MAX, |control| control.time);
        let note_time = note.map_or(MediaTime::MAX, |note| note.onset);
        let time = release.min(control_time).min(note_time);
        if time >= limit {
            return None;
        }
        if release == time {
            let Reverse((_, channel, key)) = self.releases.pop()?;
            return Some((time, Event::Release { channel, key }));
        }
        if control_time == time {
            self.control += 1;
            return control.map(|control| (time, Event::Control(*control)));
        }
        self.note += 1;
        note.map(|note| (time, self.begin(*note)))
    }

    fn begin(&mut self, note: Note) -> Event {
        let end = note.release.max(note.onset + MediaTime::from_nanos(1));
        self.releases
            .push(Reverse((end, note.channel & 15, note.key & 127)));
        Event::Onset(note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::ControlKind;

    fn note(id: u32, onset: i64, release: i64, key: u8) -> Note {
        Note {
            id,
            track: 0,
            channel: 0,
            key,
            velocity: 90,
            onset: MediaTime::from_millis(onset),
            release: MediaTime::from_millis(release),
        }
    }

    #[test]
    fn events_come_in_time_and_in_order_within_a_time() {
        let control = Control {
            time: MediaTime::from_millis(500),
            track: 0,
            channel: 0,
            kind: ControlKind::Program(4),
        };
        let notes = vec![note(0, 0, 500, 60), note(1, 500, 500, 62), note(2, 600, 900, 64)];
        let score = Score {
            notes: notes.clone(),
            controls: vec![control],
            ..Score::default()
        };
        let mut events = Events::default();
        let limit = MediaTime::from_millis(600);
        let order: Vec<Event> = std::iter::from_fn(|| events.next(&score, limit))
            .map(|(_, event)| event)
            .collect();
        let release = |key| Event::Release { channel: 0, key };
        let expected = [
            Event::Onset(notes[0]),
            release(60),
            Event::Control(control),
            Event::Onset(notes[1]),
            release(62),
        ];
        assert_eq!(order, expected);
        assert_eq!(
            events.next(&score, MediaTime::MAX).map(|(_, event)| event),
            Some(Event::Onset(notes[2]))
        );
    }
}
