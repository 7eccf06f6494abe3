//! The index of the file (`moov`, ISO/IEC 14496-12 and 14496-14): the tables that the writer of samples made, in
//! boxes of our own, since its sample entries, durations and edit lists do not do.

use super::super::{MuxError, Streams};
use super::flavour::Flavour;
use super::{boxes, entries, metadata, quicktime};
use crate::media::{AudioParameters, VideoParameters};
use crate::mux::tally::{Bitrates, Tally};
use crate::time::MediaTime;
use mp4_atom::{
    Co64, Codec, Dinf, Dref, Edts, Elst, ElstEntry, Encode as _, Hdlr, Mdhd, Mdia, Minf, Moov, Mvhd, Smhd,
    Stbl, Stco, Stsd, Tkhd, Trak, Url, Vmhd,
};

/// The index, and how long the file plays.
pub(super) struct Index {
    moov: Moov,
    /// What stands behind the tracks.
    user_data: Vec<u8>,
    /// The description of the sound in the terms of QuickTime.
    sound: Option<Vec<u8>>,
    flavour: Flavour,
    /// The longer of the tracks.
    pub duration: MediaTime,
}

impl Index {
    /// Builds the index around the tables of `written`, the index that the writer of samples made.
    pub(super) fn build(
        streams: &Streams,
        flavour: Flavour,
        written: Moov,
        video: &Tally,
        audio: Option<&Tally>,
    ) -> Result<Self, MuxError> {
        let timescale = movie_timescale(streams)?;
        let created = metadata::creation_time(&streams.metadata);
        let mut tables = written.trak.into_iter().map(|trak| trak.mdia);
        let mut moov = Moov {
            mvhd: Mvhd {
                creation_time: created,
                modification_time: created,
                timescale,
                rate: 1.into(),
                volume: 1.into(),
                ..Mvhd::default()
            },
            ..Moov::default()
        };
        if let Some(mdia) = tables.next() {
            moov.trak
                .push(picture(&streams.video, flavour, timescale, mdia, video)?);
        }
        let mut description = None;
        if let (Some((sound_of, samples)), Some(audio), Some(mdia)) = (&streams.audio, audio, tables.next()) {
            let bitrates = audio.bitrates();
            moov.trak
                .push(sound(sound_of, *samples, timescale, mdia, bitrates)?);
            if flavour == Flavour::QuickTime {
                description = Some(quicktime::sound(sound_of, bitrates)?);
            }
        }
        for trak in &mut moov.trak {
            (trak.tkhd.creation_time, trak.tkhd.modification_time) = (created, created);
            (trak.mdia.mdhd.creation_time, trak.mdia.mdhd.modification_time) = (created, created);
        }
        moov.mvhd.next_track_id = moov.trak.len() as u32 + 1;
        moov.mvhd.duration = moov.trak.iter().map(|trak| trak.tkhd.duration).max().unwrap_or(0);
        let duration = MediaTime::from_ticks(moov.mvhd.duration, timescale);
        Ok(Self {
            moov,
            user_data: metadata::user_data(&streams.metadata, flavour),
            sound: description,
            flavour,
            duration,
        })
    }

    /// The index as bytes.
    pub(super) fn encode(&self) -> Result<Vec<u8>, MuxError> {
        let mut bytes = Vec::new();
        self.moov.encode(&mut bytes)?;
        if self.flavour == Flavour::QuickTime {
            bytes = quicktime::translate(&bytes, self.sound.as_deref());
        }
        Ok(boxes::with(&bytes, &self.user_data))
    }

    /// The index as boxes.
    pub(super) fn into_boxes(self) -> (Moov, Vec<u8>) {
        (self.moov, self.user_data)
    }

    /// Adds `by` bytes to where every chunk begins.
    pub(super) fn shift(&mut self, by: u64) {
        for trak in &mut self.moov.trak {
            let stbl = &mut trak.mdia.minf.stbl;
            let offsets = chunk_offsets(stbl)
                .into_iter()
                .map(|offset| offset + by)
                .collect();
            set_chunk_offsets(stbl, offsets);
        }
    }
}

/// The offsets of the chunks, whichever box holds them.
pub(super) fn chunk_offsets(stbl: &Stbl) -> Vec<u64> {
    match (&stbl.stco, &stbl.co64) {
        (Some(stco), _) => stco.entries.iter().map(|offset| u64::from(*offset)).collect(),
        (None, Some(co64)) => co64.entries.clone(),
        (None, None) => Vec::new(),
    }
}

