//! Which parts of the box have smoke: nothing is drawn elsewhere.

use super::emission::Emission;
use super::{REACH, height};
use crate::composition::Smoke;
use crate::layers::layout::Layout;
use crate::layers::stage::Area;

const ACROSS: usize = 40;
const DOWN: usize = 22;

/// Parts of the box above the strike line.
pub(super) struct Tiles {
    marked: [[bool; ACROSS]; DOWN],
    width: f32,
    strike: f32,
    shorter: f32,
}

impl Tiles {
    pub fn new(layout: &Layout) -> Self {
        Self {
            marked: [[false; ACROSS]; DOWN],
            width: layout.width,
            strike: layout.strike,
            shorter: layout.width.min(layout.height),
        }
    }

    /// Marks what smoke may reach that rises by `rise` shorter sides in a second.
    pub fn mark(&mut self, emission: &Emission, parameters: &Smoke, rise: f32) {
        self.marked = [[false; ACROSS]; DOWN];
        let across = ACROSS as f32;
        let tall = self.strike / DOWN as f32;
        emission.each(|middle, half, age| {
            let up = height(age, rise);
            // Near the keys, eddies have not taken hold of it.
            let reach = REACH * parameters.turbulence * (up + REACH) / (up + REACH + 0.16);
            let aside = half + reach * self.shorter / self.width;
            let left = ((middle - aside) * across).max(0.0) as usize;
            let right = ((middle + aside) * across).max(0.0) as usize;
            let row = |up: f32| ((self.strike - up * self.shorter) / tall).max(0.0) as usize;
            for line in row(up + reach)..=row((up - reach).max(0.0)).min(DOWN - 1) {
                for tile in left..=right.min(ACROSS - 1) {
                    self.marked[line][tile] = true;
                }
            }
        });
    }

    /// The marked tiles, those beside each other as one.
    pub fn marked(&self) -> impl Iterator<Item = Area> + '_ {
        let (width, tall) = (self.width / ACROSS as f32, self.strike / DOWN as f32);
        self.marked.iter().enumerate().flat_map(move |(line, tiles)| {
            runs(tiles).map(move |(from, to)| {
                let (left, right) = (from as f32 * width, to as f32 * width);
                [left, line as f32 * tall, right, (line + 1) as f32 * tall]
            })
        })
    }
}

/// Where runs of marked tiles begin and end.
fn runs(tiles: &[bool; ACROSS]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let is = |tile: usize| tiles.get(tile).copied().unwrap_or(false);
    let begins = (0..ACROSS).filter(move |tile| is(*tile) && (*tile == 0 || !is(*tile - 1)));
    begins.map(move |from| {
        let end = (from..ACROSS).find(|tile| !is(*tile));
        (from, end.unwrap_or(ACROSS))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_cover_the_marked_tiles_once() {
        let mut tiles = [false; ACROSS];
        for marked in [0, 1, 4, 6, 7, 8, ACROSS - 1] {
            tiles[marked] = true;
        }
        let runs: Vec<_> = runs(&tiles).collect();
        assert_eq!(runs, [(0, 2), (4, 5), (6, 9), (ACROSS - 1, ACROSS)]);
    }
}
