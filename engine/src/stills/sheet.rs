//! Contact sheets: several frames side by side in one picture.

use super::within;
use image::imageops::{replace, thumbnail};
use image::{Rgb, RgbImage};
use std::ops::RangeInclusive;

/// The most frames of a sheet.
pub const MAX_TILES: u32 = 60;
/// What the longest side of a frame on a sheet may be, in pixels.
pub const TILE_SIDES: RangeInclusive<u32> = 64..=480;
/// Pixels between two frames and around all of them.
pub const GAP: u32 = 4;
/// What is seen between the frames.
const GROUND: Rgb<u8> = Rgb([16, 17, 20]);

/// Where the frames of a sheet are: row by row, from the left to the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetLayout {
    /// Frames in a row.
    pub columns: u32,
    /// Rows; the last may be shorter.
    pub rows: u32,
    /// Width and height of a frame, in pixels.
    pub tile: (u32, u32),
}

impl SheetLayout {
    /// Places `count` frames of a video of this size, each with no side longer than `side`, in so many columns; by
    /// default in as many as make the sheet about as wide as it is high, and wider rather than higher.
    pub fn new(count: u32, columns: Option<u32>, frame: (u32, u32), side: u32) -> Self {
        let tile = within(frame, side);
        let square = || {
            (f64::from(count) * f64::from(tile.1) / f64::from(tile.0))
                .sqrt()
                .ceil()
        };
        let columns = columns.unwrap_or_else(|| square() as u32).clamp(1, count.max(1));
        let rows = count.div_ceil(columns).max(1);
        Self { columns, rows, tile }
    }

    /// Width and height of the sheet, in pixels.
    pub fn size(&self) -> (u32, u32) {
        let side = |count: u32, length: u32| count * (length + GAP) + GAP;
        (side(self.columns, self.tile.0), side(self.rows, self.tile.1))
    }

    /// Where on the sheet the upper left corner of a frame is, in pixels.
    pub fn place(&self, index: u32) -> (u32, u32) {
        let (column, row) = (index % self.columns, index / self.columns);
        (
            GAP + column * (self.tile.0 + GAP),
            GAP + row * (self.tile.1 + GAP),
        )
    }
}

/// The sheet of the frames that `draw` gives for each index until it gives none.
///
/// # Errors
/// Its first.
pub fn sheet<E>(
    layout: &SheetLayout,
    mut draw: impl FnMut(u32) -> Result<Option<RgbImage>, E>,
) -> Result<RgbImage, E> {
    let (width, height) = layout.size();
    let mut sheet = RgbImage::from_pixel(width, height, GROUND);
    for index in 0..layout.columns * layout.rows {
        let Some(frame) = draw(index)? else { break };
        let tile = thumbnail(&frame, layout.tile.0, layout.tile.1);
        let (x, y) = layout.place(index);
        replace(&mut sheet, &tile, i64::from(x), i64::from(y));
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_about_square_whatever_the_shape() {
        let wide = SheetLayout::new(12, None, (1920, 1080), 320);
        assert_eq!((wide.columns, wide.rows, wide.tile), (3, 4, (320, 180)));
        let tall = SheetLayout::new(12, None, (1080, 1920), 320);
        assert_eq!((tall.columns, tall.rows, tall.tile), (5, 3, (180, 320)));
        let row = SheetLayout::new(5, Some(90), (1000, 1000), 100);
        assert_eq!((row.columns, row.rows, row.size()), (5, 1, (524, 108)));
    }

    #[test]
    fn frames_lie_where_the_layout_says() {
        let layout = SheetLayout::new(3, Some(2), (200, 100), 100);
        let colors = [Rgb([250, 0, 0]), Rgb([0, 250, 0]), Rgb([0, 0, 250])];
        let frame = |index: u32| {
            let color = colors.get(index as usize);
            Ok::<_, ()>(color.map(|color| RgbImage::from_pixel(200, 100, *color)))
        };
        let sheet = sheet(&layout, frame).expect("drawn");
        assert_eq!(sheet.dimensions(), layout.size());
        for (index, color) in colors.iter().enumerate() {
            let (x, y) = layout.place(index as u32);
            assert_eq!(sheet.get_pixel(x, y), color);
            assert_eq!(
                sheet.get_pixel(x + layout.tile.0 - 1, y + layout.tile.1 - 1),
                color
            );
            assert_eq!(*sheet.get_pixel(x - 1, y), GROUND);
        }
        let (x, y) = layout.place(3);
        assert_eq!(
            *sheet.get_pixel(x + 9, y + 9),
            GROUND,
            "nothing stands in the fourth place"
        );
    }
}
