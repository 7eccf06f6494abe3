//! Open bitstream units (AV1 bitstream specification, 5.3).

const SEQUENCE_HEADER: u8 = 1;
const TEMPORAL_DELIMITER: u8 = 2;

/// A temporal unit, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TemporalUnit {
    /// The sequence header with its own header and size, if there is one.
    pub sequence_header: Option<Vec<u8>>,
    /// All units but temporal delimiters.
    pub data: Vec<u8>,
}

impl TemporalUnit {
    /// Reads a temporal unit whose units all carry their sizes; none where it is cut short.
    pub fn read(mut bytes: &[u8]) -> Option<Self> {
        let mut unit = Self::default();
        while let [header, ..] = bytes {
            let kind = header >> 3 & 15;
            let (unit_bytes, rest) = bytes.split_at_checked(length(bytes)?)?;
            if kind == SEQUENCE_HEADER {
                unit.sequence_header = Some(unit_bytes.to_vec());
            }
            if kind != TEMPORAL_DELIMITER {
                unit.data.extend_from_slice(unit_bytes);
            }
            bytes = rest;
        }
        Some(unit)
    }
}

/// The whole length of the first unit, header and size included.
fn length(bytes: &[u8]) -> Option<usize> {
    let header = *bytes.first()?;
    let (extension, sized) = (header & 4 != 0, header & 2 != 0);
    let mut at = 1 + usize::from(extension);
    if !sized {
        return None;
    }
    // leb128(): seven bits a byte, the lowest first, at most eight bytes.
    let mut size = 0_u64;
    for place in 0..8 {
        let byte = *bytes.get(at)?;
        at += 1;
        size |= u64::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return at.checked_add(usize::try_from(size).ok()?);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_go_and_the_sequence_header_is_kept() {
        let bytes = [0x12, 0, 0x0a, 2, 7, 8, 0x32, 3, 1, 2, 3];
        let unit = TemporalUnit::read(&bytes).expect("a whole unit");
        assert_eq!(unit.sequence_header, Some(vec![0x0a, 2, 7, 8]));
        assert_eq!(unit.data, bytes[2..]);
        assert_eq!(TemporalUnit::read(&bytes[..10]), None);
        assert_eq!(TemporalUnit::read(&[0x30, 1]), None, "a unit without a size");
    }
}
