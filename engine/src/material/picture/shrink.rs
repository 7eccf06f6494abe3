//! Scaling down.

/// Scales pixels of four premultiplied channels down: each new pixel is the mean of the area that it covers, in
/// encoded values, as browsers do. Works row by row, so it needs room for two rows besides the result.
///
/// `from` and `to` are width and height; `to` is no larger, and neither has a zero.
pub(in crate::material) fn shrink(rgba: &[u8], from: (u32, u32), to: (u32, u32)) -> Vec<u8> {
    let (columns, rows) = (spans(from.0, to.0), spans(from.1, to.1));
    let mut out = Vec::with_capacity(to.0 as usize * to.1 as usize * 4);
    let mut sum = vec![0.0_f32; from.0 as usize * 4];
    for row in &rows {
        sum.fill(0.0);
        for (y, share) in row.shares() {
            let start = y * sum.len();
            for (total, value) in sum.iter_mut().zip(&rgba[start..start + from.0 as usize * 4]) {
                *total += f32::from(*value) * share;
            }
        }
        for column in &columns {
            let mut pixel = [0.0_f32; 4];
            for (x, share) in column.shares() {
                for (total, value) in pixel.iter_mut().zip(&sum[x * 4..x * 4 + 4]) {
                    *total += value * share;
                }
            }
            out.extend(pixel.map(|value| (value + 0.5) as u8));
        }
    }
    out
}

/// The stretch of old pixels that a new one covers.
struct Span {
    start: f64,
    end: f64,
}

impl Span {
    /// The old pixels and the share of each; all shares make 1.
    fn shares(&self) -> impl Iterator<Item = (usize, f32)> {
        let (start, end) = (self.start, self.end);
        (start as usize..end.ceil() as usize).map(move |at| {
            let covered = end.min(at as f64 + 1.0) - start.max(at as f64);
            (at, (covered / (end - start)) as f32)
        })
    }
}

fn spans(from: u32, to: u32) -> Vec<Span> {
    let edge = |at: u32| f64::from(at) * f64::from(from) / f64::from(to);
    (0..to)
        .map(|at| Span {
            start: edge(at),
            end: edge(at + 1).min(f64::from(from)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::shrink;

    #[test]
    fn each_new_pixel_is_the_mean_of_what_it_covers() {
        let row = [0, 0, 0, 255, 90, 0, 0, 255, 30, 0, 0, 255];
        assert_eq!(shrink(&row, (3, 1), (1, 1)), [40, 0, 0, 255]);
        // Two of three: the middle one counts half for each.
        assert_eq!(shrink(&row, (3, 1), (2, 1)), [30, 0, 0, 255, 50, 0, 0, 255]);
    }

    #[test]
    fn an_even_picture_stays_even() {
        let even: Vec<u8> = [201, 100, 3, 240].repeat(101 * 67);
        assert_eq!(
            shrink(&even, (101, 67), (38, 29)),
            [201, 100, 3, 240].repeat(38 * 29)
        );
    }
}
