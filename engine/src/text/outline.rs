//! Outlines: the shape grown by a distance on all sides.

use super::raster::Plane;

/// Farther than any pixel.
const FAR: f32 = 1e20;

/// Coverage of everything closer than `radius` pixels to the shape.
///
/// The distance is exact from pixel to pixel (Felzenszwalb and Huttenlocher, "Distance Transforms of Sampled
/// Functions", 2012); where the edge runs within a pixel is told from how much of it is covered.
pub(super) fn grown(shape: &Plane, radius: f32) -> Plane {
    if radius <= 0.0 {
        return shape.clone();
    }
    let mut squares: Vec<f32> = shape.pixels.iter().map(|&cover| from_edge(cover)).collect();
    let (width, height) = (shape.width, shape.height);
    let mut line = Line::new(width.max(height));
    (0..width).for_each(|column| line.transform(&mut squares, column, width, height));
    (0..height).for_each(|row| line.transform(&mut squares, row * width, 1, width));
    let cover = |square: &f32| ((radius + 0.5 - square.sqrt()).clamp(0.0, 1.0) * 255.0).round() as u8;
    let pixels = squares.iter().zip(&shape.pixels);
    Plane {
        width,
        height,
        pixels: pixels.map(|(square, &inner)| cover(square).max(inner)).collect(),
    }
}

/// The square of the distance from a pixel's middle to an edge within it.
fn from_edge(cover: u8) -> f32 {
    match cover {
        0 => FAR,
        cover => (0.5 - f32::from(cover) / 255.0).max(0.0).powi(2),
    }
}

/// Room for the transform of one row or column.
struct Line {
    values: Vec<f32>,
    /// Where the parabolas of the lower envelope have their feet, and where each begins to be the lowest.
    feet: Vec<usize>,
    begins: Vec<f32>,
}

impl Line {
    fn new(room: usize) -> Self {
        Self {
            values: Vec::with_capacity(room),
            feet: Vec::with_capacity(room),
            begins: Vec::with_capacity(room),
        }
    }

    /// Replaces the `count` values from `begin` that lie `step` apart by the least of value plus squared distance.
    fn transform(&mut self, squares: &mut [f32], begin: usize, step: usize, count: usize) {
        self.values.clear();
        self.values.extend((0..count).map(|i| squares[begin + i * step]));
        self.feet.clear();
        self.begins.clear();
        for foot in (0..count).filter(|&i| self.values[i] < FAR) {
            let mut start = f32::NEG_INFINITY;
            while let (Some(&last), Some(&began)) = (self.feet.last(), self.begins.last()) {
                start = meeting(&self.values, last, foot);
                if start > began {
                    break;
                }
                self.feet.pop();
                self.begins.pop();
                start = f32::NEG_INFINITY;
            }
            self.feet.push(foot);
            self.begins.push(start);
        }
        if self.feet.is_empty() {
            return;
        }
        let mut lowest = 0;
        for i in 0..count {
            while self.begins.get(lowest + 1).is_some_and(|&begin| begin < i as f32) {
                lowest += 1;
            }
            let foot = self.feet[lowest];
            squares[begin + i * step] = self.values[foot] + (i as f32 - foot as f32).powi(2);
        }
    }
}

/// Where the parabolas over two feet meet.
fn meeting(values: &[f32], left: usize, right: usize) -> f32 {
    let (a, b) = (left as f32, right as f32);
    ((values[right] + b * b) - (values[left] + a * a)) / (2.0 * (b - a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dot_grows_to_a_disc() {
        let mut dot = Plane::new(41, 31);
        dot.pixels[15 * 41 + 20] = 255;
        let disc = grown(&dot, 8.0);
        for (at, &cover) in disc.pixels.iter().enumerate() {
            let (x, y) = ((at % 41) as f32 - 20.0, (at / 41) as f32 - 15.0);
            let wanted = (8.5 - x.hypot(y)).clamp(0.0, 1.0) * 255.0;
            assert!(
                (f32::from(cover) - wanted).abs() <= 1.0,
                "at {x}, {y}: {cover}, not {wanted}"
            );
        }
    }

    #[test]
    fn nothing_grows_to_nothing_and_a_shape_stays_within() {
        let empty = Plane::new(5, 4);
        assert_eq!(grown(&empty, 3.0), empty);
        let mut soft = Plane::new(5, 1);
        soft.pixels.copy_from_slice(&[0, 128, 255, 64, 0]);
        let grown = grown(&soft, 0.5);
        assert!(
            grown
                .pixels
                .iter()
                .zip(&soft.pixels)
                .all(|(grown, soft)| grown >= soft)
        );
    }
}
