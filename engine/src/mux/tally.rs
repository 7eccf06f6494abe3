//! What the muxer remembers of a track beside its tables: where it is, and how many bits a second it takes.

use super::{MuxError, Track};
use crate::media::EncodedPacket;

/// The running totals of one track.
#[derive(Clone, Debug)]
pub(in crate::mux) struct Tally {
    track: Track,
    timescale: u32,
    /// Ticks so far: the decoding time of the next packet.
    pub ticks: u64,
    /// The earliest presentation time so far.
    pub first: u64,
    bytes: u64,
    largest: u32,
    second: Second,
    peak: u64,
}

/// The second of decoding time that is being counted.
#[derive(Clone, Copy, Debug, Default)]
struct Second {
    number: u64,
    bytes: u64,
}

/// Bits a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mux) struct Bitrates {
    /// Over the whole track.
    pub average: u32,
    /// In the busiest second.
    pub peak: u32,
    /// The largest packet, in bytes.
    pub largest: u32,
}

impl Tally {
    pub(in crate::mux) fn new(track: Track, timescale: u32) -> Self {
        Self {
            track,
            timescale: timescale.max(1),
            ticks: 0,
            first: u64::MAX,
            bytes: 0,
            largest: 0,
            second: Second::default(),
            peak: 0,
        }
    }

    /// Counts a packet, which must begin where the last one ended.
    pub(in crate::mux) fn add(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        if packet.dts != self.ticks {
            return Err(MuxError::Gap {
                track: self.track,
                expected: self.ticks,
                found: packet.dts,
            });
        }
        let bytes = packet.data.len() as u64;
        let size = u32::try_from(bytes).map_err(|_| MuxError::TooLarge {
            field: "the size of a packet",
            value: bytes,
        })?;
        let number = self.ticks / u64::from(self.timescale);
        if number != self.second.number {
            self.second = Second { number, bytes: 0 };
        }
        self.second.bytes += bytes;
        self.peak = self.peak.max(self.second.bytes);
        self.first = self.first.min(packet.pts);
        self.largest = self.largest.max(size);
        self.bytes += bytes;
        self.ticks += u64::from(packet.duration);
        Ok(())
    }

    /// Whether nothing was counted.
    pub(in crate::mux) fn is_empty(&self) -> bool {
        self.ticks == 0
    }

    /// The bitrates so far.
    pub(in crate::mux) fn bitrates(&self) -> Bitrates {
        let bits = u128::from(self.bytes) * 8 * u128::from(self.timescale);
        let average = bits / u128::from(self.ticks.max(1));
        let clip = |value: u128| u32::try_from(value).unwrap_or(u32::MAX);
        Bitrates {
            average: clip(average),
            peak: clip((u128::from(self.peak) * 8).max(average)),
            largest: self.largest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packet(dts: u64, bytes: usize) -> EncodedPacket {
        EncodedPacket {
            pts: dts,
            dts,
            duration: 1,
            key: true,
            data: vec![0; bytes],
            alpha: None,
        }
    }

    #[test]
    fn bitrates_are_of_the_whole_and_of_the_busiest_second() {
        let mut tally = Tally::new(Track::Picture, 2);
        for (dts, bytes) in [(0, 100), (1, 100), (2, 300), (3, 100)] {
            tally.add(&packet(dts, bytes)).expect("packets follow each other");
        }
        let expected = Bitrates {
            average: 2400,
            peak: 3200,
            largest: 300,
        };
        assert_eq!(tally.bitrates(), expected);
    }

    #[test]
    fn a_packet_must_begin_where_the_last_one_ended() {
        let mut tally = Tally::new(Track::Sound, 2);
        tally.add(&packet(0, 1)).expect("the first begins at zero");
        let error = tally.add(&packet(2, 1)).expect_err("a tick is missing");
        assert!(matches!(
            error,
            MuxError::Gap {
                track: Track::Sound,
                expected: 1,
                found: 2
            }
        ));
    }
}
