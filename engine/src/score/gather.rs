//! Events of all tracks sorted into what a score is made of, still on ticks.

use super::pairing::Pairing;
use super::track::TrackReader;
use super::warnings::Warnings;
use super::{ControlKind, MAX_CONTROLS, MAX_METAS, MAX_NOTES, MAX_TEXT_BYTES, MAX_TEXTS};
use super::{ScoreError, TextKind, Track};
use midly::{MetaMessage, MidiMessage, TrackEventKind};

/// A note on ticks; as large as a [`super::Note`], so that one becomes the other in place.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawNote {
    pub(super) onset: u64,
    pub(super) release: u64,
    /// The next open note of the same key, while pairing.
    pub(super) link: u32,
    pub(super) track: u16,
    pub(super) channel: u8,
    pub(super) key: u8,
    pub(super) velocity: u8,
}

/// Something at a tick of a track.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<T> {
    pub(super) tick: u64,
    pub(super) track: u16,
    pub(super) what: T,
}

/// A pedal span on ticks.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawPedal {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) track: u16,
    pub(super) channel: u8,
}

/// All that the tracks hold, track after track.
#[derive(Debug, Default)]
pub(super) struct Gathered<'a> {
    pub(super) tracks: Vec<Track>,
    /// The tick of the last event of each track.
    pub(super) ends: Vec<u64>,
    pub(super) notes: Vec<RawNote>,
    /// Channel and kind.
    pub(super) controls: Vec<At<(u8, ControlKind)>>,
    pub(super) pedals: Vec<RawPedal>,
    /// Microseconds per quarter note, never 0.
    pub(super) tempos: Vec<At<u32>>,
    /// Numerator and power of the denominator.
    pub(super) metres: Vec<At<(u8, u8)>>,
    /// Sharps, and whether minor.
    pub(super) keys: Vec<At<(i8, bool)>>,
    /// Kind and undecoded bytes; never empty.
    pub(super) texts: Vec<At<(TextKind, &'a [u8])>>,
    state: State,
}

/// What is open in the track that is being read.
#[derive(Debug)]
struct State {
    pairing: Pairing,
    /// Since when the sustain pedal of each channel is down.
    pedals: [Option<u64>; 16],
    channels: u16,
    programs: u128,
}

impl Default for State {
    fn default() -> Self {
        Self {
            pairing: Pairing::new(),
            pedals: [None; 16],
            channels: 0,
            programs: 0,
        }
    }
}

impl<'a> Gathered<'a> {
    /// Reads a whole track, which becomes the last one.
    ///
    /// # Errors
    /// Where a limit of [`super::parse`] is passed.
    pub(super) fn take_track(
        &mut self,
        reader: &mut TrackReader<'a>,
        warnings: &mut Warnings,
    ) -> Result<super::track::TrackEnd, ScoreError> {
        let begin = reader.finish().position;
        let first_note = self.notes.len();
        self.tracks.push(Track::default());
        while let Some((offset, kind)) = reader.next(warnings) {
            let tick = reader.tick();
            match kind {
                TrackEventKind::Midi { channel, message } => {
                    self.take_message(tick, offset, channel.as_int(), message)?;
                }
                TrackEventKind::Meta(meta) => self.take_meta(tick, offset, meta, warnings)?,
                TrackEventKind::SysEx(_) | TrackEventKind::Escape(_) => {}
            }
        }
        let finish = reader.finish();
        self.end_track(finish.tick, first_note, begin, warnings);
        Ok(finish)
    }

    fn track_index(&self) -> u16 {
        (self.tracks.len() - 1) as u16
    }

