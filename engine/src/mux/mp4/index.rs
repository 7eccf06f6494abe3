//! The index of the file (`moov`, ISO/IEC 14496-12 and 14496-14): the tables that the writer of samples made, in
//! boxes of our own, since its sample entries, durations and edit lists do not do.

use super::super::{MuxError, Streams};
use super::track::Bitrates;
use crate::media::{AudioParameters, VideoConfig, VideoParameters};
use crate::time::MediaTime;
use mp4_atom::{
    Audio, Avc1, Avcc, AvccExt, Btrt, Co64, Codec, Colr, Dinf, Dref, Edts, Elst, ElstEntry, Encode as _,
    Esds, Hdlr, Mdhd, Mdia, Minf, Moov, Mp4a, Mvhd, Pasp, Smhd, Stbl, Stco, Stsd, Tkhd, Trak, Url, Visual,
    Vmhd,
    esds::{DecoderConfig, DecoderSpecific, EsDescriptor, SLConfig},
};

/// `profile_idc` values below which `avcC` has no chroma format at its end.
const FIRST_HIGH_PROFILE: u8 = 100;
/// BT.709 in ISO/IEC 23091-2: primaries, transfer and matrix.
const BT709: u16 = 1;

/// The index, and how long the file plays.
pub(super) struct Index {
    moov: Moov,
    /// The longer of the tracks.
    pub duration: MediaTime,
}

impl Index {
    /// Builds the index around the tables of `written`, the index that the writer of samples made.
    pub(super) fn build(
        streams: &Streams,
        written: Moov,
        video: Bitrates,
        audio: Option<Bitrates>,
    ) -> Result<Self, MuxError> {
        let timescale = movie_timescale(streams)?;
        let mut tables = written.trak.into_iter().map(|trak| trak.mdia);
        let mut moov = Moov {
            mvhd: Mvhd {
                timescale,
                rate: 1.into(),
                volume: 1.into(),
                ..Mvhd::default()
            },
            ..Moov::default()
        };
        if let Some(mdia) = tables.next() {
            moov.trak.push(picture(&streams.video, timescale, mdia, video)?);
        }
        if let (Some((sound_of, samples)), Some(bitrates), Some(mdia)) =
            (&streams.audio, audio, tables.next())
        {
            moov.trak
                .push(sound(sound_of, *samples, timescale, mdia, bitrates)?);
        }
        moov.mvhd.next_track_id = moov.trak.len() as u32 + 1;
        moov.mvhd.duration = moov.trak.iter().map(|trak| trak.tkhd.duration).max().unwrap_or(0);
        let duration = MediaTime::from_ticks(moov.mvhd.duration, timescale);
        Ok(Self { moov, duration })
    }

    /// The index as bytes.
    pub(super) fn encode(&self) -> Result<Vec<u8>, MuxError> {
        let mut bytes = Vec::new();
        self.moov.encode(&mut bytes)?;
        Ok(bytes)
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

fn picture(of: &VideoParameters, timescale: u32, mdia: Mdia, bitrates: Bitrates) -> Result<Trak, MuxError> {
    let side = |value: u32| {
        u16::try_from(value).map_err(|_| MuxError::TooLarge {
            field: "a side of the picture",
            value: u64::from(value),
        })
    };
    let (width, height) = (side(of.width)?, side(of.height)?);
    let own = of.frame_rate.num.max(1);
    let media = mdia.mdhd.duration;
    let entry = Avc1 {
        visual: Visual {
            data_reference_index: 1,
            width,
            height,
            ..Visual::default()
        },
        avcc: avcc(of)?,
        btrt: Some(btrt(bitrates)),
        colr: Some(Colr::new(BT709, BT709, BT709, false)?),
        pasp: Some(Pasp {
            h_spacing: 1,
            v_spacing: 1,
        }),
        taic: None,
        fiel: None,
        spatial: None,
    };
    let mut minf = minf(mdia.minf.stbl, entry.into());
    minf.vmhd = Some(Vmhd::default());
    Ok(Trak {
        tkhd: Tkhd {
            track_id: 1,
            duration: media * u64::from(timescale / own),
            enabled: true,
            in_movie: true,
            width: width.into(),
            height: height.into(),
            ..Tkhd::default()
        },
        mdia: self::mdia(own, media, b"vide", "VideoHandler", minf),
        ..Trak::default()
    })
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
    let mut minf = minf(stbl, mp4a(of, bitrates)?.into());
    minf.smhd = Some(Smhd::default());
    let duration = samples * u64::from(timescale / own);
    // What the decoder gives before the first real sample and after the last one is not presented.
    let edit = ElstEntry {
        segment_duration: duration,
        media_time: Some(u64::from(of.delay)),
        media_rate: 1.into(),
    };
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
        edts: Some(Edts {
            elst: Some(Elst { entries: vec![edit] }),
        }),
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

fn avcc(of: &VideoParameters) -> Result<Avcc, MuxError> {
    let VideoConfig::H264 { sps, pps } = &of.config else {
        return Err(super::only_h264());
    };
    let mut avcc = Avcc::new(sps, pps)?;
    if avcc.avc_profile_indication >= FIRST_HIGH_PROFILE {
        avcc.ext = Some(AvccExt::default());
    }
    Ok(avcc)
}

fn mp4a(of: &AudioParameters, bitrates: Bitrates) -> Result<Mp4a, MuxError> {
    let rate = u16::try_from(of.sample_rate).map_err(|_| MuxError::TooLarge {
        field: "the sample rate",
        value: u64::from(of.sample_rate),
    })?;
    let dec_config = DecoderConfig {
        // MPEG-4 sound, ISO/IEC 14496-1, table 5; a stream of sound, table 6.
        object_type_indication: 0x40,
        stream_type: 5,
        up_stream: 0,
        buffer_size_db: bitrates.largest.try_into().map_err(|_| MuxError::TooLarge {
            field: "the size of a packet of sound",
            value: u64::from(bitrates.largest),
        })?,
        max_bitrate: bitrates.peak,
        avg_bitrate: bitrates.average,
        dec_specific: Some(DecoderSpecific {
            raw: of.config.clone(),
            ..DecoderSpecific::default()
        }),
    };
    let es_desc = EsDescriptor {
        es_id: 2,
        dec_config,
        sl_config: SLConfig::default(),
        ..EsDescriptor::default()
    };
    Ok(Mp4a {
        audio: Audio {
            data_reference_index: 1,
            channel_count: of.channels,
            sample_size: 16,
            sample_rate: rate.into(),
        },
        esds: Esds { es_desc },
        btrt: Some(btrt(bitrates)),
        taic: None,
    })
}

fn btrt(bitrates: Bitrates) -> Btrt {
    Btrt {
        buffer_size_db: bitrates.largest,
        max_bitrate: bitrates.peak,
        avg_bitrate: bitrates.average,
    }
}
