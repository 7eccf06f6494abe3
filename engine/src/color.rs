//! Colours as people write them: `#rrggbb`, in the sRGB colour space.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// An opaque colour in sRGB, 8 bits for each of red, green and blue; written `#rrggbb`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rgb {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
}

/// Why a text is no colour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a colour: write #rrggbb, such as #ff8800")]
pub struct ColorError(String);

impl Rgb {
    /// A colour from its three components, 0 to 255 each.
    pub const fn new(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b }
    }

    /// The components scaled to 0.0 ..= 1.0, still gamma-encoded as sRGB is.
    pub fn unit(self) -> [f32; 3] {
        [self.r, self.g, self.b].map(|c| f32::from(c) / 255.0)
    }
}

impl FromStr for Rgb {
    type Err = ColorError;

    fn from_str(text: &str) -> Result<Self, ColorError> {
        let bad = || ColorError(text.chars().take(32).collect());
        let digits = text.strip_prefix('#').ok_or_else(bad)?;
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(bad());
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| bad())?;
        Ok(Self::new((value >> 16) as u8, (value >> 8) as u8, value as u8))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }
}

impl Serialize for Rgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_read_as_they_are_written() {
        assert_eq!("#Ff8800".parse(), Ok(Rgb::new(255, 136, 0)));
        assert_eq!(Rgb::new(255, 136, 0).to_string(), "#ff8800");
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in [
            "", "#", "ff8800", "#ff88", "#ff880", "#ff88000", "#gg0000", "#+12345", "red", "#é1234",
        ] {
            assert!(text.parse::<Rgb>().is_err(), "{text}");
        }
    }
}
