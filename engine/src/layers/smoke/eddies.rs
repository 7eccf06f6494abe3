//! A sheet of eddies that repeats in both directions: how air carries smoke aside, and how uneven smoke is.
//!
//! The carrying is the curl of a smooth field, so that smoke is neither made nor lost by it (R. Bridson, J. Houriham
//! and M. Nordenstam, Curl-Noise for Procedural Fluid Flow, SIGGRAPH 2007).

use crate::layers::chance::unit_hash;

/// Pixels of a side.
pub(super) const SIDE: u32 = 256;

/// The sheet: how far sideways and upwards, 0 to 255 for -1 to 1; unevenness of two kinds.
pub(super) fn sheet() -> Vec<[u8; 4]> {
    let side = SIDE as usize;
    let potential = field(3, 1, 4);
    let bodies = level(&field(4, 2, 5));
    let threads = level(
        &field(6, 3, 4)
            .iter()
            .map(|x| -(x - 0.5).abs())
            .collect::<Vec<_>>(),
    );
    let at = |x: usize, y: usize| potential[y % side * side + x % side];
    let mut curl = Vec::with_capacity(side * side);
    for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
        let dx = at(x + 1, y) - at(x + side - 1, y);
        let dy = at(x, y + 1) - at(x, y + side - 1);
        curl.push([dy, -dx]);
    }
    let most = curl
        .iter()
        .flatten()
        .fold(1e-6_f32, |most, part| most.max(part.abs()));
    let byte = |x: f32| (x.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    let pixels = curl.iter().zip(bodies.iter().zip(&threads));
    pixels
        .map(|(curl, (body, thread))| {
            let [x, y] = curl.map(|part| byte(0.5 + 0.62 * part / most));
            [x, y, byte(*body), byte(*thread)]
        })
        .collect()
}

/// Stretches values from 0 to 1.
fn level(values: &[f32]) -> Vec<f32> {
    let least = values.iter().copied().fold(f32::MAX, f32::min);
    let most = values.iter().copied().fold(f32::MIN, f32::max);
    let range = (most - least).max(1e-6);
    values.iter().map(|value| (value - least) / range).collect()
}

/// Noise around 0.5 of some octaves, the lowest with `cells` cells in a side; it repeats.
fn field(cells: u32, seed: u32, octaves: u32) -> Vec<f32> {
    let mut sum = vec![0.0; (SIDE * SIDE) as usize];
    let mut weight = 0.5;
    for octave in 0..octaves {
        let cells = cells << octave;
        for y in 0..SIDE {
            for x in 0..SIDE {
                let place = [x, y].map(|it| it as f32 / SIDE as f32 * cells as f32);
                sum[(y * SIDE + x) as usize] += weight * noise(place, cells, seed * 16 + octave);
            }
        }
        weight *= 0.5;
    }
    sum
}

/// Values on a lattice of `cells`, joined by curves without kinks, see K. Perlin, Improving Noise, SIGGRAPH 2002.
fn noise([x, y]: [f32; 2], cells: u32, seed: u32) -> f32 {
    let (column, row) = (x as u32, y as u32);
    let value = |x: u32, y: u32| unit_hash([seed, x % cells, y % cells, 0xedd]);
    let ease = |t: f32| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (right, down) = (ease(x.fract()), ease(y.fract()));
    let across = |y: u32| {
        let (a, b) = (value(column, y), value(column + 1, y));
        a + (b - a) * right
    };
    let (a, b) = (across(row), across(row + 1));
    a + (b - a) * down
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sheet_repeats_without_a_seam() {
        let sheet = sheet();
        let side = SIDE as usize;
        let leap = |a: [u8; 4], b: [u8; 4]| (0..3).map(|i| a[i].abs_diff(b[i])).max();
        let within = (0..side * side - 1).filter(|i| i % side != side - 1);
        let most = within.map(|i| leap(sheet[i], sheet[i + 1])).max();
        let seam = (0..side)
            .map(|y| leap(sheet[y * side], sheet[y * side + side - 1]))
            .max();
        assert!(seam <= most, "{seam:?} at the seam, {most:?} within");
    }

    #[test]
    fn eddies_carry_as_much_one_way_as_the_other() {
        let sheet = sheet();
        for part in 0..2 {
            let sum: i64 = sheet.iter().map(|pixel| i64::from(pixel[part]) - 128).sum();
            assert!((sum as f64 / sheet.len() as f64).abs() < 3.0, "{sum}");
        }
    }
}
