//! NAL units (Rec. ITU-T H.265, annex B): from start codes to the lengths that MP4 wants.

/// The first of the three types of parameter sets, video, sequence and picture (Table 7-1).
const FIRST_SET: u8 = 32;
/// Access unit delimiter.
const DELIMITER: u8 = 35;

/// The parameter sets and the pictures of an access unit, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct AccessUnit {
    /// Video, sequence and picture parameter set, where they came.
    pub parameters: [Option<Vec<u8>>; 3],
    /// All else, each unit behind its length in four bytes.
    pub data: Vec<u8>,
}

impl AccessUnit {
    /// Takes a byte stream apart.
    pub fn read(bytes: &[u8]) -> Self {
        let mut unit = Self::default();
        for nal in units(bytes) {
            let kind = nal[0] >> 1 & 63;
            let set = kind.checked_sub(FIRST_SET).map(usize::from);
            if let Some(kept) = set.and_then(|set| unit.parameters.get_mut(set)) {
                *kept = Some(nal.to_vec());
            } else if kind != DELIMITER {
                unit.data.extend_from_slice(&(nal.len() as u32).to_be_bytes());
                unit.data.extend_from_slice(nal);
            }
        }
        unit
    }
}

/// The units between the start codes; none is empty.
fn units(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let starts = bytes.windows(3).enumerate();
    let mut starts = starts
        .filter(|(_, window)| *window == [0, 0, 1])
        .map(|(at, _)| at + 3)
        .peekable();
    std::iter::from_fn(move || {
        let start = starts.next()?;
        let end = starts.peek().map_or(bytes.len(), |next| next - 3);
        Some(&bytes[start..end])
    })
    // A zero byte before a start code belongs to it: a unit never ends in one (7.4.2.1).
    .map(|unit| {
        &unit[..unit
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(0, |last| last + 1)]
    })
    .filter(|unit| !unit.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_sorted_and_prefixed() {
        let unit = AccessUnit::read(&[
            0, 0, 0, 1, 0x40, 1, 7, 0, 0, 0, 1, 0x42, 1, 8, 0, 0, 1, 0x44, 1, 9, 0, 0, 1, 0x46, 1, 0x50, 0,
            0, 1, 0x26, 1, 5, 6,
        ]);
        assert_eq!(
            unit.parameters,
            [
                Some(vec![0x40, 1, 7]),
                Some(vec![0x42, 1, 8]),
                Some(vec![0x44, 1, 9])
            ]
        );
        assert_eq!(unit.data, [0, 0, 0, 4, 0x26, 1, 5, 6]);
    }
}
