//! The events of one track, with the byte each begins at.
//!
//! Enters: the body of a track chunk. Leaves: midly's events, one by one, on absolute ticks. This reader frames
//! each event and midly decodes it; what midly refuses is mended here where players agree on what was meant, and
//! otherwise ends the track. Always: every call moves forward, and no more than [`MOST_DAMAGE`] places are mended.

use super::warnings::Warnings;
use midly::{EventIter, MetaMessage, TrackEventKind};
use std::ops::Range;

/// How many damaged events are mended in a track before the rest of it counts as noise.
const MOST_DAMAGE: u32 = 32;
/// The longest delta time: more than the four bytes of the standard can say, small enough never to overflow.
const LONGEST_DELTA: u64 = u32::MAX as u64;

/// How the reading of a track ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TrackEnd {
    /// The tick of the last event.
    pub(super) tick: u64,
    /// The byte after the last event that was read.
    pub(super) position: usize,
    /// Whether an end-of-track event was met.
    pub(super) closed: bool,
}

/// Reads one track, event by event.
#[derive(Clone, Debug)]
pub(super) struct TrackReader<'a> {
    file: &'a [u8],
    position: usize,
    end: usize,
    /// Whether `end` is known to be the end of the track, so that events behind an end-of-track event count.
    believed: bool,
    tick: u64,
    running: Option<u8>,
    /// Whether a meta or exclusive event has stood since the running status was set.
    stale: bool,
    told_stale: bool,
    damage: u32,
    closed: bool,
    done: bool,
}

impl<'a> TrackReader<'a> {
    /// A reader of the track whose events are in `body`.
    pub(super) fn new(file: &'a [u8], body: Range<usize>, believed: bool) -> Self {
        Self {
            file: &file[..body.end],
            position: body.start,
            end: body.end,
            believed,
            tick: 0,
            running: None,
            stale: false,
            told_stale: false,
            damage: 0,
            closed: false,
            done: false,
        }
    }

    /// The tick of the event read last.
    pub(super) fn tick(&self) -> u64 {
        self.tick
    }

    /// How the reading ended, or where it stands.
    pub(super) fn finish(&self) -> TrackEnd {
        TrackEnd {
            tick: self.tick,
            position: self.position,
            closed: self.closed,
        }
    }

    /// The next event and the byte it begins at, or `None` at the end of what can be read.
    pub(super) fn next(&mut self, warnings: &mut Warnings) -> Option<(usize, TrackEventKind<'a>)> {
        while !self.done && self.position < self.end {
            let start = self.position;
            let event = match self.read_delta(warnings) {
                Some(first) => self.read_event(first, warnings),
                None => self.lose(start, "a delta time that does not end", warnings),
            };
            match event {
                Some(TrackEventKind::Meta(MetaMessage::EndOfTrack)) => self.close(warnings),
                Some(kind) => return Some((start, kind)),
                None => {}
            }
        }
        self.tell_unclosed(warnings);
        None
    }

    /// Moves past the delta time; gives the byte after it.
    fn read_delta(&mut self, warnings: &mut Warnings) -> Option<u8> {
        let start = self.position;
        let (delta, length) = variable_length(&self.file[start..])?;
        let first = *self.file.get(start + length)?;
        if length > 4 {
            warnings.add(
                start,
                format_args!("delta time of {length} bytes; 4 are the most"),
            );
        }
        self.position += length;
        self.tick += delta.min(LONGEST_DELTA);
        Some(first)
    }

