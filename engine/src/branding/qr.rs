//! QR codes that a phone reads off a screen, also after the video was compressed.

use fast_qr::ECL;
use fast_qr::qr::QRBuilder;

/// Light modules around a code, on every side (ISO/IEC 18004, 6.3.8).
pub(super) const QUIET: usize = 4;

/// A code: which modules are dark.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// Modules of a side, without the quiet zone.
    pub size: usize,
    dark: Vec<bool>,
}

impl Code {
    /// The code that says `text`; none where it says more than a code can. A seventh of it may be lost (level M).
    pub fn new(text: &str) -> Option<Self> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        let dark = code.data[..code.size * code.size]
            .iter()
            .map(|module| module.value());
        Some(Self {
            size: code.size,
            dark: dark.collect(),
        })
    }

    /// Whether the module is dark.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        self.dark[row * self.size + column]
    }

    /// Pixels of a module of a code that is at most `side` pixels wide with its quiet zone: a whole number, so that all
    /// modules are equally wide, and at least 1.
    pub fn module(&self, side: f32) -> usize {
        ((side.max(0.0) as usize) / (self.size + 2 * QUIET)).max(1)
    }
}
