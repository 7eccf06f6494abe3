//! Still pictures of a video: encoded frames, contact sheets, and the frame that stands for the whole.
//!
//! Enters: what a renderer has drawn, as RGBA. Leaves: the bytes of a PNG, WebP or JPEG file. Which frame is a poster
//! and what a sheet shows depends on the plan and its pictures alone.

mod format;
mod moments;
mod poster;
mod richness;
mod sheet;

pub use format::{StillError, StillFormat, UnknownFormat, encode, picture};
pub use moments::{busiest, evenly};
pub use poster::{Poster, PosterError, THUMBNAIL_SIDE, poster, richest};
pub use richness::richness;
pub use sheet::{GAP, MAX_TILES, SheetLayout, TILE_SIDES, sheet};

/// `size` shrunk in proportion until no side is longer than `side`; a smaller one stays. No side is ever zero.
pub fn within((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let longest = width.max(height);
    if longest <= side {
        return (width, height);
    }
    let shrunk = |length: u32| {
        let exact = f64::from(length) * f64::from(side) / f64::from(longest);
        (exact.round() as u32).max(1)
    };
    (shrunk(width), shrunk(height))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn pictures_shrink_in_proportion_and_never_grow() {
        assert_eq!(within((1920, 1080), 480), (480, 270));
        assert_eq!(within((1080, 1920), 480), (270, 480));
        assert_eq!(within((320, 180), 480), (320, 180));
        assert_eq!(within((3840, 2), 480), (480, 1));
    }
}
