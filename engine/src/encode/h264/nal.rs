//! NAL units: from start codes to the lengths that MP4 wants.

/// The type of a unit, Rec. ITU-T H.264, Table 7-1.
const TYPE_SPS: u8 = 7;
const TYPE_PPS: u8 = 8;

/// The parameter sets and the pictures of an access unit, taken apart.
#[derive(Debug, Default)]
pub(super) struct AccessUnit {
    /// The sequence parameter set, if it came.
    pub sps: Option<Vec<u8>>,
    /// The picture parameter set, if it came.
    pub pps: Option<Vec<u8>>,
    /// All else, each unit behind its length in four bytes.
    pub data: Vec<u8>,
}

impl AccessUnit {
    /// Adds a unit that begins with a start code of three or four bytes.
    pub(super) fn push(&mut self, unit: &[u8]) {
        let unit = without_start_code(unit);
        match unit.first().map(|header| header & 0x1f) {
            None => {}
            Some(TYPE_SPS) => self.sps = Some(unit.to_vec()),
            Some(TYPE_PPS) => self.pps = Some(unit.to_vec()),
            Some(_) => {
                self.data.reserve_exact(4 + unit.len());
                self.data.extend_from_slice(&(unit.len() as u32).to_be_bytes());
                self.data.extend_from_slice(unit);
            }
        }
    }
}

fn without_start_code(unit: &[u8]) -> &[u8] {
    match unit {
        [0, 0, 0, 1, rest @ ..] | [0, 0, 1, rest @ ..] => rest,
        _ => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_sorted_and_prefixed() {
        let mut unit = AccessUnit::default();
        for nal in [
            &[0, 0, 0, 1, 0x67, 1, 2][..],
            &[0, 0, 1, 0x68, 3],
            &[0, 0, 0, 1, 0x65, 4, 5, 6],
            &[0, 0, 0, 1],
        ] {
            unit.push(nal);
        }
        assert_eq!(unit.sps, Some(vec![0x67, 1, 2]));
        assert_eq!(unit.pps, Some(vec![0x68, 3]));
        assert_eq!(unit.data, [0, 0, 0, 4, 0x65, 4, 5, 6]);
    }
}
