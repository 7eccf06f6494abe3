//! Frames of MPEG-1 Layer III (ISO/IEC 11172-3, 2.4.1.3 and 2.4.2.3).

/// Samples of each channel in a frame.
pub(super) const SAMPLES: u32 = 1152;

/// Kbit/s by the header's index; 0 and 15 have no rate.
const KBPS: [usize; 16] = [
    0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0,
];
/// Samples a second by the header's index; 3 has none.
const RATES: [usize; 4] = [44_100, 48_000, 32_000, 0];

/// The length of the frame that begins here; none while it is not whole.
///
/// # Errors
/// The header, where it is not one of Layer III.
pub(super) fn length(bytes: &[u8]) -> Result<Option<usize>, i64> {
    let [a, b, c, d, ..] = *bytes else { return Ok(None) };
    let wrong = i64::from(u32::from_be_bytes([a, b, c, d]));
    // Eleven bits of sync, MPEG-1, Layer III.
    if a != 0xff || b & 0xfe != 0xfa {
        return Err(wrong);
    }
    let (kbps, rate) = (KBPS[usize::from(c >> 4)], RATES[usize::from(c >> 2 & 3)]);
    if kbps == 0 || rate == 0 {
        return Err(wrong);
    }
    let length = 144_000 * kbps / rate + usize::from(c >> 1 & 1);
    Ok((length <= bytes.len()).then_some(length))
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_follow_rate_and_padding() {
        let frame = |c: u8| [&[0xff, 0xfb, c, 0][..], &[0; 600]].concat();
        assert_eq!(length(&frame(0x90)), Ok(Some(417)));
        assert_eq!(length(&frame(0x92)), Ok(Some(418)));
        assert_eq!(length(&frame(0xb4)), Ok(Some(576)));
        assert_eq!(length(&frame(0x90)[..416]), Ok(None));
        assert_eq!(length(&[0xff, 0xfb]), Ok(None));
        assert!(length(&frame(0xf0)).is_err());
        assert!(length(&[0; 8]).is_err());
    }
}