    fn read_event(&mut self, first: u8, warnings: &mut Warnings) -> Option<TrackEventKind<'a>> {
        match (first, self.running) {
            (0x00..=0x7F, None) => self.resynchronise(warnings),
            (0x00..=0x7F, Some(status)) => {
                if self.stale && !self.told_stale {
                    self.told_stale = true;
                    let message = format_args!("running status goes on after a meta or exclusive event");
                    warnings.add(self.position, message);
                }
                self.read_channel(status, 0, warnings)
            }
            (0x80..=0xEF, _) => {
                self.running = Some(first);
                self.stale = false;
                self.read_channel(first, 1, warnings)
            }
            (0xF0 | 0xF7 | 0xFF, _) => self.read_block(first, warnings),
            _ => self.skip_system(first, warnings),
        }
    }

    /// A channel message; `skip` is 1 where its status byte is written out.
    fn read_channel(
        &mut self,
        status: u8,
        skip: usize,
        warnings: &mut Warnings,
    ) -> Option<TrackEventKind<'a>> {
        // The byte before is the last one of a delta time, so midly sees a complete event.
        match decode(&self.file[self.position - 1..], Some(status)) {
            Some((kind, length)) => {
                self.position += length - 1;
                Some(kind)
            }
            None => self.mend_channel(status, skip, warnings),
        }
    }

    /// A channel message with data bytes that are none: real-time bytes in it are skipped, others capped at 127.
    fn mend_channel(
        &mut self,
        status: u8,
        skip: usize,
        warnings: &mut Warnings,
    ) -> Option<TrackEventKind<'a>> {
        let start = self.position;
        let wanted = if matches!(status, 0xC0..=0xDF) { 1 } else { 2 };
        let mut event = vec![0, status];
        let mut at = start + skip;
        let mut capped = false;
        while event.len() < 2 + wanted {
            let Some(&byte) = self.file.get(at) else {
                return self.lose(start, "an event cut short", warnings);
            };
            at += 1;
            if byte < 0xF8 || byte == 0xFF {
                capped |= byte > 0x7F;
                event.push(byte.min(0x7F));
            }
        }
        self.position = at;
        if capped {
            self.damaged(start, "data byte above 127 read as 127", warnings);
        } else {
            warnings.add(start, format_args!("real-time message inside an event skipped"));
        }
        decode(&event, None).map(|(kind, _)| kind.to_static())
    }

    /// A meta, exclusive or escape event: a length, then so many bytes.
    fn read_block(&mut self, status: u8, warnings: &mut Warnings) -> Option<TrackEventKind<'a>> {
        let start = self.position;
        self.stale = true;
        let head = if status == 0xFF { 2 } else { 1 };
        let Some((length, digits)) = self.file.get(start + head..).and_then(variable_length) else {
            return self.lose_block(start, status, warnings);
        };
        let end = (start + head + digits).saturating_add(length as usize);
        if end > self.end {
            return self.lose_block(start, status, warnings);
        }
        self.position = end;
        let event = decode(&self.file[start - 1..end], self.running).map(|(kind, _)| kind);
        if event.is_none() || digits > 4 {
            warnings.add(
                start,
                format_args!("malformed meta event {} skipped", self.meta_type(start)),
            );
            return None;
        }
        event
    }

    /// A block that reaches past the track. An exclusive message that was stored as on the wire, without a length, ends
    /// at its F7, and an end of track needs no length.
    fn lose_block(
        &mut self,
        start: usize,
        status: u8,
        warnings: &mut Warnings,
    ) -> Option<TrackEventKind<'a>> {
        if status == 0xFF && self.file.get(start + 1) == Some(&0x2F) {
            self.position = self.end;
            return Some(TrackEventKind::Meta(MetaMessage::EndOfTrack));
        }
        let exclusive_end = self.file[start..].iter().position(|&byte| byte == 0xF7);
        match exclusive_end.filter(|_| status == 0xF0 && self.damage < MOST_DAMAGE) {
            Some(length) => {
                self.position = start + length + 1;
                self.damaged(start, "exclusive message with a wrong length skipped", warnings);
                None
            }
            None => self.lose(start, "an event longer than its track", warnings),
        }
    }

    fn meta_type(&self, start: usize) -> u8 {
        self.file.get(start + 1).copied().unwrap_or_default()
    }

    /// System common and real-time messages have no place in a file, yet some recorders write them.
    fn skip_system(&mut self, status: u8, warnings: &mut Warnings) -> Option<TrackEventKind<'a>> {
        let start = self.position;
        let data = match status {
            0xF1 | 0xF3 => 1,
            0xF2 => 2,
            _ => 0,
        };
        let following = self.file[start + 1..].iter().take(data);
        self.position += 1 + following.take_while(|&&byte| byte < 0x80).count();
        if matches!(status, 0xF4 | 0xF5 | 0xF9 | 0xFD) {
            let message = format!("undefined message {status:02X} skipped");
            self.damaged(start, &message, warnings);
        } else {
            warnings.add(start, format_args!("system message {status:02X} skipped"));
        }
        None
    }

    /// Data without any status before it: goes on at the next status byte, with the byte before it as its delta time.
    fn resynchronise(&mut self, warnings: &mut Warnings) -> Option<TrackEventKind<'a>> {
        let start = self.position;
        match self.file[start..].iter().position(|&byte| byte >= 0x80) {
            Some(distance) => {
                self.position = start + distance - 1;
                self.damaged(start, "data bytes without a status skipped", warnings);
                None
            }
            None => self.lose(start, "data bytes without a status", warnings),
        }
    }

    /// Counts a mended event; with too many of them the rest of the track is noise.
    fn damaged(&mut self, start: usize, what: &str, warnings: &mut Warnings) {
        self.damage += 1;
        if self.damage < MOST_DAMAGE {
            warnings.add(start, format_args!("{what}"));
        } else {
            let _: Option<()> = self.lose(start, "too much damage", warnings);
        }
    }

    fn lose<T>(&mut self, start: usize, why: &str, warnings: &mut Warnings) -> Option<T> {
        let left = self.end - start;
        warnings.add(
            start,
            format_args!("{why}: the last {left} bytes of the track left out"),
        );
        self.position = start;
        self.done = true;
        None
    }

    /// At an end-of-track event: what follows counts only where it leads, undamaged, to another one.
    fn close(&mut self, warnings: &mut Warnings) {
        let first = !self.closed;
        self.closed = true;
        if self.position == self.end || !first {
            return;
        }
        if self.believed && self.goes_on() {
            warnings.add(
                self.position,
                format_args!("events after the end of the track kept"),
            );
            return;
        }
        self.done = true;
        if self.believed {
            let left = self.end - self.position;
            warnings.add(
                self.position,
                format_args!("{left} bytes after the end of the track left out"),
            );
        }
    }

    fn goes_on(&self) -> bool {
        let mut ahead = self.clone();
        let mut found = Warnings::default();
        let mut events = 0_u64;
        while found.is_empty() && ahead.next(&mut found).is_some() {
            events += 1;
        }
        events > 0 && found.is_empty() && ahead.ended_by_event()
    }

    fn ended_by_event(&self) -> bool {
        self.position == self.end && self.file[..self.end].ends_with(&[0xFF, 0x2F, 0x00])
    }

    fn tell_unclosed(&mut self, warnings: &mut Warnings) {
        if !self.closed && !self.done {
            warnings.add(self.end, format_args!("track without an end-of-track event"));
        }
        self.done = true;
    }
}

/// One event by midly, with its length in bytes; `raw` begins with a delta time.
fn decode(raw: &[u8], running: Option<u8>) -> Option<(TrackEventKind<'_>, usize)> {
    let mut events = EventIter::new(raw);
    *events.running_status_mut() = running;
    let event = events.next()?.ok()?;
    Some((event.kind, raw.len() - events.unread().len()))
}

/// A number of seven bits a byte, the highest first, and how many bytes it takes. Numbers of more than the four bytes
/// of the standard are read too, and saturate.
fn variable_length(bytes: &[u8]) -> Option<(u64, usize)> {
    const MOST_BYTES: usize = 9;
    let mut value = 0_u64;
    for (index, &byte) in bytes.iter().take(MOST_BYTES).enumerate() {
        value = value << 7 | u64::from(byte & 0x7F);
        if byte < 0x80 {
            return Some((value, index + 1));
        }
    }
    None
}
