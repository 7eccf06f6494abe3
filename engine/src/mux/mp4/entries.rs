//! What the samples are: an entry for each codec (ISO/IEC 14496-12, 8.5.2), with the record that the codec's own binding
//! defines.

use super::super::MuxError;
use super::flavour::Flavour;
use crate::media::{AudioCodec, AudioParameters, VideoConfig, VideoParameters};
use crate::mux::av1;
use crate::mux::tally::Bitrates;
use mp4_atom::{
    Audio, Av01, Av1c, Avc1, Avcc, AvccExt, Btrt, Codec, Colr, Dops, Esds, Hvc1, HvcCArray, Hvcc, Mp4a, Opus,
    Pasp, Visual, Vp09, VpcC,
    esds::{DecoderConfig, DecoderSpecific, EsDescriptor, SLConfig},
};

/// `profile_idc` values below which `avcC` has no chroma format at its end.
const FIRST_HIGH_PROFILE: u8 = 100;
/// BT.709 in ISO/IEC 23091-2: primaries, transfer and matrix.
const BT709: u16 = 1;
/// Object types of ISO/IEC 14496-1, table 5: MPEG-4 sound and MPEG-1 sound.
const MPEG4_SOUND: u8 = 0x40;
const MPEG1_SOUND: u8 = 0x6B;
/// Bytes of a NAL unit's header in H.265.
const NAL_HEADER: usize = 2;

/// The entry of the picture.
pub(super) fn picture(
    of: &VideoParameters,
    flavour: Flavour,
    (width, height): (u16, u16),
    bitrates: Bitrates,
) -> Result<Codec, MuxError> {
    let visual = Visual {
        data_reference_index: 1,
        width,
        height,
        ..Visual::default()
    };
    let btrt = Some(btrt(bitrates));
    let colr = Some(colours(flavour)?);
    let pasp = Some(Pasp {
        h_spacing: 1,
        v_spacing: 1,
    });
    Ok(match &of.config {
        VideoConfig::H264 { sps, pps } => Avc1 {
            visual,
            avcc: avcc(sps, pps)?,
            btrt,
            colr,
            pasp,
            ..Avc1::default()
        }
        .into(),
        VideoConfig::H265 { vps, sps, pps } => Hvc1 {
            visual,
            hvcc: hvcc([vps, sps, pps])?,
            btrt,
            colr,
            pasp,
            ..Hvc1::default()
        }
        .into(),
        VideoConfig::Vp9 { profile, level, .. } => Vp09 {
            visual,
            vpcc: VpcC {
                profile: *profile,
                level: *level,
                // 4:2:0 with its samples beside the luma's.
                chroma_subsampling: 1,
                ..VpcC::default()
            },
            btrt,
            colr,
            pasp,
            ..Vp09::default()
        }
        .into(),
        VideoConfig::Av1 { sequence_header } => Av01 {
            visual,
            av1c: av1c(sequence_header)?,
            btrt,
            colr,
            pasp,
            ..Av01::default()
        }
        .into(),
        VideoConfig::Gif { .. } | VideoConfig::Png => {
            return Err(MuxError::codec(flavour.name(), of.codec().name()));
        }
    })
}

/// The entry of the sound.
pub(super) fn sound(of: &AudioParameters, bitrates: Bitrates) -> Result<Codec, MuxError> {
    let rate = u16::try_from(of.sample_rate).map_err(|_| MuxError::TooLarge {
        field: "the sample rate",
        value: u64::from(of.sample_rate),
    })?;
    let audio = Audio {
        data_reference_index: 1,
        channel_count: of.channels,
        sample_size: 16,
        sample_rate: rate.into(),
    };
    let btrt = Some(btrt(bitrates));
    Ok(match of.codec {
        AudioCodec::Aac | AudioCodec::Mp3 => Mp4a {
            audio,
            esds: esds(of, bitrates)?,
            btrt,
            taic: None,
        }
        .into(),
        AudioCodec::Opus => Opus {
            audio,
            dops: Dops {
                output_channel_count: of.channels as u8,
                pre_skip: of.delay as u16,
                input_sample_rate: of.sample_rate,
                output_gain: 0,
                channel_mapping: None,
            },
            btrt,
        }
        .into(),
    })
}

