//! Which note-off ends which note.
//!
//! Within a track, a channel and a key the first note begun is the first one ended. All-notes-off and all-sound-off
//! (controllers 123 and 120) silence the notes that sound: such a note ends there if its key is never let go later.
//! A note that nothing ends lasts until the end of its track. Every step takes constant time however many notes
//! are open: they are linked through the notes themselves.

use super::gather::RawNote;

/// No note.
const NONE: u32 = u32::MAX;
/// The release of a note that nothing has ended yet.
const OPEN: u64 = u64::MAX;

/// The open notes of one channel and key, as a list linked by [`RawNote::link`].
#[derive(Clone, Copy, Debug)]
struct Queue {
    head: u32,
    tail: u32,
    /// The first note of the list that is not silenced.
    sounding: u32,
}

const EMPTY: Queue = Queue {
    head: NONE,
    tail: NONE,
    sounding: NONE,
};

/// Pairs the notes of one track at a time.
#[derive(Debug)]
pub(super) struct Pairing {
    queues: Box<[[Queue; 128]; 16]>,
    /// Keys with open notes, a bit each.
    open: [u128; 16],
    /// Keys with notes that are not silenced, a bit each.
    sounding: [u128; 16],
}

impl Pairing {
    pub(super) fn new() -> Self {
        Self {
            queues: Box::new([[EMPTY; 128]; 16]),
            open: [0; 16],
            sounding: [0; 16],
        }
    }

    /// Opens the note that is about to be pushed onto `notes`.
    pub(super) fn begin(&mut self, notes: &mut Vec<RawNote>, mut note: RawNote) {
        let index = notes.len() as u32;
        let (channel, key) = (usize::from(note.channel), usize::from(note.key));
        let queue = &mut self.queues[channel][key];
        match notes.get_mut(queue.tail as usize) {
            Some(last) => last.link = index,
            None => queue.head = index,
        }
        queue.tail = index;
        if queue.sounding == NONE {
            queue.sounding = index;
        }
        self.open[channel] |= 1 << key;
        self.sounding[channel] |= 1 << key;
        note.release = OPEN;
        note.link = NONE;
        notes.push(note);
    }

    /// Ends the oldest sounding note of a key, or else the oldest silenced one; false where none is open.
    pub(super) fn end(&mut self, notes: &mut [RawNote], channel: u8, key: u8, tick: u64) -> bool {
        let (channel, key) = (usize::from(channel), usize::from(key));
        let queue = &mut self.queues[channel][key];
        // Silenced notes before a sounding one have their end already.
        let first = if queue.sounding == NONE {
            queue.head
        } else {
            queue.sounding
        };
        let Some(note) = notes.get_mut(first as usize) else {
            return false;
        };
        note.release = tick;
        queue.head = note.link;
        if queue.sounding != NONE {
            queue.sounding = note.link;
        }
        if queue.head == NONE {
            *queue = EMPTY;
            self.open[channel] &= !(1 << key);
        }
        if queue.sounding == NONE {
            self.sounding[channel] &= !(1 << key);
        }
        true
    }

    /// Silences the notes that sound on a channel.
    pub(super) fn silence(&mut self, notes: &mut [RawNote], channel: u8, tick: u64) {
        let channel = usize::from(channel);
        for key in bits(std::mem::take(&mut self.sounding[channel])) {
            let mut at = std::mem::replace(&mut self.queues[channel][key].sounding, NONE);
            while let Some(note) = notes.get_mut(at as usize) {
                note.release = tick;
                at = note.link;
            }
        }
    }

    /// Ends the track whose notes are `notes[first..]`: what nothing has ended ends at `tick`. Says how many notes those are.
    pub(super) fn end_track(&mut self, notes: &mut [RawNote], first: usize, tick: u64) -> usize {
        if self.open == [0; 16] {
            return 0;
        }
        for channel in 0..self.open.len() {
            for key in bits(std::mem::take(&mut self.open[channel])) {
                self.queues[channel][key] = EMPTY;
            }
            self.sounding[channel] = 0;
        }
        // Note by note rather than along the queues, which would jump about in memory.
        let unended = notes[first..].iter_mut().filter(|note| note.release == OPEN);
        unended.map(|note| note.release = tick).count()
    }
}

fn bits(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(lowest)
    })
}
