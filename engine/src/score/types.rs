//! What a score is made of.

use crate::time::MediaTime;

/// A piece of music as its MIDI file tells it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Standard MIDI File format: 0, 1 or 2.
    pub format: u16,
    /// What a tick is.
    pub division: Division,
    /// Tracks in the order of the file.
    pub tracks: Vec<Track>,
    /// Notes, sorted by onset, then key, then track.
    pub notes: Vec<Note>,
    /// Programs, controllers, bends and pressure, sorted by time, file order kept within a time.
    pub controls: Vec<Control>,
    /// Spans in which a sustain pedal was down, sorted by start.
    pub pedals: Vec<PedalSpan>,
    /// Tempo changes, sorted by time; the first stands at time zero.
    pub tempos: Vec<Tempo>,
    /// Time signatures, sorted by time.
    pub time_signatures: Vec<TimeSignature>,
    /// Key signatures, sorted by time.
    pub key_signatures: Vec<KeySignature>,
    /// Names, lyrics, markers and other texts, sorted by time.
    pub texts: Vec<Text>,
    /// From time zero to the last event of the longest track.
    pub duration: MediaTime,
    /// What had to be mended to read the file.
    pub warnings: Vec<Warning>,
}

impl Score {
    /// The song's title: the name of the first track of formats 0 and 1 where it has one.
    pub fn title(&self) -> Option<&str> {
        let name = self.tracks.first()?.name.as_deref()?.trim();
        (self.format < 2 && !name.is_empty()).then_some(name)
    }
}

/// What a tick of the file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Division {
    /// Ticks per quarter note; tempo events say how long one is.
    Metrical(u16),
    /// SMPTE: a fixed part of a second; tempo events mean nothing.
    Timecode {
        /// Nominal frames a second: 24, 25, 29 (meaning 30000/1001) or 30.
        fps: u8,
        /// Ticks in a frame.
        subframes: u8,
    },
}

impl Default for Division {
    fn default() -> Self {
        Self::Metrical(480)
    }
}

/// One track of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    /// Its name, if it has one.
    pub name: Option<String>,
    /// MIDI channels that its notes and programs use, 0 to 15, sorted.
    pub channels: Vec<u8>,
    /// Programs it chooses, 0 to 127, in order of first use.
    pub programs: Vec<u8>,
    /// How many notes it has.
    pub notes: usize,
}

/// A note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note {
    /// Position among [`Score::notes`].
    pub id: u32,
    /// Which track, from 0.
    pub track: u16,
    /// MIDI channel, 0 to 15; drums are on 9.
    pub channel: u8,
    /// MIDI key, 0 to 127; 60 is middle C.
    pub key: u8,
    /// 1 to 127.
    pub velocity: u8,
    /// When it begins.
    pub onset: MediaTime,
    /// When its key is let go; never before its onset.
    pub release: MediaTime,
}

/// An event that changes how a channel sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Control {
    /// When.
    pub time: MediaTime,
    /// Which track, from 0.
    pub track: u16,
    /// MIDI channel, 0 to 15.
    pub channel: u8,
    /// What.
    pub kind: ControlKind,
}

/// What a [`Control`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ControlKind {
    /// Chooses a program, 0 to 127.
    Program(u8),
    /// Sets a controller.
    Controller {
        /// 0 to 127.
        number: u8,
        /// 0 to 127.
        value: u8,
    },
    /// Bends the pitch: -8192 to 8191, 0 is none.
    PitchBend(i16),
    /// Pressure on the whole channel, 0 to 127.
    ChannelPressure(u8),
    /// Pressure on one key.
    KeyPressure {
        /// 0 to 127.
        key: u8,
        /// 0 to 127.
        value: u8,
    },
}

/// A span in which the sustain pedal (controller 64) was down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PedalSpan {
    /// When it went down.
    pub start: MediaTime,
    /// When it came up, or the end of the track.
    pub end: MediaTime,
    /// Which track, from 0.
    pub track: u16,
    /// MIDI channel, 0 to 15.
    pub channel: u8,
}

/// A tempo that holds from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tempo {
    /// From when.
    pub time: MediaTime,
    /// The tick it stands at.
    pub tick: u64,
    /// Microseconds for a quarter note.
    pub micros_per_quarter: u32,
}

impl Tempo {
    /// Quarter notes a minute.
    pub fn bpm(self) -> f64 {
        60_000_000.0 / f64::from(self.micros_per_quarter.max(1))
    }
}

/// A metre that holds from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSignature {
    /// From when.
    pub time: MediaTime,
    /// The tick it stands at.
    pub tick: u64,
    /// Beats in a bar.
    pub numerator: u8,
    /// The note value of a beat, as its power of two: 2 is a quarter, 3 an eighth.
    pub denominator_power: u8,
}

/// A key that holds from a time on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeySignature {
    /// From when.
    pub time: MediaTime,
    /// Sharps if positive, flats if negative, -7 to 7.
    pub sharps: i8,
    /// Whether it is minor.
    pub minor: bool,
}

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextKind {
    /// Any text.
    Text,
    /// Whose rights.
    Copyright,
    /// The name of the song (first track) or of a track.
    TrackName,
    /// The instrument of a track.
    InstrumentName,
    /// A syllable to be sung.
    Lyric,
    /// A place in the song.
    Marker,
    /// A cue.
    CuePoint,
    /// The name of a program.
    ProgramName,
    /// The name of a device.
    DeviceName,
}

/// A text in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// When.
    pub time: MediaTime,
    /// Which track, from 0.
    pub track: u16,
    /// What for.
    pub kind: TextKind,
    /// The text, decoded to Unicode.
    pub text: String,
}

/// Something in the file that was mended or left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The byte in the file where it was found.
    pub offset: usize,
    /// What was found, and what was done about it.
    pub message: String,
}

/// Why a file is no score.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} (at byte {offset})")]
pub struct ScoreError {
    /// The byte in the file where reading could not go on.
    pub offset: usize,
    /// What was found there, and what was wanted.
    pub message: String,
}
