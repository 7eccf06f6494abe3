//! The file formats of still pictures.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder, RgbImage};
use std::fmt;
use std::str::FromStr;

/// Quality of JPEG, 1 to 100: no artefacts at text and note edges that a viewer would see.
const JPEG_QUALITY: u8 = 90;

/// The file format of a still picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StillFormat {
    /// PNG: exact, and read by every program.
    #[default]
    Png,
    /// WebP without loss: exact, smaller than PNG and as quick to write.
    WebP,
    /// JPEG of quality 90: the smallest, and twice as slow to write.
    Jpeg,
}

/// Why a still picture has no file.
#[derive(Debug, thiserror::Error)]
pub enum StillError {
    /// The pixels do not fill the picture; a defect of ours.
    #[error("{bytes} bytes do not fill a picture of {width}x{height}")]
    Pixels {
        /// Bytes of RGBA.
        bytes: usize,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The encoder failed.
    #[error("the picture cannot be encoded: {0}")]
    Encode(#[from] image::ImageError),
}

impl StillFormat {
    /// The name in addresses and on the command line, which is also the usual ending of a file name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::WebP => "webp",
            Self::Jpeg => "jpg",
        }
    }

    /// The media type of the file.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::WebP => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl fmt::Display for StillFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.extension())
    }
}

/// A name that no format has.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no picture format {0:?}: choose one of png, webp, jpg")]
pub struct UnknownFormat(String);

impl FromStr for StillFormat {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        match text.to_ascii_lowercase().as_str() {
            "png" => Ok(Self::Png),
            "webp" => Ok(Self::WebP),
            "jpg" | "jpeg" => Ok(Self::Jpeg),
            _ => Err(UnknownFormat(text.chars().take(64).collect())),
        }
    }
}

/// The picture of opaque RGBA pixels, as it was drawn.
///
/// # Errors
/// When there are too few or too many of them.
pub fn picture(rgba: &[u8], (width, height): (u32, u32)) -> Result<RgbImage, StillError> {
    let pixels = width as usize * height as usize;
    let wrong = || StillError::Pixels {
        bytes: rgba.len(),
        width,
        height,
    };
    if rgba.len() != pixels * 4 {
        return Err(wrong());
    }
    let mut rgb = vec![0; pixels * 3];
    for (to, from) in rgb.chunks_exact_mut(3).zip(rgba.chunks_exact(4)) {
        to.copy_from_slice(&from[..3]);
    }
    RgbImage::from_raw(width, height, rgb).ok_or_else(wrong)
}

/// The file of a picture.
///
/// # Errors
/// When the encoder fails.
pub fn encode(picture: &RgbImage, format: StillFormat) -> Result<Vec<u8>, StillError> {
    let mut file = Vec::new();
    let (width, height) = picture.dimensions();
    match format {
        // One filter for all rows: to try all five on each takes longer than it saves in bytes.
        StillFormat::Png => PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Up)
            .write_image(picture, width, height, ExtendedColorType::Rgb8)?,
        StillFormat::WebP => WebPEncoder::new_lossless(&mut file).write_image(
            picture,
            width,
            height,
            ExtendedColorType::Rgb8,
        )?,
        StillFormat::Jpeg => JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY).write_image(
            picture,
            width,
            height,
            ExtendedColorType::Rgb8,
        )?,
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels() -> Vec<u8> {
        (0..40 * 30_u32)
            .flat_map(|index| [index as u8, (index / 40) as u8 * 8, 200, 255])
            .collect()
    }

    #[test]
    fn exact_formats_give_back_every_pixel() {
        let picture = picture(&pixels(), (40, 30)).expect("it fits");
        for format in [StillFormat::Png, StillFormat::WebP] {
            let file = encode(&picture, format).expect("encoded");
            let read = image::load_from_memory(&file).expect("it reads back").into_rgb8();
            assert_eq!(read, picture, "{format}");
        }
        let file = encode(&picture, StillFormat::Jpeg).expect("encoded");
        let read = image::load_from_memory(&file).expect("it reads back");
        assert_eq!((read.width(), read.height()), (40, 30));
    }

    #[test]
    fn pixels_that_do_not_fill_a_picture_are_refused() {
        assert!(matches!(
            picture(&pixels(), (40, 31)),
            Err(StillError::Pixels { height: 31, .. })
        ));
    }

    #[test]
    fn formats_are_found_by_name() {
        for format in [StillFormat::Png, StillFormat::WebP, StillFormat::Jpeg] {
            assert_eq!(format.extension().parse(), Ok(format));
        }
        assert_eq!("JPEG".parse(), Ok(StillFormat::Jpeg));
        assert!("gif".parse::<StillFormat>().is_err());
    }
}
