//! The first bytes of the files that are taken.

use crate::data::AssetKind;

/// What the first bytes promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it should be.
    pub kind: AssetKind,
    /// Its media type.
    pub media_type: &'static str,
}

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

/// Says what a file should be from its first bytes (up to 16 of them); none for what is not taken.
pub fn sniff(head: &[u8]) -> Option<Sniffed> {
    match head {
        [b'M', b'T', b'h', b'd', ..] => midi(),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'R', b'M', b'I', b'D', ..] => midi(),
        [
            b'R',
            b'I',
            b'F' | b'6',
            b'F' | b'4',
            _,
            _,
            _,
            _,
            b'W',
            b'A',
            b'V',
            b'E',
            ..,
        ] => audio("audio/wav"),
        [b'f', b'L', b'a', b'C', ..] => audio("audio/flac"),
        [b'O', b'g', b'g', b'S', ..] => audio("audio/ogg"),
        [b'I', b'D', b'3', ..] => audio("audio/mpeg"),
        // MPEG audio frame header (ISO/IEC 11172-3, 2.4.2.3): eleven set bits of sync, a version that is not
        // reserved, layer III.
        [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x18 != 0x08 && second & 0x06 == 0x02 => {
            audio("audio/mpeg")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_first_bytes() {
        let known: [(&[u8], &str); 8] = [
            (b"MThd\0\0\0\x06", "audio/midi"),
            (b"RIFF\x10\0\0\0RMIDdata", "audio/midi"),
            (b"RIFF\x10\0\0\0WAVEfmt ", "audio/wav"),
            (b"fLaC\0\0\0\x22", "audio/flac"),
            (b"OggS\0\x02", "audio/ogg"),
            (b"ID3\x04\0", "audio/mpeg"),
            (&[0xff, 0xfb, 0x90, 0x64], "audio/mpeg"),
            (&[0xff, 0xf3, 0x40, 0xc0], "audio/mpeg"),
        ];
        for (head, media_type) in known {
            assert_eq!(sniff(head).map(|found| found.media_type), Some(media_type));
        }
    }

    #[test]
    fn other_files_are_not_taken_for_sound() {
        let others: [&[u8]; 7] = [
            b"",
            b"MTh",
            b"RIFF\x10\0\0\0AVI LIST",
            b"\x89PNG\r\n\x1a\n",
            b"<svg xmlns=",
            &[0xff, 0xd8, 0xff, 0xe0],
            &[0xff, 0xfe, b'a', 0],
        ];
        for head in others {
            assert_eq!(sniff(head), None, "{head:?}");
        }
    }
}
