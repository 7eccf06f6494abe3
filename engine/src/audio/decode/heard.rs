//! Which part of a decoded track is heard: encoders put samples before and after the sound.

use super::boxes::Edit;
use crate::time::MediaTime;

/// The rate in which Opus counts its pre-skip (RFC 7845, section 5.1).
const OPUS_RATE: u32 = 48_000;

/// What of a decoded track is heard, in frames of some rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Heard {
    /// Frames a second; 0 for the rate of the decoded sound.
    rate: u32,
    /// Frames of silence before it.
    pub silence: u64,
    /// Decoded frames that are left out.
    pub start: u64,
    /// The decoded frame at which it ends; none where all is heard.
    end: Option<u64>,
}

impl Heard {
    /// All but the first frames of Opus.
    pub fn after(pre_skip: u64) -> Self {
        Self {
            rate: OPUS_RATE,
            start: pre_skip,
            ..Self::default()
        }
    }

    /// As an `OpusHead` tells it (RFC 7845, section 5.1).
    pub fn of_opus(head: &[u8]) -> Self {
        let bytes = head.get(10..12);
        Self::after(bytes.map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]).into()))
    }

    /// As an edit list tells it.
    pub fn of_edit(edit: Edit) -> Self {
        Self {
            rate: edit.timescale,
            silence: edit.silence,
            start: edit.start,
            end: edit.end,
        }
    }

    /// The same in frames of this rate.
    pub fn at(&self, rate: u32) -> Self {
        let scaled = |frames: u64| match self.rate {
            0 => frames,
            own => (u128::from(frames) * u128::from(rate) / u128::from(own)).min(1 << 62) as u64,
        };
        Self {
            rate,
            silence: scaled(self.silence),
            start: scaled(self.start),
            end: self.end.map(scaled),
        }
    }

    /// How many frames are heard, with the silence before them, where that is known.
    pub fn frames(&self) -> Option<u64> {
        self.end.map(|end| self.silence + end.saturating_sub(self.start))
    }

    /// How long it is heard where so much was decoded; `self` is in frames of `rate`.
    pub fn of(&self, decoded: MediaTime, rate: u32) -> MediaTime {
        let time = |frames| MediaTime::from_ticks(frames, rate);
        let end = self.end.map_or(decoded, |end| decoded.min(time(end)));
        (end - time(self.start)).max(MediaTime::ZERO) + time(self.silence)
    }
}
