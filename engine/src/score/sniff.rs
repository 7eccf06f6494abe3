//! What a file that is no MIDI file seems to be, so that the refusal can say it.

/// How many bytes decide whether a file is plain text.
const TEXT_SAMPLE: usize = 512;

/// First bytes of what is mistaken for MIDI most often.
const SIGNATURES: [(&[u8], &str); 22] = [
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a ZIP archive or compressed MusicXML"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"fLaC", "a FLAC sound file"),
    (b"OggS", "an Ogg sound file"),
    (b"ID3", "an MP3 sound file"),
    (b"\xff\xfb", "an MP3 sound file"),
    (b"XMID", "an XMI file"),
    (b"CAT XMID", "an XMI file"),
    (b"MUS\x1a", "a Doom MUS file"),
    (b"CTMF", "a Creative CMF file"),
    (b"MMMD", "a SMAF ringtone"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (b"SQLite format", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MTrk", "a MIDI track without its file header"),
];

/// A kind of file known by its first bytes that cannot have a MIDI file behind them.
pub(super) fn by_signature(bytes: &[u8]) -> Option<&'static str> {
    if let Some(form) = bytes.get(8..12) {
        match (&bytes[..4], form) {
            (b"RIFF", b"WAVE") => return Some("a WAVE sound file"),
            (b"RIFF", b"AVI ") => return Some("an AVI video"),
            (b"RIFF", b"sfbk") => return Some("a SoundFont"),
            (b"FORM", b"XDIR" | b"XMID") => return Some("an XMI file"),
            (b"FORM", b"AIFF" | b"AIFC") => return Some("an AIFF sound file"),
            _ => {}
        }
        if &bytes[4..8] == b"ftyp" {
            return Some("an MP4 file");
        }
    }
    let known = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start));
    known.map(|(_, name)| *name)
}

/// A kind of text, where the file seems to be text.
pub(super) fn by_text(bytes: &[u8]) -> Option<&'static str> {
    let sample = &bytes[..bytes.len().min(TEXT_SAMPLE)];
    let sample = sample.strip_prefix(b"\xef\xbb\xbf").unwrap_or(sample);
    if sample.is_empty()
        || sample
            .iter()
            .any(|&byte| byte < 0x20 && !byte.is_ascii_whitespace())
    {
        return None;
    }
    let lower = sample.trim_ascii_start().to_ascii_lowercase();
    let kinds: [(&[u8], &str); 5] = [
        (b"<!doctype html", "a web page (HTML)"),
        (b"<html", "a web page (HTML)"),
        (b"<?xml", "an XML document, perhaps MusicXML"),
        (b"{", "a JSON document"),
        (b"x:", "ABC notation"),
    ];
    let known = kinds.iter().find(|(start, _)| lower.starts_with(start));
    let printable = sample
        .iter()
        .filter(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace());
    let plain = (printable.count() * 10 > sample.len() * 9).then_some("a text file");
    known.map(|(_, name)| *name).or(plain)
}
