//! Files that promise more than they should, each refused with its reason and without the room it asks for.

use super::*;
use std::io::Write;

const LIMITS: UploadLimits = UploadLimits {
    midi: 1 << 20,
    audio: 1 << 20,
};

fn refused(bytes: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let examined = examine(file.path(), LIMITS);
    match examined {
        Ok(examined) => unreachable!("it is taken as {}", examined.media_type),
        Err(error) => error.to_string(),
    }
}

fn wav(channels: u16, rate: u32) -> Vec<u8> {
    let mut file = b"RIFF\0\x10\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend(rate.wrapping_mul(2).to_le_bytes());
    file.extend([2, 0, 16, 0]);
    file.extend(b"data\0\x08\0\0");
    file.resize(2048, 0);
    file
}

fn svg(inside: &str) -> String {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="4000" height="4000">{inside}</svg>"#)
}

/// A PNG of 30000x30000 pixels that has none of them.
fn vast_png() -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    file.extend(30_000_u32.to_be_bytes());
    file.extend(30_000_u32.to_be_bytes());
    file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    file
}

#[test]
fn bombs_and_scripts_are_refused_with_their_reason() {
    let zigzag = svg(&format!(
        r#"<path stroke="red" d="M0 0{}"/>"#,
        " L4000 4000 L0 4000 L4000 0".repeat(20_000)
    ));
    let uses: String = (1..12)
        .map(|n| {
            format!(
                r##"<g id="a{n}">{}</g>"##,
                format!(r##"<use href="#a{}"/>"##, n - 1).repeat(10)
            )
        })
        .collect();
    let uses = svg(&format!(
        r##"<g id="a0"><rect width="1" height="1"/></g>{uses}<use href="#a11"/>"##
    ));
    let laughs = format!(
        r#"<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>{}"#,
        svg("<text>&b;</text>")
    );
    let outside = r#"<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg><text>&x;</text></svg>"#;
    let huge = r#"<svg xmlns="http://www.w3.org/2000/svg" width="1000000" height="1000000"/>"#;
    let mut font = b"\0\x01\0\0\xff\xff\0\x80\0\x03\0\x30".to_vec();
    font.extend(b"GDEF".repeat(3000));
    let cases: [(Vec<u8>, &str); 16] = [
        (zigzag.into(), "rows crossed by edges"),
        (uses.into(), "elements, uses written out"),
        (laughs.into(), "entities made of entities"),
        (outside.into(), "unknown entity"),
        (huge.into(), "1000000 units a side"),
        (svg("<script>alert(1)</script>").into(), "<script>"),
        (
            svg(r#"<rect onload="alert(1)"/>"#).into(),
            "scripts are never run",
        ),
        (svg(r#"<image href="file:///etc/passwd"/>"#).into(), "<image>"),
        (svg(&"<g>".repeat(70)).into(), "SVG"),
        (
            svg(r#"<path d="M0 0L9999999 0" stroke="red" stroke-dasharray="0.0001"/>"#).into(),
            "pieces of paths",
        ),
        (vast_png(), "30000 pixels in a row"),
        (font, "the font file is not taken"),
        (wav(65_535, 44_100), "65535 channels"),
        (wav(0, 44_100), "0 channels"),
        (wav(1, u32::MAX), "sample rate"),
        (b"TITLE \"x\"\nLUT_3D_SIZE 4096\n0 0 0\n".to_vec(), "4096"),
    ];
    for (bytes, reason) in cases {
        let said = refused(&bytes);
        assert!(said.contains(reason), "{said:?} does not say {reason:?}");
    }
}

#[test]
fn the_bundled_font_is_one() {
    assert!(check_font(include_bytes!("../../../assets/fonts/Inter-Medium.otf")).is_ok());
}
