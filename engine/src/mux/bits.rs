//! Reading the bits of a codec's header.

/// Reads from the most significant bit on; behind the end there are zeros.
pub(super) struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Bits<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next `count` bits, at most 32.
    pub(super) fn take(&mut self, count: usize) -> u32 {
        (0..count).fold(0, |value, _| value << 1 | self.bit())
    }

    /// Whether the next bit is set.
    pub(super) fn flag(&mut self) -> bool {
        self.bit() == 1
    }

    fn bit(&mut self) -> u32 {
        let byte = self.bytes.get(self.at / 8).copied().unwrap_or(0);
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        u32::from(bit)
    }

    /// A number of unknown length (AV1, 4.10.3).
    pub(super) fn variable(&mut self) -> u32 {
        let zeros = (0..32).take_while(|_| !self.flag()).count();
        if zeros >= 32 {
            return u32::MAX;
        }
        self.take(zeros) + ((1 << zeros) - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_come_from_the_top_and_end_in_zeros() {
        let mut bits = Bits::new(&[0b1010_0000, 0xFF]);
        assert_eq!(
            (bits.take(3), bits.flag(), bits.take(12), bits.take(9)),
            (5, false, 0xFF, 0)
        );
        assert_eq!(Bits::new(&[0b0010_1000]).variable(), 4);
        assert_eq!(Bits::new(&[]).variable(), u32::MAX);
    }
}
