//! The end card: its ground fades in over the picture, then its parts appear one after the other and stay.

use super::Frame;
use super::blocks::blocks;
use super::sprite::{SpriteId, Sprites};
use crate::composition;
use crate::gpu::Device;
use crate::text::Fonts;

/// Seconds in which the ground fades in.
const GROUND: f64 = 0.5;
/// Seconds until the first part begins to appear, from one to the next, and that each takes.
const PARTS: (f64, f64, f64) = (0.2, 0.12, 0.5);
/// How far parts rise while they appear, in units, of which the shorter side has 1080.
const RISE: f32 = 26.0;
/// Cards shorter than this, in seconds, appear faster in proportion.
const UNHURRIED: f64 = 2.0;

/// An end card, ready to be placed.
pub(super) struct EndCard {
    color: [f32; 3],
    /// Seconds from the start of the video.
    begins: f64,
    /// How much faster than usual everything appears.
    pace: f64,
    rise: f32,
    parts: Vec<Part>,
}

struct Part {
    sprite: SpriteId,
    corner: [f32; 2],
    /// Seconds from the start of the card until it begins to appear, at the usual pace.
    appears: f64,
}

impl EndCard {
    /// Makes all its parts.
    pub fn new(
        device: &Device,
        sprites: &mut Sprites,
        fonts: &mut Fonts,
        card: &composition::EndCard,
        frame: Frame<'_>,
    ) -> Self {
        let parts = blocks(card, frame, fonts).into_iter().map(|placed| Part {
            sprite: sprites.add(device, &placed.pixels),
            corner: placed.corner,
            appears: PARTS.0 + PARTS.1 * f64::from(placed.order),
        });
        Self {
            color: card.background_color.unit(),
            begins: frame.end,
            pace: (UNHURRIED / f64::from(card.duration)).max(1.0),
            rise: RISE * frame.size.0.min(frame.size.1) as f32 / 1080.0,
            parts: parts.collect(),
        }
    }

    /// How much of the ground is there at a moment of the video, 0 to 1.
    pub fn presence(&self, video: f64) -> f32 {
        smooth((video - self.begins) * self.pace / GROUND)
    }

    /// Places it for a moment of the video.
    pub fn place(&self, sprites: &mut Sprites, video: f64) {
        sprites.lay_ground(self.color, self.presence(video));
        for part in &self.parts {
            let since = (video - self.begins) * self.pace - part.appears;
            let there = smooth(since / PARTS.2);
            let [left, top] = part.corner;
            sprites.place(part.sprite, [left, top + self.rise * (1.0 - there)], there);
        }
    }
}

/// Smoothly from 0 to 1 as `x` goes from 0 to 1, slower and slower at the end.
fn smooth(x: f64) -> f32 {
    let left = 1.0 - x.clamp(0.0, 1.0);
    (1.0 - left * left * left) as f32
}
