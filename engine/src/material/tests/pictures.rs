use super::*;
use crate::color::Rgb;
use image::codecs::jpeg::JpegEncoder;
use image::{
    DynamicImage, ExtendedColorType, ImageBuffer, ImageEncoder, ImageFormat, Luma, Rgb as Pixel, RgbImage,
    Rgba, RgbaImage,
};
use std::io::Cursor;

fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Left half red, right half blue, with a darker row at the top.
fn sample(width: u32, height: u32) -> DynamicImage {
    let color = |x, y| match (2 * x < width, y == 0) {
        (true, false) => Pixel([250, 10, 10]),
        (false, false) => Pixel([10, 10, 250]),
        _ => Pixel([40, 40, 40]),
    };
    RgbImage::from_fn(width, height, color).into()
}

fn pixel(picture: &Picture, x: u32, y: u32) -> [u8; 4] {
    let at = (y * picture.width + x) as usize * 4;
    picture.rgba[at..at + 4].try_into().unwrap()
}

fn refused(bytes: &[u8]) -> String {
    picture(bytes).unwrap_err().to_string()
}

/// A chunk of a PNG; its checksum follows ISO/IEC 15948, annex D.
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut crc = u32::MAX;
    for byte in name.iter().chain(data) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                0xEDB8_8320 ^ (crc >> 1)
            } else {
                crc >> 1
            };
        }
    }
    let length = (data.len() as u32).to_be_bytes();
    [&length[..], name, data, &(!crc).to_be_bytes()].concat()
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &header)].concat()
}

#[test]
fn formats_are_told_by_their_content() {
    let sample = sample(8, 4);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let found = picture(&encoded(&sample, format)).unwrap();
        assert_eq!((found.width, found.height, found.rgba.len()), (8, 4, 128));
        let [red, _, blue, alpha] = pixel(&found, 0, 3);
        assert!(red > 180 && blue < 90 && alpha == 255, "{format:?}");
    }
    assert!(refused(b"GIF89a").contains("no PNG, JPEG, WebP or SVG"));
    assert!(refused(b"").contains("no PNG"));
}

#[test]
fn colors_are_multiplied_by_alpha() {
    let image = RgbaImage::from_pixel(1, 1, Rgba([200, 100, 0, 51]));
    assert_eq!(
        picture(&encoded(&image.into(), ImageFormat::Png)).unwrap().rgba,
        [40, 20, 0, 51]
    );
}

#[test]
fn deep_and_grey_pictures_become_eight_bits() {
    let deep: ImageBuffer<Luma<u16>, _> = ImageBuffer::from_pixel(2, 1, Luma([0x80FF]));
    assert_eq!(
        picture(&encoded(&deep.into(), ImageFormat::Png)).unwrap().rgba,
        [128, 128, 128, 255].repeat(2)
    );
    let mut grey = Vec::new();
    JpegEncoder::new(&mut grey)
        .write_image(&[90; 64], 8, 8, ExtendedColorType::L8)
        .unwrap();
    let [red, green, blue, alpha] = pixel(&picture(&grey).unwrap(), 3, 3);
    assert!(red == green && green == blue && red.abs_diff(90) < 3 && alpha == 255);
}

#[test]
fn a_jpeg_stands_upright() {
    let plain = encoded(&sample(16, 8), ImageFormat::Jpeg);
    // Exif 2.3, 4.6.4: one entry, tag 0x0112 (orientation), SHORT, the value 6: turn right by a quarter.
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let length = (exif.len() as u16 + 2).to_be_bytes();
    let turned = [&plain[..2], &[0xFF, 0xE1], &length, exif, &plain[2..]].concat();
    let found = picture(&turned).unwrap();
    assert_eq!((found.width, found.height), (8, 16));
    let ([top, ..], [bottom, ..]) = (pixel(&found, 2, 2), pixel(&found, 2, 13));
    assert!(top > 180 && bottom < 90, "red was left and is above now");
}

#[test]
fn large_pictures_are_scaled_down() {
    let found = picture(&encoded(&sample(5000, 20), ImageFormat::Png)).unwrap();
    assert_eq!((found.width, found.height), (3840, 16));
    assert_eq!(pixel(&found, 100, 8), [250, 10, 10, 255]);
}