    fn take_message(
        &mut self,
        tick: u64,
        offset: usize,
        channel: u8,
        message: MidiMessage,
    ) -> Result<(), ScoreError> {
        let kind = match message {
            MidiMessage::NoteOn { key, vel } if vel > 0 => {
                return self.begin_note(tick, offset, channel, key.as_int(), vel.as_int());
            }
            MidiMessage::NoteOn { key, .. } | MidiMessage::NoteOff { key, .. } => {
                // A note-off without a note is common and says nothing.
                self.state
                    .pairing
                    .end(&mut self.notes, channel, key.as_int(), tick);
                return Ok(());
            }
            MidiMessage::ProgramChange { program } => {
                self.use_program(channel, program.as_int());
                ControlKind::Program(program.as_int())
            }
            MidiMessage::Controller { controller, value } => {
                self.take_controller(tick, channel, controller.as_int(), value.as_int())
            }
            MidiMessage::PitchBend { bend } => ControlKind::PitchBend(bend.as_int()),
            MidiMessage::ChannelAftertouch { vel } => ControlKind::ChannelPressure(vel.as_int()),
            MidiMessage::Aftertouch { key, vel } => ControlKind::KeyPressure {
                key: key.as_int(),
                value: vel.as_int(),
            },
        };
        below(self.controls.len(), MAX_CONTROLS, "control events", offset)?;
        self.controls.push(self.at(tick, (channel, kind)));
        Ok(())
    }

    fn at<T>(&self, tick: u64, what: T) -> At<T> {
        At {
            tick,
            track: self.track_index(),
            what,
        }
    }

    fn begin_note(
        &mut self,
        tick: u64,
        offset: usize,
        channel: u8,
        key: u8,
        velocity: u8,
    ) -> Result<(), ScoreError> {
        below(self.notes.len(), MAX_NOTES, "notes", offset)?;
        self.state.channels |= 1 << channel;
        let note = RawNote {
            onset: tick,
            release: tick,
            link: 0,
            track: self.track_index(),
            channel,
            key,
            velocity,
        };
        self.state.pairing.begin(&mut self.notes, note);
        Ok(())
    }

    fn use_program(&mut self, channel: u8, program: u8) {
        self.state.channels |= 1 << channel;
        if self.state.programs & 1 << program == 0 {
            self.state.programs |= 1 << program;
            if let Some(track) = self.tracks.last_mut() {
                track.programs.push(program);
            }
        }
    }

    /// Controllers of the MIDI 1.0 specification: 64 sustain, 120 all sound off, 121 reset all controllers,
    /// 123 all notes off.
    fn take_controller(&mut self, tick: u64, channel: u8, number: u8, value: u8) -> ControlKind {
        let pedal = &mut self.state.pedals[usize::from(channel)];
        match number {
            64 if value >= 64 => _ = pedal.get_or_insert(tick),
            64 | 121 => {
                if let Some(start) = pedal.take() {
                    self.lift_pedal(start, tick, channel);
                }
            }
            120 | 123 => self.state.pairing.silence(&mut self.notes, channel, tick),
            _ => {}
        }
        ControlKind::Controller { number, value }
    }

    fn lift_pedal(&mut self, start: u64, end: u64, channel: u8) {
        let track = self.track_index();
        self.pedals.push(RawPedal {
            start,
            end,
            track,
            channel,
        });
    }

    fn take_meta(
        &mut self,
        tick: u64,
        offset: usize,
        meta: MetaMessage<'a>,
        warnings: &mut Warnings,
    ) -> Result<(), ScoreError> {
        match meta {
            MetaMessage::Tempo(micros) if micros.as_int() > 0 => {
                below(self.tempos.len(), MAX_METAS, "tempo changes", offset)?;
                self.tempos.push(self.at(tick, micros.as_int()));
            }
            MetaMessage::TimeSignature(numerator, power, ..) if numerator > 0 && power < 8 => {
                below(self.metres.len(), MAX_METAS, "time signatures", offset)?;
                self.metres.push(self.at(tick, (numerator, power)));
            }
            MetaMessage::KeySignature(sharps, minor) if (-7..=7).contains(&sharps) => {
                below(self.keys.len(), MAX_METAS, "key signatures", offset)?;
                self.keys.push(self.at(tick, (sharps, minor)));
            }
            MetaMessage::Tempo(_) | MetaMessage::Unknown(0x51, _) => {
                warnings.add(offset, format_args!("tempo of no length ignored"));
            }
            MetaMessage::TimeSignature(..) | MetaMessage::Unknown(0x58, _) => {
                warnings.add(offset, format_args!("impossible time signature ignored"));
            }
            MetaMessage::KeySignature(..) => {
                warnings.add(offset, format_args!("impossible key signature ignored"));
            }
            other => self.take_text(tick, offset, other, warnings),
        }
        Ok(())
    }

