//! The quantisers of VP9 and AV1, which share their table of steps.

/// The 64 quantisers that the libraries of both codecs know by number, as sizes of a step for 8-bit samples: every
/// fourth entry of the AC table (VP9 bitstream specification 0.6, 8.6.1; AV1 specification, 7.12.2), and the last.
const STEPS: [u16; 64] = [
    4, 11, 15, 19, 23, 27, 31, 35, 39, 43, 47, 51, 55, 59, 63, 67, 71, 75, 79, 83, 87, 91, 95, 99, 104, 112,
    120, 128, 136, 144, 152, 164, 176, 188, 200, 215, 231, 247, 265, 285, 305, 329, 353, 380, 408, 440, 474,
    510, 550, 593, 639, 689, 743, 801, 864, 933, 1007, 1087, 1173, 1267, 1369, 1479, 1628, 1828,
];
/// The size of a step in that table, for one of H.264's quantiser 0: 0.625 (Rec. ITU-T H.264, 8.5.9) in eighths.
const UNIT: f64 = 5.0;

/// The size of a quantiser's step on H.264's scale, where six steps double it.
pub(super) fn on_common_scale(quantiser: u8) -> f64 {
    6.0 * (f64::from(STEPS[usize::from(quantiser.min(63))]) / UNIT).log2()
}

/// The quantiser nearest to one on H.264's scale.
pub(super) fn nearest(wanted: f64) -> u8 {
    let off = |quantiser: &u8| (on_common_scale(*quantiser) - wanted).abs();
    (0..64_u8).min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantisers_rise_and_are_their_own_nearest() {
        for quantiser in 0..64 {
            assert_eq!(nearest(on_common_scale(quantiser)), quantiser);
        }
        assert!((1..64).all(|q| on_common_scale(q) > on_common_scale(q - 1)));
        assert_eq!((nearest(-10.0), nearest(90.0)), (0, 63));
    }
}