/// Puts the offsets into the smallest box that holds them.
pub(super) fn set_chunk_offsets(stbl: &mut Stbl, offsets: Vec<u64>) {
    let narrow: Option<Vec<u32>> = offsets.iter().map(|offset| u32::try_from(*offset).ok()).collect();
    (stbl.stco, stbl.co64) = match narrow {
        Some(entries) => (Some(Stco { entries }), None),
        None => (None, Some(Co64 { entries: offsets })),
    };
}

/// The smallest timescale in which both tracks' durations are whole.
fn movie_timescale(streams: &Streams) -> Result<u32, MuxError> {
    let video = u64::from(streams.video.frame_rate.num.max(1));
    let audio = streams
        .audio
        .as_ref()
        .map_or(1, |(a, _)| u64::from(a.sample_rate.max(1)));
    let common = video / gcd(video, audio) * audio;
    u32::try_from(common).map_err(|_| MuxError::TooLarge {
        field: "the timescale of the file",
        value: common,
    })
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn picture(
    of: &VideoParameters,
    flavour: Flavour,
    timescale: u32,
    mdia: Mdia,
    tally: &Tally,
) -> Result<Trak, MuxError> {
    let side = |value: u32| {
        u16::try_from(value).map_err(|_| MuxError::TooLarge {
            field: "a side of the picture",
            value: u64::from(value),
        })
    };
    let (width, height) = (side(of.width)?, side(of.height)?);
    let own = of.frame_rate.num.max(1);
    let media = mdia.mdhd.duration;
    let entry = entries::picture(of, flavour, (width, height), tally.bitrates())?;
    let mut minf = minf(mdia.minf.stbl, entry);
    minf.vmhd = Some(Vmhd::default());
    let duration = media * u64::from(timescale / own);
    Ok(Trak {
        tkhd: Tkhd {
            track_id: 1,
            duration,
            enabled: true,
            in_movie: true,
            width: width.into(),
            height: height.into(),
            ..Tkhd::default()
        },
        // Where pictures are decoded in another order than they are shown, the first is shown late.
        edts: (tally.first > 0).then(|| edit(duration, tally.first)),
        mdia: self::mdia(own, media, b"vide", "VideoHandler", minf),
        ..Trak::default()
    })
}

/// Only what lies `from` a time of the medium on is presented.
fn edit(duration: u64, from: u64) -> Edts {
    let entry = ElstEntry {
        segment_duration: duration,
        media_time: Some(from),
        media_rate: 1.into(),
    };
    Edts {
        elst: Some(Elst { entries: vec![entry] }),
    }
}

fn sound(
    of: &AudioParameters,
    samples: u64,
    timescale: u32,
    mdia: Mdia,
    bitrates: Bitrates,
) -> Result<Trak, MuxError> {
    let own = of.sample_rate.max(1);
    let media = mdia.mdhd.duration;
    let announced = samples + u64::from(of.delay);
    if media < announced {
        return Err(MuxError::Short {
            announced,
            found: media,
        });
    }
    let mut stbl = mdia.minf.stbl;
    // Decoding may start at every packet; a list of them would say nothing.
    stbl.stss = None;
    let mut minf = minf(stbl, entries::sound(of, bitrates)?);
    minf.smhd = Some(Smhd::default());
    let duration = samples * u64::from(timescale / own);
    Ok(Trak {
        tkhd: Tkhd {
            track_id: 2,
            duration,
            alternate_group: 1,
            enabled: true,
            in_movie: true,
            volume: 1.into(),
            ..Tkhd::default()
        },
        // What the decoder gives before the first real sample and after the last one is not presented.
        edts: Some(edit(duration, u64::from(of.delay))),
        mdia: self::mdia(own, media, b"soun", "SoundHandler", minf),
        ..Trak::default()
    })
}

fn mdia(timescale: u32, duration: u64, handler: &[u8; 4], name: &str, minf: Minf) -> Mdia {
    Mdia {
        mdhd: Mdhd {
            timescale,
            duration,
            language: "und".into(),
            ..Mdhd::default()
        },
        hdlr: Hdlr {
            handler: handler.into(),
            name: name.into(),
        },
        minf,
    }
}

fn minf(tables: Stbl, entry: Codec) -> Minf {
    Minf {
        dinf: Dinf {
            dref: Dref {
                entries: vec![Url::default().into()],
            },
        },
        stbl: Stbl {
            stsd: Stsd { codecs: vec![entry] },
            ..tables
        },
        ..Minf::default()
    }
}
