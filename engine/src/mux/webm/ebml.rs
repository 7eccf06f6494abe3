//! Elements of EBML (RFC 8794): an id, a size, a content.

/// An element of these bytes. `id` is written as the specifications write it, with its length marker.
pub(super) fn element(id: u32, content: &[u8]) -> Vec<u8> {
    let mut all = id_bytes(id);
    all.extend_from_slice(&size_bytes(content.len() as u64));
    all.extend_from_slice(content);
    all
}

/// An element of elements.
pub(super) fn master(id: u32, children: &[Vec<u8>]) -> Vec<u8> {
    element(id, &children.concat())
}

/// A whole number without sign, in as few bytes as it needs.
pub(super) fn unsigned(id: u32, value: u64) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let empty = (value.leading_zeros() / 8).min(7) as usize;
    element(id, &bytes[empty..])
}

/// A whole number without sign in eight bytes, whatever its value: it may be changed in place.
pub(super) fn wide(id: u32, value: u64) -> Vec<u8> {
    element(id, &value.to_be_bytes())
}

/// A whole number in eight bytes.
pub(super) fn signed(id: u32, value: i64) -> Vec<u8> {
    element(id, &value.to_be_bytes())
}

/// A number with a fraction, in double precision.
pub(super) fn float(id: u32, value: f64) -> Vec<u8> {
    element(id, &value.to_be_bytes())
}

/// Text in UTF-8.
pub(super) fn text(id: u32, value: &str) -> Vec<u8> {
    element(id, value.as_bytes())
}

/// The bytes of an id.
pub(super) fn id_bytes(id: u32) -> Vec<u8> {
    let empty = (id.leading_zeros() / 8).min(3) as usize;
    id.to_be_bytes()[empty..].to_vec()
}

/// A size in eight bytes: room for any.
pub(super) fn wide_size(size: u64) -> [u8; 8] {
    (size | 1 << 56).to_be_bytes()
}

/// A size, in as few bytes as it needs (RFC 8794, 4.1): all ones of a length mean that it is not known, so each length
/// has one value less.
fn size_bytes(size: u64) -> Vec<u8> {
    let length = (1..8_u32)
        .find(|length| size < (1 << (7 * length)) - 1)
        .unwrap_or(8);
    let marked = size | 1 << (7 * length);
    marked.to_be_bytes()[8 - length as usize..].to_vec()
}

/// An element that says nothing and takes `length` bytes, at least 9.
pub(super) fn void(length: u64) -> Vec<u8> {
    const VOID: u8 = 0xEC;
    let mut all = vec![VOID];
    all.extend_from_slice(&wide_size(length.saturating_sub(9)));
    all.resize(length as usize, 0);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_as_few_bytes_as_they_need() {
        assert_eq!(size_bytes(0), [0x80]);
        assert_eq!(size_bytes(126), [0xFE]);
        assert_eq!(size_bytes(127), [0x40, 0x7F]);
        assert_eq!(size_bytes(16_383), [0x20, 0x3F, 0xFF]);
        assert_eq!(wide_size(5), [1, 0, 0, 0, 0, 0, 0, 5]);
    }

    #[test]
    fn numbers_and_ids_are_as_short_as_they_can_be() {
        assert_eq!(unsigned(0xD7, 0), [0xD7, 0x81, 0]);
        assert_eq!(unsigned(0x4286, 256), [0x42, 0x86, 0x82, 1, 0]);
        assert_eq!(text(0x1A45_DFA3, "a"), [0x1A, 0x45, 0xDF, 0xA3, 0x81, b'a']);
        assert_eq!(void(9), [0xEC, 1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(void(20).len(), 20);
    }
}
