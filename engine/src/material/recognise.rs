//! What bytes are, told by how they begin.

use super::lyrics;
use crate::media::MaterialKind;

/// How many bytes from the start [`recognise`] wants to see; fewer are enough where the file is shorter.
pub const RECOGNISE_BYTES: usize = 4096;

/// What the first bytes promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What it should be.
    pub kind: MaterialKind,
    /// Its media type.
    pub media_type: &'static str,
}

/// The most bytes of a file that are taken, by its kind.
pub const fn max_bytes(kind: MaterialKind) -> u64 {
    match kind {
        MaterialKind::Picture => 32 << 20,
        MaterialKind::Lut => 16 << 20,
        MaterialKind::Lyrics => 1 << 20,
        MaterialKind::Font => 32 << 20,
        MaterialKind::Sound => 512 << 20,
        MaterialKind::SoundFont => 256 << 20,
    }
}

/// Says what a file should be from its first [`RECOGNISE_BYTES`] bytes; none for what is not taken. Sounds are not
/// recognised here: they are opened by who decodes them.
pub fn recognise(head: &[u8]) -> Option<Recognised> {
    let found = |kind, media_type| Some(Recognised { kind, media_type });
    match head {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => found(MaterialKind::Picture, "image/png"),
        [0xFF, 0xD8, 0xFF, ..] => found(MaterialKind::Picture, "image/jpeg"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => {
            found(MaterialKind::Picture, "image/webp")
        }
        [0, 1, 0, 0, ..] | [b't', b'r', b'u', b'e', ..] if has_font_table(head) => {
            found(MaterialKind::Font, "font/ttf")
        }
        [b'R', b'I', b'F', b'F', _, _, _, _, b's', b'f', b'b', b'k', ..] => {
            found(MaterialKind::SoundFont, "audio/x-soundfont")
        }
        [b'O', b'T', b'T', b'O', ..] if has_font_table(head) => found(MaterialKind::Font, "font/otf"),
        _ => recognise_text(&lyrics::decode(head)),
    }
}

/// Whether the first entry of the table directory is a tag of letters (OpenType 1.9, Table Directory), which tells a
/// font from other files that begin with its version.
fn has_font_table(head: &[u8]) -> bool {
    let letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'/');
    head.get(12..16).is_some_and(|tag| tag.iter().all(letter))
}

fn recognise_text(text: &str) -> Option<Recognised> {
    let text = text.trim_start();
    let (kind, media_type) = if is_svg(text) {
        (MaterialKind::Picture, "image/svg+xml")
    } else if is_cube(text) {
        (MaterialKind::Lut, "application/x-cube")
    } else if text.lines().take(64).any(lyrics::is_srt_time) {
        (MaterialKind::Lyrics, "application/x-subrip")
    } else if text.lines().take(64).any(lyrics::is_lrc_time) {
        (MaterialKind::Lyrics, "application/x-lrc")
    } else {
        return None;
    };
    Some(Recognised { kind, media_type })
}

/// Whether the first element is `<svg>`: before it stand only the declaration, comments and a document type.
pub(super) fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start();
    for _ in 0..64 {
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<?") => "?>",
            _ if rest.starts_with("<!DOCTYPE") => doctype_end(rest),
            _ => break,
        };
        let Some(at) = rest.find(end) else { return false };
        rest = rest[at + end.len()..].trim_start();
    }
    let Some(name) = rest.strip_prefix('<') else {
        return false;
    };
    let name = name
        .split([' ', '\t', '\r', '\n', '>', '/'])
        .next()
        .unwrap_or_default();
    name == "svg" || name.ends_with(":svg")
}

/// How a document type ends: with `]>` where it has declarations of its own.
fn doctype_end(text: &str) -> &'static str {
    match text.find(['[', '>']) {
        Some(at) if text[at..].starts_with('[') => "]>",
        _ => ">",
    }
}

fn is_cube(text: &str) -> bool {
    const KEYWORDS: [&str; 5] = [
        "LUT_3D_SIZE",
        "LUT_1D_SIZE",
        "TITLE",
        "DOMAIN_MIN",
        "LUT_3D_INPUT_RANGE",
    ];
    let lines = text.lines().map(str::trim);
    let mut lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    let first = lines.next().and_then(|line| line.split_whitespace().next());
    first.is_some_and(|word| KEYWORDS.contains(&word) || word == "LUT_1D_INPUT_RANGE" || word == "DOMAIN_MAX")
}
