//! Palettes by name, and which colours a composition has.

use super::document::choice;
use crate::color::Rgb;

/// Colours that stay apart from each other before a dark background.
pub(super) const DEFAULT: [Rgb; 8] = [
    Rgb::new(0x4c, 0xc9, 0xf0),
    Rgb::new(0xff, 0x6b, 0xa8),
    Rgb::new(0xff, 0xb7, 0x4d),
    Rgb::new(0x9b, 0x8c, 0xff),
    Rgb::new(0x5e, 0xe0, 0xa0),
    Rgb::new(0xff, 0x7a, 0x5c),
    Rgb::new(0x5b, 0x9d, 0xff),
    Rgb::new(0xe0, 0xe0, 0x6a),
];

choice! {
    /// A palette by its name.
    pub enum PaletteName {
        /// Many clear colours: sky, rose, amber, violet, mint.
        Lanterns,
        /// Hot pink, cyan and violet, as tubes of light.
        Neon,
        /// Greens, turquoise and violet, as northern lights.
        Aurora,
        /// Embers: red, orange, gold.
        Ember,
        /// Deep blues to foam.
        Ocean,
        /// Dusty rose, sand, sage: a faded photograph.
        Film,
        /// Soft, light colours.
        Pastel,
        /// Forest greens, moss and bark.
        Forest,
        /// Ivory and greys.
        Mono,
        /// Candy: bright and sweet.
        Candy,
    }
}

impl PaletteName {
    /// The colours, 5 to 8.
    pub fn colors(self) -> Vec<Rgb> {
        let colors: &[u32] = match self {
            Self::Lanterns => return DEFAULT.to_vec(),
            Self::Neon => &[0x19f0ff, 0xff2fb3, 0x9d5cff, 0x2f7bff, 0xffd23f, 0x36ffb0],
            Self::Aurora => &[0x4dffc3, 0x5ad1ff, 0x9f7bff, 0x2fe6a0, 0xc8ff8a, 0xff8ad8],
            Self::Ember => &[0xffb238, 0xff7a3d, 0xff4d4d, 0xffd98a, 0xe85d9c, 0xff9f6b],
            Self::Ocean => &[0x3fa9ff, 0x5ee6e6, 0x4f7dff, 0xa8f0ff, 0x2fd0b0, 0x8fb4ff],
            Self::Film => &[0xe8a598, 0xe9c99a, 0xa9c0a6, 0x9db4c8, 0xd0a3b8, 0xcbbfa3],
            Self::Pastel => &[0xa8d8ff, 0xffc2dd, 0xffe0a8, 0xcdbfff, 0xb8f0d0, 0xffc9b5],
            Self::Forest => &[0x8fd694, 0xc7e08a, 0x5fb894, 0xe3c586, 0x7fb3a8, 0xb0c96a],
            Self::Mono => &[0xf4f0e6, 0xc9c6bf, 0xffffff, 0xa6a5a2, 0xe3ddcf],
            Self::Candy => &[0xff6fb5, 0x5fd0ff, 0xffe066, 0xb07bff, 0x6bf0b8, 0xff8f6b],
        };
        let color = |&hex: &u32| Rgb::new((hex >> 16) as u8, (hex >> 8) as u8, hex as u8);
        colors.iter().map(color).collect()
    }
}

impl super::Composition {
    /// The colours of the voices, where no picture gives them.
    pub fn colors(&self) -> Vec<Rgb> {
        self.palette_name
            .map_or_else(|| self.palette.clone(), PaletteName::colors)
    }
}
