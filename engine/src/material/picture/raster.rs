//! PNG, JPEG and WebP.

use super::{MAX_SIDE, Picture, shrink};
use crate::material::MaterialError;
use crate::material::error::at_most;
use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits, RgbaImage};
use std::io::Cursor;

/// The longest side that is decoded, in pixels.
const MAX_DECODED_SIDE: u32 = 16_384;
/// The most pixels that are decoded.
const MAX_PIXELS: u64 = 64 << 20;
/// The most bytes that a decoder may give.
const MAX_DECODED_BYTES: u64 = 256 << 20;
/// Bytes of the widest pixel: four samples of 16 bits.
const WIDEST_PIXEL: u64 = 8;
/// The most bytes that what stands beside the pixels of a PNG may unpack to.
const BESIDE_PIXELS: u64 = 8 << 20;
/// The most scans of a JPEG: each may touch every block of the picture, at the cost of a few bytes.
const MAX_SCANS: u64 = 200;
/// The most pixels of all scans of a JPEG together; usual are ten scans.
const MAX_SCANNED: u64 = 20 * MAX_PIXELS;

pub(super) fn png(bytes: &[u8]) -> Result<Picture, MaterialError> {
    let wrong = |error| broken("PNG", error);
    let mut limits = limits();
    if let Some((width, height)) = header_of_png(bytes) {
        check_size(width, height)?;
        // What stands beside the pixels, such as a colour profile, may unpack to no more than they do and a little.
        let pixels = u64::from(width) * u64::from(height) * WIDEST_PIXEL;
        limits.max_alloc = Some(MAX_DECODED_BYTES.min(2 * pixels + BESIDE_PIXELS));
    }
    decode(
        "PNG",
        PngDecoder::with_limits(Cursor::new(bytes), limits).map_err(wrong)?,
    )
}

pub(super) fn jpeg(bytes: &[u8]) -> Result<Picture, MaterialError> {
    let decoder = JpegDecoder::new(Cursor::new(bytes)).map_err(|error| broken("JPEG", error))?;
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    let scans = bytes.windows(2).filter(|pair| *pair == [0xFF, 0xDA]).count() as u64;
    at_most("scans", scans, MAX_SCANS)?;
    let pixels = u64::from(width) * u64::from(height);
    at_most("pixels in all scans together", scans * pixels, MAX_SCANNED)?;
    decode("JPEG", decoder)
}

pub(super) fn webp(bytes: &[u8]) -> Result<Picture, MaterialError> {
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(|error| broken("WebP", error))?;
    decode("WebP", decoder)
}

/// Width and height in the first chunk of a PNG (ISO/IEC 15948, 11.2.2), which the decoder would read only after
/// reserving room.
fn header_of_png(bytes: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((number(16)?, number(20)?))
}

fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(MAX_DECODED_SIDE);
    limits.max_image_height = Some(MAX_DECODED_SIDE);
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    limits
}

fn check_size(width: u32, height: u32) -> Result<(), MaterialError> {
    let side = u64::from(MAX_DECODED_SIDE);
    at_most("pixels in a row", width.into(), side)?;
    at_most("rows of pixels", height.into(), side)?;
    at_most("pixels", u64::from(width) * u64::from(height), MAX_PIXELS)
}

fn decode(format: &'static str, mut decoder: impl ImageDecoder) -> Result<Picture, MaterialError> {
    let (width, height) = decoder.dimensions();
    check_size(width, height)?;
    at_most("bytes when decoded", decoder.total_bytes(), MAX_DECODED_BYTES)?;
    decoder
        .set_limits(limits())
        .map_err(|error| broken(format, error))?;
    // Broken EXIF data says nothing about how the picture stands.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let image = DynamicImage::from_decoder(decoder).map_err(|error| broken(format, error))?;
    let mut image = small(image);
    image.apply_orientation(orientation);
    let rgba = image.into_rgba8();
    Ok(Picture {
        width: rgba.width(),
        height: rgba.height(),
        rgba: rgba.into_raw(),
    })
}

/// The picture with premultiplied colours, scaled down where it is larger than what is kept.
fn small(image: DynamicImage) -> DynamicImage {
    let mut rgba = image.into_rgba8();
    rgba.pixels_mut().for_each(|pixel| premultiply(&mut pixel.0));
    let (width, height) = rgba.dimensions();
    let (new_width, new_height) = fitting(width, height, MAX_SIDE);
    if (new_width, new_height) == (width, height) {
        return rgba.into();
    }
    let pixels = shrink(rgba.as_raw(), (width, height), (new_width, new_height));
    drop(rgba);
    RgbaImage::from_raw(new_width, new_height, pixels)
        .unwrap_or_default()
        .into()
}

/// The size with the same shape whose longer side is at most `side`.
fn fitting(width: u32, height: u32, side: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= side {
        return (width, height);
    }
    let scaled = |length: u32| (u64::from(length) * u64::from(side)).div_ceil(u64::from(longer)) as u32;
    (scaled(width), scaled(height))
}

fn premultiply(pixel: &mut [u8; 4]) {
    let alpha = u32::from(pixel[3]);
    for color in &mut pixel[..3] {
        *color = ((u32::from(*color) * alpha + 127) / 255) as u8;
    }
}

fn broken(format: &'static str, error: ImageError) -> MaterialError {
    let mut reason = error.to_string();
    reason.truncate(reason.char_indices().nth(200).map_or(reason.len(), |(at, _)| at));
    MaterialError::Broken { format, reason }
}
