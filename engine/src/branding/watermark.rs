//! The watermark.

use super::Frame;
use super::pixels::Pixels;
use super::sprite::{SpriteId, Sprites};
use crate::composition::{self, WatermarkPosition};
use crate::export::SafeArea;
use crate::gpu::Device;

/// A watermark in its place.
pub(super) struct Watermark {
    sprite: SpriteId,
    corner: [f32; 2],
    opacity: f32,
}

impl Watermark {
    /// Makes it at its size; none where the material lacks its picture.
    pub fn new(
        device: &Device,
        sprites: &mut Sprites,
        mark: &composition::Watermark,
        frame: Frame<'_>,
    ) -> Option<Self> {
        let picture = frame.material.picture(mark.image_url.as_str())?;
        let room = room(mark, frame.size);
        let [left, top, right, bottom] = room;
        let width = (mark.scale * frame.size.0 as f32).min(right - left);
        let pixels = Pixels::fitted(picture, width, bottom - top);
        Some(Self {
            corner: corner(mark.position, room, [pixels.width as f32, pixels.height as f32]),
            sprite: sprites.add(device, &pixels),
            opacity: mark.opacity,
        })
    }

    /// Places it; `presence` 0 to 1 is how much of it is there.
    pub fn place(&self, sprites: &mut Sprites, presence: f32) {
        sprites.place(self.sprite, self.corner, self.opacity * presence);
    }
}

/// Left, top, right and bottom of where it may be, in pixels.
fn room(mark: &composition::Watermark, (width, height): (u32, u32)) -> [f32; 4] {
    let (w, h) = (width as f32, height as f32);
    let margin = mark.margin * w.min(h);
    let free = SafeArea::of((width, height));
    let edge = |share: f32, side: f32| {
        if mark.safe_area {
            (share * side).max(margin)
        } else {
            margin
        }
    };
    [
        edge(free.left, w),
        edge(free.top, h),
        w - edge(free.right, w),
        h - edge(free.bottom, h),
    ]
}

fn corner(position: WatermarkPosition, [left, top, right, bottom]: [f32; 4], [w, h]: [f32; 2]) -> [f32; 2] {
    let middle = [(left + right - w) / 2.0, (top + bottom - h) / 2.0];
    let [x, y] = match position {
        WatermarkPosition::TopLeft => [left, top],
        WatermarkPosition::TopRight => [right - w, top],
        WatermarkPosition::BottomLeft => [left, bottom - h],
        WatermarkPosition::BottomRight => [right - w, bottom - h],
        WatermarkPosition::Center => middle,
    };
    [x.round(), y.round()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(safe_area: bool, margin: f32) -> composition::Watermark {
        composition::Watermark {
            safe_area,
            margin,
            ..composition::Watermark::default()
        }
    }

    #[test]
    fn it_keeps_out_of_what_players_cover() {
        let tall = (1000, 2000);
        let [left, top, right, bottom] = room(&mark(true, 0.0), tall);
        assert_eq!(
            [left, top, right, bottom].map(f32::round),
            [40.0, 280.0, 880.0, 1600.0]
        );
        assert_eq!(room(&mark(false, 0.02), tall), [20.0, 20.0, 980.0, 1980.0]);
        let wide = room(&mark(true, 0.25), (1920, 1080));
        assert_eq!(wide, [270.0, 270.0, 1650.0, 810.0], "a larger margin counts");
    }

    #[test]
    fn there_are_five_positions() {
        let at = |position| corner(position, [10.0, 20.0, 110.0, 220.0], [20.0, 40.0]);
        assert_eq!(at(WatermarkPosition::TopLeft), [10.0, 20.0]);
        assert_eq!(at(WatermarkPosition::TopRight), [90.0, 20.0]);
        assert_eq!(at(WatermarkPosition::BottomLeft), [10.0, 180.0]);
        assert_eq!(at(WatermarkPosition::BottomRight), [90.0, 180.0]);
        assert_eq!(at(WatermarkPosition::Center), [50.0, 100.0]);
    }
}