/// How MPEG's streams of sound describe themselves (ISO/IEC 14496-1, 7.2.6.5).
pub(super) fn esds(of: &AudioParameters, bitrates: Bitrates) -> Result<Esds, MuxError> {
    let mpeg4 = of.codec == AudioCodec::Aac;
    let dec_config = DecoderConfig {
        object_type_indication: if mpeg4 { MPEG4_SOUND } else { MPEG1_SOUND },
        // A stream of sound, table 6.
        stream_type: 5,
        up_stream: 0,
        buffer_size_db: bitrates.largest.try_into().map_err(|_| MuxError::TooLarge {
            field: "the size of a packet of sound",
            value: u64::from(bitrates.largest),
        })?,
        max_bitrate: bitrates.peak,
        avg_bitrate: bitrates.average,
        dec_specific: mpeg4.then(|| DecoderSpecific {
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
    Ok(Esds { es_desc })
}

/// BT.709 in the limited range, as each flavour says it.
fn colours(flavour: Flavour) -> Result<Colr, MuxError> {
    Ok(match flavour {
        Flavour::Mp4 => Colr::new(BT709, BT709, BT709, false)?,
        Flavour::QuickTime => Colr::Nclc {
            colour_primaries: BT709,
            transfer_characteristics: BT709,
            matrix_coefficients: BT709,
        },
    })
}

fn avcc(sps: &[u8], pps: &[u8]) -> Result<Avcc, MuxError> {
    let mut avcc = Avcc::new(sps, pps)?;
    if avcc.avc_profile_indication >= FIRST_HIGH_PROFILE {
        avcc.ext = Some(AvccExt::default());
    }
    Ok(avcc)
}

/// The record of H.265 (ISO/IEC 14496-15, 8.3.3): what stands in it is read from the sequence parameter set
/// (Rec. ITU-T H.265, 7.3.2.2 and 7.3.3).
fn hvcc(sets: [&Vec<u8>; 3]) -> Result<Hvcc, MuxError> {
    let payload = without_emulation(sets[1].get(NAL_HEADER..).unwrap_or_default());
    let Some((&[ids, general, ref rest @ ..], _)) = payload.split_first_chunk::<13>() else {
        return Err(MuxError::Header { codec: "H.265" });
    };
    let (mut compatibility, mut constraints) = ([0; 4], [0; 6]);
    compatibility.copy_from_slice(&rest[..4]);
    constraints.copy_from_slice(&rest[4..10]);
    let arrays = sets.map(|set| HvcCArray {
        completeness: true,
        nal_unit_type: set.first().map_or(0, |byte| byte >> 1 & 0x3F),
        nalus: vec![set.clone()],
    });
    Ok(Hvcc {
        general_profile_space: general >> 6,
        general_tier_flag: general >> 5 & 1 == 1,
        general_profile_idc: general & 0x1F,
        general_profile_compatibility_flags: compatibility,
        general_constraint_indicator_flags: constraints,
        general_level_idc: rest[10],
        chroma_format_idc: 1,
        num_temporal_layers: (ids >> 1 & 7) + 1,
        temporal_id_nested: ids & 1 == 1,
        length_size_minus_one: 3,
        arrays: arrays.to_vec(),
        ..Hvcc::new()
    })
}

/// A NAL unit without the bytes that keep start codes out of it (7.4.2.1).
fn without_emulation(unit: &[u8]) -> Vec<u8> {
    let mut zeros = 0;
    let kept = unit.iter().filter(|byte| {
        let emulation = zeros >= 2 && **byte == 3;
        zeros = if **byte == 0 { zeros + 1 } else { 0 };
        !emulation
    });
    kept.copied().collect()
}

fn av1c(header: &[u8]) -> Result<Av1c, MuxError> {
    let sequence = av1::sequence(header)?;
    Ok(Av1c {
        seq_profile: sequence.profile,
        seq_level_idx_0: sequence.level,
        seq_tier_0: sequence.high_tier,
        chroma_subsampling_x: true,
        chroma_subsampling_y: true,
        config_obus: header.to_vec(),
        ..Av1c::default()
    })
}

fn btrt(bitrates: Bitrates) -> Btrt {
    Btrt {
        buffer_size_db: bitrates.largest,
        max_bitrate: bitrates.peak,
        avg_bitrate: bitrates.average,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_of_h265_is_read_from_its_sequence_parameter_set() {
        // Main profile, level 4.0, one layer; an emulation prevention byte stands in the constraints.
        let sps = vec![
            0x42, 1, 1, 1, 0x60, 0, 0, 3, 0, 0x90, 0, 0, 3, 0, 0, 3, 0, 120, 0xA0,
        ];
        let hvcc = hvcc([&vec![0x40, 1], &sps, &vec![0x44, 1]]).expect("a record");
        assert_eq!((hvcc.general_profile_idc, hvcc.general_level_idc), (1, 120));
        assert_eq!(hvcc.general_profile_compatibility_flags, [0x60, 0, 0, 0]);
        assert_eq!(hvcc.general_constraint_indicator_flags[0], 0x90);
        assert_eq!((hvcc.num_temporal_layers, hvcc.temporal_id_nested), (1, true));
        let kinds: Vec<_> = hvcc.arrays.iter().map(|array| array.nal_unit_type).collect();
        assert_eq!(kinds, [32, 33, 34]);
    }

    #[test]
    fn a_cut_parameter_set_is_refused() {
        let cut = hvcc([&vec![0x40, 1], &vec![0x42, 1, 1, 1], &vec![0x44, 1]]);
        assert!(matches!(cut, Err(MuxError::Header { codec: "H.265" })));
    }
}
