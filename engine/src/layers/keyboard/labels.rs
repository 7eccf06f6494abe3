//! The names of the C keys: drawn once on the unlit keys, and for each frame on those that are lit.

use super::parts::Lit;
use crate::gpu::Device;
use crate::layers::card::{Card, Pixels};
use crate::layers::layout::{Key, Layout};
use crate::layers::scene::Scene;
use crate::text::{Align, Fonts, Split, Style, set};
use std::sync::Arc;

const COLOR: [f32; 3] = [0.2, 0.18, 0.2];
const OPACITY: f32 = 0.8;

/// Height of the letters in widths of a white key.
const SIZE: f32 = 0.42;
/// Narrower keys, in pixels, carry no names: nobody could read them.
const NARROWEST: f32 = 12.0;

/// Draws the names of the C keys.
pub(super) struct Labels {
    layout: Arc<Layout>,
    /// Where the upper left corner of the picture of all names belongs, in pixels.
    corner: [f32; 2],
    unlit: Card,
    lit: Card,
}

impl Labels {
    /// None if keys are too narrow.
    pub fn new(scene: &Scene<'_>) -> Option<Self> {
        let (pixels, corner) = names(&scene.layout)?;
        let card = || Card::new("key names", &pixels, scene);
        Some(Self {
            layout: Arc::clone(&scene.layout),
            corner,
            unlit: card(),
            lit: card(),
        })
    }

    pub fn prepare_still(&mut self, device: &Device) {
        self.unlit.place(device, self.corner, COLOR, OPACITY);
    }

    pub fn prepare(&mut self, device: &Device, lit: &Lit) {
        let named =
            named(&self.layout).map(|(key, place)| ([place.left, place.right], OPACITY * lit.amount(key)));
        self.lit.columns(device, self.corner, COLOR, named);
    }

    pub fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.unlit.draw(pass);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.lit.draw(pass);
    }
}

/// The keys that carry their names.
fn named(layout: &Layout) -> impl Iterator<Item = (u8, Key)> {
    let keys = layout.keys.clone().filter(|key| key % 12 == 0);
    keys.map(|key| (key, layout.key(key)))
}

/// The names on a picture as wide as the keyboard, and where its upper left corner belongs, in pixels; none if keys are
/// too narrow.
fn names(layout: &Layout) -> Option<(Pixels, [f32; 2])> {
    let white = layout.key(*layout.keys.start()).width();
    if white < NARROWEST {
        return None;
    }
    let size = (white * SIZE).min(26.0 * layout.unit);
    let height = (size * 1.5).ceil();
    let mut pixels = Pixels::new(layout.width as u32, height as u32);
    let mut fonts = Fonts::bundled();
    let style = Style {
        size,
        align: Align::Center,
        width: Some(white),
        ..Style::default()
    };
    for (key, place) in named(layout) {
        // Middle C, key 60, is C4 in scientific pitch notation.
        let name = format!("C{}", i32::from(key / 12) - 1);
        let drawing = set(&mut fonts, &name, &style).draw(&mut fonts, Split::Whole);
        pixels.put(&drawing, [place.left.round() as i32, 0]);
    }
    let lowest = layout.keys_bottom - (layout.keys_bottom - layout.strike) * 0.06;
    Some((pixels, [0.0, (lowest - height).round()]))
}
