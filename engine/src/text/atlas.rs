//! Rectangles find their places in one picture.

/// The widest and highest that a picture may be: what every adapter can hold.
pub(super) const LARGEST: usize = 8192;
/// Empty pixels between neighbours, so that filtering does not mix them, not even a pixel beyond their edges.
const GAP: usize = 2;

/// A width and a height, or a place from the left and from the top, in pixels.
type Pair = (usize, usize);

/// The size of a picture and the places of rectangles in it, in their order; none if they need too much room.
pub(super) fn pack(sizes: &[Pair], most_pixels: usize) -> Option<(Pair, Vec<Pair>)> {
    let area: usize = sizes
        .iter()
        .map(|(width, height)| (width + GAP) * (height + GAP))
        .sum();
    let widest = sizes.iter().map(|size| size.0).max().unwrap_or(0);
    let across = ((area as f64).sqrt() * 1.2).ceil() as usize;
    let across = across.min(LARGEST).max(widest);
    // Shelves of like heights waste least; the order is stable, so that the same text gives the same picture.
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&number| std::cmp::Reverse(sizes[number].1));
    let mut places = vec![(0, 0); sizes.len()];
    let (mut x, mut y, mut shelf, mut right) = (0, 0, 0, 0);
    for number in order {
        let (width, height) = sizes[number];
        if x > 0 && x + width > across {
            (x, y, shelf) = (0, y + shelf + GAP, 0);
        }
        places[number] = (x, y);
        right = right.max(x + width);
        x += width + GAP;
        shelf = shelf.max(height);
    }
    let size = (right, y + shelf);
    let fits = size.0 <= LARGEST && size.1 <= LARGEST && size.0 * size.1 <= most_pixels;
    fits.then_some((size, places))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_do_not_overlap() {
        let sizes: Vec<_> = (0..60).map(|i| (5 + i * 7 % 41, 3 + i * 11 % 29)).collect();
        let ((width, height), places) = pack(&sizes, 1 << 20).expect("they fit");
        let boxes: Vec<_> = places
            .iter()
            .zip(&sizes)
            .map(|(at, size)| (at.0, at.1, at.0 + size.0, at.1 + size.1))
            .collect();
        for (i, a) in boxes.iter().enumerate() {
            assert!(a.2 <= width && a.3 <= height);
            for b in &boxes[i + 1..] {
                assert!(
                    a.2 < b.0 || b.2 < a.0 || a.3 < b.1 || b.3 < a.1,
                    "{a:?} meets {b:?}"
                );
            }
        }
        let area: usize = sizes.iter().map(|size| size.0 * size.1).sum();
        assert!(width * height < 2 * area, "little room is wasted");
    }

    #[test]
    fn what_needs_too_much_room_is_refused() {
        assert_eq!(pack(&[(LARGEST + 1, 1)], usize::MAX), None);
        assert_eq!(pack(&[(100, 100), (100, 100)], 15_000), None);
        assert_eq!(pack(&[], 0), Some(((0, 0), Vec::new())));
    }
}