    fn take_text(&mut self, tick: u64, offset: usize, meta: MetaMessage<'a>, warnings: &mut Warnings) {
        let Some((kind, bytes)) = text_of(meta).filter(|(_, bytes)| !bytes.is_empty()) else {
            return;
        };
        if self.texts.len() == MAX_TEXTS {
            warnings.add(offset, format_args!("text {} and later left out", MAX_TEXTS + 1));
            return;
        }
        if bytes.len() > MAX_TEXT_BYTES {
            warnings.add(
                offset,
                format_args!("text of {} bytes cut to {MAX_TEXT_BYTES}", bytes.len()),
            );
        }
        self.texts.push(self.at(tick, (kind, cut(bytes))));
    }

    fn end_track(&mut self, tick: u64, first_note: usize, begin: usize, warnings: &mut Warnings) {
        let unended = self.state.pairing.end_track(&mut self.notes, first_note, tick);
        if unended > 0 {
            warnings.add(
                begin,
                format_args!("{unended} notes that never end last until the end of their track"),
            );
        }
        for channel in 0..16_u8 {
            if let Some(start) = self.state.pedals[usize::from(channel)].take() {
                self.lift_pedal(start, tick, channel);
            }
        }
        let channels = std::mem::take(&mut self.state.channels);
        self.state.programs = 0;
        self.ends.push(tick);
        let notes = self.notes.len() - first_note;
        if let Some(track) = self.tracks.last_mut() {
            track.channels = (0..16).filter(|channel| channels & 1 << channel != 0).collect();
            track.notes = notes;
        }
    }
}

fn text_of(meta: MetaMessage<'_>) -> Option<(TextKind, &[u8])> {
    Some(match meta {
        MetaMessage::Text(bytes) => (TextKind::Text, bytes),
        MetaMessage::Copyright(bytes) => (TextKind::Copyright, bytes),
        MetaMessage::TrackName(bytes) => (TextKind::TrackName, bytes),
        MetaMessage::InstrumentName(bytes) => (TextKind::InstrumentName, bytes),
        MetaMessage::Lyric(bytes) => (TextKind::Lyric, bytes),
        MetaMessage::Marker(bytes) => (TextKind::Marker, bytes),
        MetaMessage::CuePoint(bytes) => (TextKind::CuePoint, bytes),
        MetaMessage::ProgramName(bytes) => (TextKind::ProgramName, bytes),
        MetaMessage::DeviceName(bytes) => (TextKind::DeviceName, bytes),
        _ => return None,
    })
}

/// At most [`MAX_TEXT_BYTES`] of a text, not cut inside a UTF-8 sequence.
fn cut(bytes: &[u8]) -> &[u8] {
    let Some(next) = bytes.get(MAX_TEXT_BYTES) else {
        return bytes;
    };
    let mut end = MAX_TEXT_BYTES;
    let mut following = *next;
    while following & 0xC0 == 0x80 && end > MAX_TEXT_BYTES - 4 {
        end -= 1;
        following = bytes[end];
    }
    &bytes[..end]
}

fn below(count: usize, most: usize, what: &str, offset: usize) -> Result<(), ScoreError> {
    if count < most {
        return Ok(());
    }
    Err(ScoreError {
        offset,
        message: format!("more than {most} {what}, the most that are read"),
    })
}
