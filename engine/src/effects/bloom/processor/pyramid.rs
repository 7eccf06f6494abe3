//! Ever smaller pictures, and all of them together again, as the filters `halve` and `join` make them.

use super::Light;

/// The shorter side of the smallest picture has at least half as many pixels.
pub(in crate::effects::bloom) const SMALLEST: u32 = 12;

/// A small picture.
struct Level {
    size: [usize; 2],
    light: Vec<Light>,
}

/// Pictures, each of half the size of the one before it.
pub(super) struct Pyramid {
    levels: Vec<Level>,
    room: Room,
}

/// What filters keep while they are at work.
struct Room {
    /// A picture, made softer across.
    soft: Vec<Light>,
    /// A row of a smaller one.
    wide: Vec<Light>,
}

impl Pyramid {
    pub fn new(size: [usize; 2]) -> Self {
        let mut levels = vec![Level::new(size)];
        let mut last = size;
        while last[0].min(last[1]) > SMALLEST as usize || levels.len() < 3 {
            last = last.map(|side| side.div_ceil(2));
            levels.push(Level::new(last));
        }
        Self {
            levels,
            room: Room {
                soft: vec![[0.0; 4]; size[0] * size[1]],
                wide: vec![[0.0; 4]; size[0]],
            },
        }
    }

    /// The largest picture, to be filled.
    pub fn largest(&mut self) -> &mut [Light] {
        match self.levels.first_mut() {
            Some(level) => &mut level.light,
            None => &mut [],
        }
    }

    /// The largest with the light of all smaller ones: `share` of what each has comes from those below it.
    pub fn spread(&mut self, share: f32) -> &[Light] {
        for index in 1..self.levels.len() {
            let (larger, smaller) = self.levels.split_at_mut(index);
            smaller[0].halve(&larger[index - 1]);
        }
        for index in (1..self.levels.len()).rev() {
            let (larger, smaller) = self.levels.split_at_mut(index);
            larger[index - 1].join(&smaller[0], share, &mut self.room);
        }
        self.levels.first().map_or(&[], |level| &level.light)
    }
}

impl Level {
    fn new(size: [usize; 2]) -> Self {
        Self {
            size,
            light: vec![[0.0; 4]; size[0] * size[1]],
        }
    }

    fn row(&self, y: usize) -> &[Light] {
        let y = y.min(self.size[1] - 1);
        &self.light[y * self.size[0]..][..self.size[0]]
    }

    /// Half of `larger`; see Bjørge, Bandwidth-Efficient Rendering, SIGGRAPH 2015 (dual filtering).
    fn halve(&mut self, larger: &Self) {
        let [width, height] = self.size;
        let last = larger.size[0] - 1;
        for y in 0..height {
            let rows = [
                larger.row((2 * y).saturating_sub(1)),
                larger.row(2 * y),
                larger.row(2 * y + 1),
                larger.row(2 * y + 2),
            ];
            for (x, light) in self.light[y * width..][..width].iter_mut().enumerate() {
                let columns = [(2 * x).saturating_sub(1), 2 * x, 2 * x + 1, 2 * x + 2].map(|x| x.min(last));
                *light = halved(rows, columns);
            }
        }
    }

    /// `share` of this picture becomes what `smaller`, of half the size, has there; both are made softer.
    fn join(&mut self, smaller: &Self, share: f32, room: &mut Room) {
        let [width, height] = self.size;
        let Room { soft, wide } = room;
        for (to, row) in soft.chunks_exact_mut(width).zip(self.light.chunks_exact(width)) {
            soften(row, to);
        }
        let soft = |y: usize| &soft[y.min(height - 1) * width..][..width];
        for y in 0..height {
            let wide = &mut wide[..smaller.size[0]];
            let [above, here, below] = near(y).map(|(y, weight)| (smaller.row(y), weight));
            for (x, wide) in wide.iter_mut().enumerate() {
                *wide = each(|c| above.0[x][c] * above.1 + here.0[x][c] * here.1 + below.0[x][c] * below.1);
            }
            let (above, here, below) = (soft(y.saturating_sub(1)), soft(y), soft(y + 1));
            for (x, light) in self.light[y * width..][..width].iter_mut().enumerate() {
                let [left, middle, right] = near(x).map(|(x, weight)| (&wide[x.min(wide.len() - 1)], weight));
                *light = each(|c| {
                    let own = (above[x][c] + 2.0 * here[x][c] + below[x][c]) * 0.25;
                    let wide = left.0[c] * left.1 + middle.0[c] * middle.1 + right.0[c] * right.1;
                    own + (wide - own) * share
                });
            }
        }
    }
}

/// A light, component by component.
fn each(component: impl Fn(usize) -> f32) -> Light {
    std::array::from_fn(component)
}

/// The mean of the 16 pixels around the middle of four, by the weights of five samples between pixels: one in the
/// middle, which counts four times, and one at each corner.
fn halved(rows: [&[Light]; 4], columns: [usize; 4]) -> Light {
    const OUTER: f32 = 0.25 / 8.0;
    const INNER: f32 = 1.25 / 8.0;
    let [a, b, c, d] = columns;
    each(|i| {
        let outer = |row: &[Light]| row[a][i] + row[b][i] + row[c][i] + row[d][i];
        let inner = |row: &[Light]| (row[b][i] + row[c][i]) * INNER + (row[a][i] + row[d][i]) * OUTER;
        (outer(rows[0]) + outer(rows[3])) * OUTER + inner(rows[1]) + inner(rows[2])
    })
}

/// Each pixel with its neighbours across.
fn soften(row: &[Light], to: &mut [Light]) {
    let last = row.len().saturating_sub(1);
    for (x, to) in to.iter_mut().enumerate() {
        let (left, here, right) = (&row[x.saturating_sub(1)], &row[x], &row[(x + 1).min(last)]);
        *to = each(|c| (left[c] + 2.0 * here[c] + right[c]) * 0.25);
    }
}

/// Which pixels of a picture of half the size make pixel `index` of the whole one, and by what weights: two samples
/// between pixels, half a pixel to each side.
fn near(index: usize) -> [(usize, f32); 3] {
    let middle = index / 2;
    let [before, after] = if index.is_multiple_of(2) {
        [0.375, 0.125]
    } else {
        [0.125, 0.375]
    };
    [
        (middle.saturating_sub(1), before),
        (middle, 0.5),
        (middle + 1, after),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture with one lit pixel, spread.
    fn spread(size: [usize; 2], at: [usize; 2], share: f32) -> Vec<f32> {
        let mut pyramid = Pyramid::new(size);
        pyramid.largest().fill([0.0; 4]);
        pyramid.largest()[at[1] * size[0] + at[0]] = [1.0, 0.0, 0.0, 0.0];
        pyramid.spread(share).iter().map(|light| light[0]).collect()
    }

    #[test]
    fn light_is_spread_and_not_lost() {
        let light = spread([96, 64], [48, 32], 0.7);
        let all: f32 = light.iter().sum();
        assert!((all - 1.0).abs() < 0.05, "{all} of it is left");
        let far = light[32 * 96 + 56];
        let near = light[32 * 96 + 48];
        assert!(near > 1.5 * far && far > 0.0, "{near} and {far}");
    }

    #[test]
    fn an_even_picture_stays_as_it_is() {
        let mut pyramid = Pyramid::new([33, 17]);
        pyramid.largest().fill([0.5; 4]);
        let spread = pyramid.spread(0.6);
        assert!(spread.iter().all(|light| (light[1] - 0.5).abs() < 1e-5));
    }
}
