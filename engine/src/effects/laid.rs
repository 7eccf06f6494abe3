//! Light that the processor lays over a picture it has read back: where an effect is nothing else and stands alone, this
//! spares the shaders a pass over the whole picture, which is dear where they run on the processor too.

use super::data::Values;
use crate::gpu::{Pixels, Retouch};

/// What lays light over pictures of one size.
pub(super) trait Laid: Send {
    /// Looks at the whole picture.
    fn look(&mut self, values: &Values, picture: &Pixels<'_>);

    /// Writes row `y`, four bytes a pixel, with the light of the picture that was looked at.
    fn row(&self, y: usize, from: &[u8], to: &mut [u8]);
}

/// What is to be laid over one frame.
#[derive(Clone, Copy, Debug)]
pub struct Light {
    /// The effect.
    pub(super) index: usize,
    pub(super) values: Values,
}

/// Lays the light of one frame.
pub(super) struct Laying<'a> {
    pub laid: &'a mut dyn Laid,
    pub values: Values,
}

impl Retouch for Laying<'_> {
    fn look(&mut self, picture: &Pixels<'_>) {
        self.laid.look(&self.values, picture);
    }

    fn row(&self, y: usize, from: &[u8], to: &mut [u8]) {
        self.laid.row(y, from, to);
    }
}
