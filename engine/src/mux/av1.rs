//! What containers say about an AV1 stream: the `AV1CodecConfigurationRecord` of AV1 in ISOBMFF, 2.3.3.

use super::MuxError;
use super::bits::Bits;

/// The type of a sequence header among open bitstream units (AV1, 6.2.2).
const SEQUENCE_HEADER: u32 = 1;
/// Levels above this one have tiers.
const LAST_LEVEL_WITHOUT_TIER: u32 = 7;

/// What of the sequence header stands in the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sequence {
    pub profile: u8,
    pub level: u8,
    pub high_tier: bool,
}

/// Reads a sequence header, one unit with its header and size (AV1, 5.5.1).
pub(super) fn sequence(unit: &[u8]) -> Result<Sequence, MuxError> {
    let broken = || MuxError::Header { codec: "AV1" };
    let mut header = Bits::new(unit);
    header.take(1);
    if header.take(4) != SEQUENCE_HEADER {
        return Err(broken());
    }
    let (extended, sized) = (header.flag(), header.flag());
    let mut from = if extended { 2 } else { 1 };
    if sized {
        from += unit
            .iter()
            .skip(from)
            .position(|byte| byte & 0x80 == 0)
            .ok_or_else(broken)?
            + 1;
    }
    let payload = unit
        .get(from..)
        .filter(|payload| payload.len() > 2)
        .ok_or_else(broken)?;
    let mut bits = Bits::new(payload);
    let profile = bits.take(3) as u8;
    bits.take(1);
    let reduced = bits.flag();
    if !reduced {
        skip_timing(&mut bits);
        bits.take(1 + 5 + 12);
    }
    let level = bits.take(5);
    let high_tier = !reduced && level > LAST_LEVEL_WITHOUT_TIER && bits.flag();
    Ok(Sequence {
        profile,
        level: level as u8,
        high_tier,
    })
}

fn skip_timing(bits: &mut Bits<'_>) {
    if !bits.flag() {
        return;
    }
    bits.take(32);
    bits.take(32);
    if bits.flag() {
        bits.variable();
    }
    if bits.flag() {
        bits.take(5 + 5 + 5);
        bits.take(32);
    }
}

/// The record for 4:2:0 in 8 bits.
pub(super) fn configuration(unit: &[u8]) -> Result<Vec<u8>, MuxError> {
    let Sequence {
        profile,
        level,
        high_tier,
    } = sequence(unit)?;
    let subsampled = 0b1100;
    let mut record = vec![
        0x81,
        profile << 5 | level,
        u8::from(high_tier) << 7 | subsampled,
        0,
    ];
    record.extend_from_slice(unit);
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profile_and_level_are_read() {
        // Main, level 4.0 (8), no timing, one operating point.
        let mut bits = String::from("000") + "0" + "0" + "0" + "0" + "00000" + "000000000000" + "01000" + "1";
        while !bits.len().is_multiple_of(8) {
            bits.push('0');
        }
        let payload: Vec<u8> = (0..bits.len() / 8)
            .map(|i| u8::from_str_radix(&bits[i * 8..i * 8 + 8], 2).expect("bits"))
            .collect();
        let unit = [&[0x0A, payload.len() as u8], payload.as_slice()].concat();
        let expected = Sequence {
            profile: 0,
            level: 8,
            high_tier: true,
        };
        assert_eq!(sequence(&unit).ok(), Some(expected));
        let record = configuration(&unit).expect("a record");
        assert_eq!(record[..4], [0x81, 8, 0x8C, 0]);
        assert_eq!(record[4..], unit);
    }

    #[test]
    fn what_is_no_sequence_header_is_refused() {
        for unit in [&[][..], &[0x12, 0x00], &[0x0A, 0xFF, 0xFF], &[0x0A, 1]] {
            assert!(matches!(sequence(unit), Err(MuxError::Header { .. })), "{unit:?}");
        }
    }
}
