//! Which parts of a box have something in them: nothing is drawn elsewhere.

use crate::layers::stage::Area;

const ACROSS: usize = 40;
const DOWN: usize = 22;

/// The parts of a box, all of one size.
pub struct Tiles {
    marked: [[bool; ACROSS]; DOWN],
    width: f32,
    height: f32,
}

impl Tiles {
    pub fn new([_, _, width, height]: Area) -> Self {
        Self {
            marked: [[false; ACROSS]; DOWN],
            width,
            height,
        }
    }

    /// Unmarks all.
    pub fn clear(&mut self) {
        self.marked = [[false; ACROSS]; DOWN];
    }

    /// Marks what lies at least in part within `area`, in pixels of the box.
    pub fn mark(&mut self, [left, top, right, bottom]: Area) {
        let tile = |at: f32, size: f32, count: usize| (at / size * count as f32).max(0.0) as usize;
        let across = tile(left, self.width, ACROSS)..=tile(right, self.width, ACROSS).min(ACROSS - 1);
        let down = tile(top, self.height, DOWN)..=tile(bottom, self.height, DOWN).min(DOWN - 1);
        if right <= 0.0 || bottom <= 0.0 || across.is_empty() {
            return;
        }
        for line in down {
            self.marked[line][across.clone()].fill(true);
        }
    }

    /// The marked tiles, those beside each other as one.
    pub fn marked(&self) -> impl Iterator<Item = Area> + '_ {
        let (width, tall) = (self.width / ACROSS as f32, self.height / DOWN as f32);
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
    fn what_is_marked_covers_the_area_and_little_more() {
        let mut tiles = Tiles::new([0.0, 0.0, 400.0, 220.0]);
        tiles.mark([-20.0, 15.0, 25.0, 31.0]);
        tiles.mark([500.0, 15.0, 525.0, 31.0]);
        tiles.mark([-50.0, 15.0, -25.0, 31.0]);
        let marked: Vec<Area> = tiles.marked().collect();
        let line = |top: f32| [0.0, top, 30.0, top + 10.0];
        assert_eq!(marked, [line(10.0), line(20.0), line(30.0)]);
        tiles.clear();
        assert_eq!(tiles.marked().count(), 0);
    }

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
