//! Whether an AAC track has an upper band that is coded apart (spectral band replication), which is not decoded here.

/// The object types of AAC with such a band, without and with parametric stereo, and of AAC-LC (ISO/IEC 14496-3, 1.5.1).
const APART: [u32; 2] = [5, 29];
const LOW_COMPLEXITY: u32 = 2;
/// What comes before an extension that old decoders do not know (ISO/IEC 14496-3, 1.6.2.1).
const EXTENSION: u32 = 0x2B7;

/// Whether an `AudioSpecificConfig` tells of one. A decoder may find one that no configuration tells of.
pub fn is_told(config: &[u8]) -> bool {
    let mut bits = Bits { bytes: config, at: 0 };
    let kind = bits.take(5);
    if kind != LOW_COMPLEXITY {
        return APART.contains(&kind);
    }
    if bits.take(4) == 15 {
        bits.at += 24;
    }
    // The channels, and the length of frames; then whether a core coder's delay follows.
    bits.at += 5;
    if bits.take(1) == 1 {
        bits.at += 14;
    }
    bits.at += 1;
    bits.take(11) == EXTENSION && APART.contains(&bits.take(5)) && bits.take(1) == 1
}

/// Bits, the highest first; zeros behind the end.
struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> u32 {
        let bit = |at: usize| self.bytes.get(at / 8).map_or(0, |byte| byte >> (7 - at % 8) & 1);
        let value = (self.at..self.at + count).fold(0, |value, at| value << 1 | u32::from(bit(at)));
        self.at += count;
        value
    }
}

#[cfg(test)]
mod tests {
    use super::is_told;

    #[test]
    fn bands_are_told_in_both_ways() {
        assert!(is_told(&[0x2B, 0x92, 0x08, 0x00]), "as a type of its own");
        assert!(is_told(&[0xEB, 0x8A, 0x08, 0x00]), "with parametric stereo");
        assert!(
            is_told(&[0x13, 0x90, 0x56, 0xE5, 0xA0]),
            "as an extension of AAC-LC"
        );
        assert!(
            !is_told(&[0x13, 0x90, 0x56, 0xE5, 0x00]),
            "as an extension that is not there"
        );
        assert!(
            !is_told(&[0x12, 0x10]) && !is_told(&[]),
            "AAC-LC alone, and nothing"
        );
    }
}
