//! Boxes as bytes.

/// A box.
pub(super) fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let length = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut all = Vec::with_capacity(length);
    all.extend_from_slice(&(length as u32).to_be_bytes());
    all.extend_from_slice(kind);
    parts.iter().for_each(|part| all.extend_from_slice(part));
    all
}

/// The boxes in `bytes`: kind and content of each. What is no box ends the list.
pub(super) fn children(mut bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (header, _) = bytes.split_first_chunk::<8>()?;
        let [a, b, c, d, kind @ ..] = *header;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        let content = bytes.get(8..length)?;
        bytes = &bytes[length..];
        Some((kind, content))
    })
}

/// The box in `bytes` with `more` at its end.
pub(super) fn with(bytes: &[u8], more: &[u8]) -> Vec<u8> {
    match children(bytes).next() {
        Some((kind, content)) => boxed(&kind, &[content, more]),
        None => bytes.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_found_again() {
        let inner = [boxed(b"free", &[b"ab", b"c"]), boxed(b"skip", &[])].concat();
        assert_eq!(inner[..8], *b"\0\0\0\x0bfree");
        let found: Vec<_> = children(&inner).collect();
        assert_eq!(found, [(*b"free", b"abc".as_slice()), (*b"skip", b"")]);
        assert_eq!(children(b"\0\0\0\x09free").count(), 0);
        let outer = boxed(b"udta", &[&inner[..11]]);
        assert_eq!(with(&outer, &inner[11..]), boxed(b"udta", &[&inner]));
    }
}
