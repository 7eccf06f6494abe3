//! Bloom as the processor lays it over a picture that was read back: the same pyramid of ever smaller pictures, without
//! a shader. Where the adapter draws on the processor it is a tenth of the work.

mod bright;
mod pyramid;
mod wide;

use crate::effects::data::Values;
use crate::effects::laid::Laid;
use crate::gpu::Pixels;
use bright::Bright;
use pyramid::Pyramid;
pub(super) use pyramid::SMALLEST;
use wide::Wide;

/// Light: red, green and blue, and nothing; 1 is full.
type Light = [f32; 4];

/// What it takes to lay bloom over pictures of one size.
pub(super) struct Processor {
    bright: Bright,
    pyramid: Pyramid,
    wide: Wide,
}

impl Processor {
    /// For pictures of `canvas` pixels, of which `scale` make one of the largest of the small pictures, which has `size`.
    pub fn new(canvas: [u32; 2], scale: f32, size: [u32; 2]) -> Self {
        let [canvas, size] = [canvas, size].map(|size| size.map(|side| side as usize));
        Self {
            bright: Bright::new(canvas, scale, size),
            pyramid: Pyramid::new(size),
            wide: Wide::new(canvas, scale, size),
        }
    }
}

impl Laid for Processor {
    fn look(&mut self, values: &Values, picture: &Pixels<'_>) {
        let [strength, threshold, share, _] = values.a;
        self.bright.read(picture, threshold, self.pyramid.largest());
        self.wide.write(self.pyramid.spread(share), strength);
    }

    fn row(&self, y: usize, from: &[u8], to: &mut [u8]) {
        self.wide.lay(y, from, to);
    }
}
