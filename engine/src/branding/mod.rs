//! Whose video it is, drawn over everything else: the watermark, and the end card after the video's own end.
//!
//! Enters: a branding document, its pictures, the size of the video and where its end card begins. Leaves: quads over
//! the frame of any moment. All pictures and texts are made once, at the size at which they are shown; a frame only
//! places them. What is seen at a moment depends on the moment alone.

mod blocks;
mod end_card;
mod flow;
mod marks;
mod pixels;
mod qr;
mod sprite;
#[cfg(test)]
mod tests;
mod watermark;
mod words;

use crate::composition;
use crate::gpu::Device;
use crate::material::Material;
use crate::text::Fonts;
use end_card::EndCard;
use sprite::Sprites;
use watermark::Watermark;

/// What a branding is drawn for.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Width and height of the video, in pixels.
    pub size: (u32, u32),
    /// Where the end card begins, in seconds from the start of the video.
    pub end: f64,
    /// The pictures that the document refers to.
    pub material: &'a Material,
}

/// Draws a branding.
pub struct Branding {
    sprites: Sprites,
    watermark: Option<Watermark>,
    end_card: Option<EndCard>,
}

impl Branding {
    /// Makes all pictures and texts. A picture that the material lacks is not drawn.
    pub fn new(device: &Device, branding: &composition::Branding, frame: Frame<'_>) -> Self {
        let mut sprites = Sprites::new(device, frame.size);
        let watermark = branding.watermark.as_ref();
        let watermark = watermark.and_then(|mark| Watermark::new(device, &mut sprites, mark, frame));
        let end_card = branding.end_card.as_ref().map(|card| {
            let mut fonts = Fonts::bundled();
            EndCard::new(device, &mut sprites, &mut fonts, card, frame)
        });
        Self {
            sprites,
            watermark,
            end_card,
        }
    }

    /// Whether nothing below is seen at this moment of the video, in seconds.
    pub fn hides_all(&self, video: f64) -> bool {
        self.end_card
            .as_ref()
            .is_some_and(|card| card.presence(video) >= 1.0)
    }

    /// Sends the device what [`draw`](Self::draw) needs for a moment of the video, in seconds.
    pub fn prepare(&mut self, device: &Device, video: f64) {
        self.sprites.clear();
        let card = self.end_card.as_ref().map_or(0.0, |card| card.presence(video));
        if let Some(watermark) = &self.watermark {
            watermark.place(&mut self.sprites, 1.0 - card);
        }
        if let Some(end_card) = &self.end_card {
            end_card.place(&mut self.sprites, video);
        }
        self.sprites.upload(device);
    }

    /// Draws it.
    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.sprites.draw(pass);
    }
}
