//! What an effect is to the shader that a chain is made into.

/// Which functions an effect's shader has, and what they need. All take the effect's `Values` last but for the texture.
///
/// | function | meaning |
/// |---|---|
/// | `<name>_warp(at, v) -> vec2f` | where in the picture the pixel `at` is taken from |
/// | `<name>_split(at, v) -> vec2f` | how far from there red is taken; blue as far on the other side |
/// | `<name>_color(color, at, v[, texture]) -> vec4f` | what becomes of the colour at `at` |
/// | `<name>_replace(at, v, texture) -> vec4f` | the colour at `at`, whatever the picture has there |
/// | `<name>_source(color, at, v) -> vec4f` | what of the picture goes into the effect's own texture |
#[derive(Clone, Copy, Debug)]
pub(super) struct Stage {
    pub name: &'static str,
    pub source: &'static str,
    pub warps: bool,
    pub splits: bool,
    pub colors: bool,
    pub replaces: bool,
    pub texture: Option<Texture>,
    pub reading: Option<Reading>,
}

/// A texture that an effect brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Texture {
    Flat,
    Cube,
}

/// How an effect reads the picture into a smaller one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// Samples along each axis, each of which is the mean of four pixels.
    pub taps: u32,
    /// Whether the shader has `<name>_source`.
    pub filtered: bool,
    /// Whether it reads the picture as it was before all effects.
    pub first: bool,
}

impl Stage {
    pub const fn new(name: &'static str, source: &'static str) -> Self {
        Self {
            name,
            source,
            warps: false,
            splits: false,
            colors: false,
            replaces: false,
            texture: None,
            reading: None,
        }
    }

    pub const fn warps(mut self) -> Self {
        self.warps = true;
        self
    }

    pub const fn splits(mut self) -> Self {
        self.splits = true;
        self
    }

    pub const fn colors(mut self) -> Self {
        self.colors = true;
        self
    }

    pub const fn replaces(mut self) -> Self {
        self.replaces = true;
        self
    }

    pub const fn with(mut self, texture: Texture) -> Self {
        self.texture = Some(texture);
        self
    }

    pub const fn reads(mut self, reading: Reading) -> Self {
        self.reading = Some(reading);
        self
    }
}

impl Reading {
    pub const fn new(taps: u32) -> Self {
        Self {
            taps,
            filtered: false,
            first: false,
        }
    }

    pub const fn filtered(mut self) -> Self {
        self.filtered = true;
        self
    }

    pub const fn first(mut self) -> Self {
        self.first = true;
        self
    }
}
