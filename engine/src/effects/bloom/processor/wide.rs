//! Light at the width of the picture, and how it is laid over its rows.

use super::Light;

/// Full light: 7 bits more than a component of the picture has, so that light changes without steps.
const FULL: f32 = 32_640.0;

/// The light of a small picture, brought to the width of the large one, row by row.
pub(super) struct Wide {
    /// Components in a row.
    row: usize,
    rows: Vec<u16>,
    columns: Columns,
    /// The same for its rows.
    between: Vec<Between>,
    /// Which rows of the small picture have any light.
    lit: Vec<bool>,
    /// A row of the small picture, as it is seen.
    seen: Vec<[u16; 4]>,
}

/// How rows of light are brought to the width of the picture.
struct Columns {
    /// For each column of the picture: between which columns of the small one it lies.
    between: Vec<Between>,
    /// For each component of a row, how near it lies to the first and to the second of them.
    near: [Vec<u16>; 2],
    /// The components of the first and of the second.
    pair: [Vec<u16>; 2],
}

/// Where a pixel lies: between which two of a smaller picture, and how near each of them, as parts of 65536.
#[derive(Clone, Copy, Debug)]
struct Between {
    first: u32,
    second: u32,
    near: [u16; 2],
}

impl Wide {
    pub fn new(canvas: [usize; 2], scale: f32, size: [usize; 2]) -> Self {
        let row = canvas[0] * 4;
        Self {
            row,
            rows: vec![0; row * size[1]],
            columns: Columns::new(between(canvas[0], scale, size[0])),
            between: between(canvas[1], scale, size[1]),
            lit: vec![false; size[1]],
            seen: vec![[0; 4]; size[0]],
        }
    }

    /// Takes what is to be laid over the next picture.
    pub fn write(&mut self, light: &[Light], strength: f32) {
        let Self {
            row,
            rows,
            columns,
            seen,
            ..
        } = self;
        let small = light.chunks_exact(seen.len());
        for ((light, to), lit) in small.zip(rows.chunks_exact_mut(*row)).zip(&mut self.lit) {
            for (seen, light) in seen.iter_mut().zip(light) {
                *seen = light.map(|c| (shoulder(c * strength) * FULL) as u16);
            }
            *lit = seen.iter().any(|light| light.iter().any(|&c| c >= 64));
            if *lit {
                columns.widen(seen, to);
            } else {
                to.fill(0);
            }
        }
    }

    /// Lays light over row `y` of the picture: it brightens what is there, and never beyond white.
    pub fn lay(&self, y: usize, from: &[u8], to: &mut [u8]) {
        let Some(&Between { first, second, near }) = self.between.get(y) else {
            return to.copy_from_slice(from);
        };
        let [first, second] = [first, second].map(|index| index as usize);
        if !self.lit[first] && !self.lit[second] {
            return to.copy_from_slice(from);
        }
        let row = |index: usize| &self.rows[index * self.row..][..self.row];
        lay(row(first), row(second), near, from, to);
    }
}

/// For each place of `long`: between which two of `short` it lies, where each covers `scale` of them.
fn between(long: usize, scale: f32, short: usize) -> Vec<Between> {
    let last = short.saturating_sub(1) as u32;
    let place = |index: usize| {
        let at = ((index as f32 + 0.5) / scale - 0.5).max(0.0);
        let first = (at as u32).min(last);
        let near = ((at - first as f32).clamp(0.0, 1.0) * f32::from(u16::MAX)) as u16;
        Between {
            first,
            second: (first + 1).min(last),
            near: [u16::MAX - near, near],
        }
    };
    (0..long).map(place).collect()
}

impl Columns {
    fn new(between: Vec<Between>) -> Self {
        let near = |side: usize| between.iter().flat_map(|place| [place.near[side]; 4]).collect();
        Self {
            near: [near(0), near(1)],
            pair: [vec![0; between.len() * 4], vec![0; between.len() * 4]],
            between,
        }
    }

    /// Brings a row of light to the width of the picture: gathered first, so that all components are mixed by vectors.
    fn widen(&mut self, light: &[[u16; 4]], to: &mut [u16]) {
        let [first, second] = &mut self.pair;
        let pair = first
            .as_chunks_mut::<4>()
            .0
            .iter_mut()
            .zip(second.as_chunks_mut::<4>().0);
        for ((first, second), place) in pair.zip(&self.between) {
            (*first, *second) = (light[place.first as usize], light[place.second as usize]);
        }
        let first = first.iter().zip(&self.near[0]);
        let second = second.iter().zip(&self.near[1]);
        for ((to, first), second) in to.iter_mut().zip(first).zip(second) {
            *to = of(*first.0, *first.1) + of(*second.0, *second.1);
        }
    }
}

/// A part of 65536 of a whole: the upper half of the product, which is one instruction for many components.
fn of(whole: u16, part: u16) -> u16 {
    ((u32::from(whole) * u32::from(part)) >> 16) as u16
}

/// Light that nears white without reaching it, as `shoulder` of the shaders.
fn shoulder(light: f32) -> f32 {
    let share = (light * 0.55).min(1.0);
    share * (2.0 - share) * 0.88
}

/// Lays what is between two rows of light over a row of a picture.
fn lay(first: &[u16], second: &[u16], near: [u16; 2], from: &[u8], to: &mut [u8]) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has what the function is compiled for.
        unsafe { lay_avx2(first, second, near, from, to) };
        return;
    }
    lay_anywhere(first, second, near, from, to);
}

/// The same with vectors of 32 bytes.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn lay_avx2(first: &[u16], second: &[u16], near: [u16; 2], from: &[u8], to: &mut [u8]) {
    lay_anywhere(first, second, near, from, to);
}

#[inline(always)]
fn lay_anywhere(first: &[u16], second: &[u16], near: [u16; 2], from: &[u8], to: &mut [u8]) {
    for (((to, &from), &first), &second) in to.iter_mut().zip(from).zip(first).zip(second) {
        let light = of(first, near[0]) + of(second, near[1]);
        let dark = u16::from(u8::MAX - from) * 257;
        *to = from.saturating_add(((of(light, dark) + 64) >> 7) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn light_lies_where_the_small_picture_has_it() {
        let mut wide = Wide::new([32, 32], 8.0, [4, 4]);
        let mut light = vec![[0.0; 4]; 16];
        light[5] = [1.0, 0.5, 0.0, 0.0];
        wide.write(&light, 1.0);
        let from = [100_u8, 100, 100, 255].repeat(32);
        let mut to = vec![0; from.len()];
        wide.lay(11, &from, &mut to);
        let pixel = |x: usize| &to[x * 4..][..4];
        assert!(pixel(12)[0] > 180 && pixel(12)[1] > 140, "{:?}", pixel(12));
        assert_eq!(pixel(12)[2..], [100, 255], "neither blue nor alpha");
        assert_eq!(pixel(31), [100, 100, 100, 255]);
        wide.lay(31, &from, &mut to);
        assert_eq!(to, from, "far from all light nothing changes");
    }

    #[test]
    fn light_is_never_beyond_white_and_the_same_on_every_processor() {
        let light: Vec<u16> = (0..400).map(|x| x * 81).collect();
        let from: Vec<u8> = (0..400).map(|x| (x * 7 % 256) as u8).collect();
        let (mut one, mut other) = (vec![0; 400], vec![0; 400]);
        let near = [40_000, 25_535];
        lay(&light, &light, near, &from, &mut one);
        lay_anywhere(&light, &light, near, &from, &mut other);
        assert_eq!(one, other);
        assert!(one.iter().zip(&from).all(|(to, from)| to >= from));
    }
}