#[test]
fn sizes_are_checked_before_decoding() {
    assert!(refused(&png_header(16_385, 1)).contains("16385 pixels in a row: at most 16384"));
    assert!(refused(&png_header(1, u32::MAX)).contains("at most 16384"));
    assert!(refused(&png_header(16_384, 16_384)).contains("at most 67108864"));
    assert!(refused(&png_header(0, 5)).contains("PNG cannot be read"));
    // A WebP of 38 bytes that declares 16383 pixels a side (VP8L: 14 bits each for width and height less 1).
    let header = (16_382_u32 | 16_382 << 14).to_le_bytes();
    let webp = [&b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f"[..], &header, &[0; 12]].concat();
    assert!(refused(&webp).contains("at most 67108864"), "{}", refused(&webp));
    assert!(refused(&vec![0; (32 << 20) + 1]).contains("at most 33554432"));
}

#[test]
fn a_jpeg_of_endless_scans_is_refused() {
    let plain = encoded(&sample(16, 8), ImageFormat::Jpeg);
    let start = plain.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    let bomb = [&plain[..], &plain[start..].repeat(300)].concat();
    assert!(refused(&bomb).contains("301 scans: at most 200"));
}

#[test]
fn what_is_cut_or_spoilt_is_refused_or_shown_in_part() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let whole = encoded(&sample(64, 64), format);
        for keep in 0..whole.len() {
            let mut spoilt = whole.clone();
            spoilt[keep] ^= 0x55;
            for bytes in [&whole[..keep], &spoilt] {
                if let Ok(found) = picture(bytes) {
                    assert_eq!(found.rgba.len(), found.width as usize * found.height as usize * 4);
                }
            }
        }
    }
    let png = encoded(&sample(64, 64), ImageFormat::Png);
    assert!(refused(&png[..png.len() / 2]).contains("PNG cannot be read"));
}

#[test]
fn a_moving_picture_gives_its_first_frame() {
    let still = encoded(&sample(8, 4), ImageFormat::WebP);
    let frame = [
        &[0; 6][..],
        &[7, 0, 0],
        &[3, 0, 0],
        &[100, 0, 0],
        &[2],
        &still[12..],
    ]
    .concat();
    let riff = |name: &[u8], data: &[u8]| {
        let length = (data.len() as u32).to_le_bytes();
        [name, &length[..], data, &[0][..data.len() % 2]].concat()
    };
    let parts = [
        riff(b"VP8X", &[2, 0, 0, 0, 7, 0, 0, 3, 0, 0]),
        riff(b"ANIM", &[0; 6]),
        riff(b"ANMF", &frame),
        riff(b"ANMF", &frame),
    ];
    let found = picture(&riff(b"RIFF", &[&b"WEBP"[..], &parts.concat()].concat())).unwrap();
    assert_eq!((found.width, found.height), (8, 4));
    assert_eq!(pixel(&found, 0, 3), [250, 10, 10, 255]);
}

fn hue_of(color: Rgb) -> usize {
    let channels = [color.r, color.g, color.b];
    (0..3).max_by_key(|channel| channels[*channel]).unwrap()
}

#[test]
fn a_palette_is_of_the_pictures_own_colors_and_glows() {
    let mut image = RgbImage::from_pixel(60, 60, Pixel([8, 8, 12]));
    for (x, y, color) in image.enumerate_pixels_mut() {
        if y < 30 {
            *color = Pixel([120, 10, 20]);
        } else if x < 20 {
            *color = Pixel([10, 20, 120]);
        }
    }
    let cover = picture(&encoded(&image.into(), ImageFormat::Png)).unwrap();
    let colors = palette(&cover, 2);
    assert_eq!(
        colors.iter().map(|color| hue_of(*color)).collect::<Vec<_>>(),
        [0, 2],
        "{colors:?}"
    );
    assert!(
        colors.iter().all(|color| color.r.max(color.g).max(color.b) > 150),
        "{colors:?}"
    );
    assert_eq!(palette(&cover, 2), colors);
    let six = palette(&cover, 6);
    assert_eq!((six.len(), &six[..2]), (6, &colors[..]));
}

#[test]
fn any_picture_has_a_palette() {
    let even = |color| {
        let picture = Picture {
            width: 3,
            height: 2,
            rgba: [color; 6].concat(),
        };
        palette(&picture, 5)
    };
    for color in [
        [0, 0, 0, 0],
        [0, 0, 0, 255],
        [255, 255, 255, 255],
        [90, 90, 90, 255],
        [0, 255, 0, 255],
    ] {
        let colors = even(color);
        assert_eq!(colors.len(), 5);
        assert!(
            colors.iter().all(|color| color.r.max(color.g).max(color.b) > 90),
            "{color:?}: {colors:?}"
        );
    }
}
