//! The first bytes of the files that are taken.

use crate::data::AssetKind;
use phonoglyph_engine::material;
use phonoglyph_engine::media::MaterialKind;

/// What the first bytes promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it should be.
    pub kind: AssetKind,
    /// Its media type.
    pub media_type: &'static str,
}

/// Brands of still pictures: HEIF and AVIF.
const PICTURE_BRANDS: [[u8; 4]; 7] = [
    *b"avif", *b"avis", *b"heic", *b"heix", *b"hevc", *b"mif1", *b"msf1",
];

const fn midi() -> Option<Sniffed> {
    Some(Sniffed {
        kind: AssetKind::Midi,
        media_type: "audio/midi",
    })
}

const fn audio(media_type: &'static str) -> Option<Sniffed> {
    Some(Sniffed {
        kind: AssetKind::Audio,
        media_type,
    })
}

fn material(head: &[u8]) -> Option<Sniffed> {
    let found = material::recognise(head)?;
    let kind = match found.kind {
        MaterialKind::Picture => AssetKind::Picture,
        MaterialKind::Font => AssetKind::Font,
        MaterialKind::Lut => AssetKind::Lut,
        MaterialKind::Lyrics => AssetKind::Lyrics,
        MaterialKind::Sound => AssetKind::Audio,
        MaterialKind::SoundFont => AssetKind::SoundFont,
    };
    let media_type = found.media_type;
    Some(Sniffed { kind, media_type })
}

/// Says what a file should be from its first [`SNIFF_BYTES`](super::SNIFF_BYTES); none for what is not taken.
pub fn sniff(head: &[u8]) -> Option<Sniffed> {
    match head {
        [b'M', b'T', b'h', b'd', ..] => midi(),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'R', b'M', b'I', b'D', ..] => midi(),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', ..] => audio("audio/wav"),
        [b'R', b'F', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..] => audio("audio/wav"),
        [b'B', b'W', b'6', b'4', _, _, _, _, b'W', b'A', b'V', b'E', ..] => audio("audio/wav"),
        // Sony Wave64: its name is a GUID that begins so.
        [b'r', b'i', b'f', b'f', 0x2e, 0x91, 0xcf, 0x11, ..] => audio("audio/x-w64"),
        [
            b'F',
            b'O',
            b'R',
            b'M',
            _,
            _,
            _,
            _,
            b'A',
            b'I',
            b'F',
            b'F' | b'C',
            ..,
        ] => audio("audio/aiff"),
        [b'c', b'a', b'f', b'f', 0, 1, ..] => audio("audio/x-caf"),
        [b'f', b'L', b'a', b'C', ..] => audio("audio/flac"),
        [b'O', b'g', b'g', b'S', ..] => audio("audio/ogg"),
        [b'I', b'D', b'3', ..] => audio("audio/mpeg"),
        // MPEG audio frame header (ISO/IEC 11172-3, 2.4.2.3): eleven set bits of sync, a version that is not
        // reserved, layer III.
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && second & 0x06 == 0x02 => {
            audio("audio/mpeg")
        }
        // ADTS (ISO/IEC 14496-3, 1.A.2.2.1): twelve set bits of sync, layer 0.
        [0xff, second, ..] if second & 0xf6 == 0xf0 => audio("audio/aac"),
        // ISO/IEC 14496-12, 4.3: pictures come in this container too.
        [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..]
            if !PICTURE_BRANDS.contains(&[*a, *b, *c, *d]) =>
        {
            audio("audio/mp4")
        }
        // EBML (RFC 8794): WebM, or Matroska at large.
        [0x1a, 0x45, 0xdf, 0xa3, rest @ ..] => audio(if rest.windows(4).take(64).any(|it| it == b"webm") {
            "audio/webm"
        } else {
            "audio/x-matroska"
        }),
        _ => material(head),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_first_bytes() {
        let known: [(&[u8], &str); 29] = [
            (b"MThd\0\0\0\x06", "audio/midi"),
            (b"RIFF\x10\0\0\0RMIDdata", "audio/midi"),
            (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
            (b"fLaC\0\0\0\x22", "audio/flac"),
            (b"OggS\0\x02", "audio/ogg"),
            (b"ID3\x04\0", "audio/mpeg"),
            (&[0xff, 0xfb, 0x90, 0x64], "audio/mpeg"),
            (&[0xff, 0xf3, 0x40, 0xc0], "audio/mpeg"),
            (b"RF64\xff\xff\xff\xffWAVEds64", "audio/wav"),
            (b"BW64\xff\xff\xff\xffWAVEds64", "audio/wav"),
            (b"riff\x2e\x91\xcf\x11\xa5\xd6", "audio/x-w64"),
            (b"FORM\0\0\x10\0AIFFCOMM", "audio/aiff"),
            (b"FORM\0\0\x10\0AIFCFVER", "audio/aiff"),
            (b"caff\0\x01\0\0desc", "audio/x-caf"),
            (&[0xff, 0xf1, 0x50, 0x80], "audio/aac"),
            (b"\0\0\0\x1cftypM4A \0\0\x02\0", "audio/mp4"),
            (
                b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm",
                "audio/webm",
            ),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska", "audio/x-matroska"),
            (b"RIFF\x10\0\0\0sfbkLIST", "audio/x-soundfont"),
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (&[0xff, 0xd8, 0xff, 0xe0], "image/jpeg"),
            (b"RIFF\x10\0\0\0WEBPVP8 ", "image/webp"),
            (b"<svg xmlns=", "image/svg+xml"),
            (b"<?xml version='1.0'?><!-- drawn --><svg>", "image/svg+xml"),
            (b"\0\x01\0\0\0\x0b\0\x80\0\x03\0\x30GDEF", "font/ttf"),
            (b"OTTO\0\x0b\0\x80\0\x03\0\x30CFF ", "font/otf"),
            (b"# warm\nTITLE \"Warm\"\n", "application/x-cube"),
            (b"[ti:Evening]\n[00:12.00]Line", "application/x-lrc"),
            (
                b"1\r\n00:00:01,000 --> 00:00:02,000\r\nLine",
                "application/x-subrip",
            ),
        ];
        for (head, media_type) in known {
            assert_eq!(sniff(head).map(|found| found.media_type), Some(media_type));
        }
    }

    #[test]
    fn other_files_are_not_taken() {
        let others: [&[u8]; 9] = [
            b"",
            b"MTh",
            b"RIFF\x10\0\0\0AVI LIST",
            b"GIF89a",
            b"\0\0\0\x1cftypavif\0\0\0\0",
            b"%!PS-Adobe-3.0",
            b"<!doctype html><svg>",
            b"\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            &[0xff, 0xfe, b'a', 0],
        ];
        for head in others {
            assert_eq!(sniff(head), None, "{head:?}");
        }
    }
}
