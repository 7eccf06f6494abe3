//! What the processor itself does to a picture that was read back.

/// Rows of RGBA pixels, 8 bits for each component.
#[derive(Clone, Copy, Debug)]
pub struct Pixels<'a> {
    bytes: &'a [u8],
    pitch: usize,
    width: usize,
}

impl<'a> Pixels<'a> {
    /// Rows of `width` pixels that begin every `pitch` bytes.
    pub fn new(bytes: &'a [u8], pitch: usize, width: usize) -> Self {
        Self { bytes, pitch, width }
    }

    /// The rows from the top, four bytes a pixel.
    pub fn rows(&self) -> impl Iterator<Item = &'a [u8]> {
        let bytes = self.width * 4;
        self.bytes
            .chunks(self.pitch)
            .filter_map(move |row| row.get(..bytes))
    }
}

/// Changes a picture after it was read back. Where the adapter draws on the processor anyway, this is far cheaper than
/// one more pass of shaders over the whole picture.
pub trait Retouch {
    /// Looks at the whole picture, before any row is changed.
    fn look(&mut self, picture: &Pixels<'_>);

    /// Writes row `y` to `to`, changed; both have four bytes a pixel and as many pixels as the picture is wide.
    fn row(&self, y: usize, from: &[u8], to: &mut [u8]);
}

/// Changes tightly packed pixels where they are.
pub fn retouch(pixels: &mut [u8], width: usize, by: &mut dyn Retouch) {
    let row = width * 4;
    by.look(&Pixels::new(pixels, row, width));
    let mut before = vec![0; row];
    for (y, pixels) in pixels.chunks_exact_mut(row).enumerate() {
        before.copy_from_slice(pixels);
        by.row(y, &before, pixels);
    }
}
