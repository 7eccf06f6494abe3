//! An index of MP4 in the terms of QuickTime (QuickTime File Format, 2012).
//!
//! The two differ in little: handlers have a type, a handler of data stands beside that of the medium, and a description
//! of compressed sound is of version 1, with what its decoder must know in an atom `wave`.

use super::super::MuxError;
use super::boxes::{boxed, children};
use super::entries;
use crate::media::{AudioCodec, AudioParameters};
use crate::mux::tally::Bitrates;
use mp4_atom::Encode as _;

/// The atoms on the way to what differs.
const ON_THE_WAY: [&[u8; 4]; 4] = [b"trak", b"mdia", b"minf", b"stbl"];
/// The compression of a description of sound that stands in its version 1 or in an atom of its own.
const VARIABLE: i16 = -2;

/// Turns an index around; `sound` is the description of the sound, if there is any.
pub(super) fn translate(moov: &[u8], sound: Option<&[u8]>) -> Vec<u8> {
    children(moov)
        .flat_map(|(kind, content)| boxed(&kind, &[&inside(&kind, content, sound)]))
        .collect()
}

fn inside(parent: &[u8; 4], content: &[u8], sound: Option<&[u8]>) -> Vec<u8> {
    let mut all = Vec::with_capacity(content.len() + 64);
    for (kind, content) in children(content) {
        let translated = match (&kind, sound) {
            (b"hdlr", _) => handler(b"mhlr", content.get(8..12).unwrap_or(b"null")),
            (b"stsd", Some(entry)) if is_mp4a(content) => descriptions(entry),
            (kind, sound) if ON_THE_WAY.contains(&kind) => boxed(kind, &[&inside(kind, content, sound)]),
            (kind, _) => boxed(kind, &[content]),
        };
        all.extend_from_slice(&translated);
        // Behind the header of the medium.
        if parent == b"minf" && matches!(&kind, b"smhd" | b"vmhd") {
            all.extend_from_slice(&handler(b"dhlr", b"url "));
        }
    }
    all
}

fn is_mp4a(descriptions: &[u8]) -> bool {
    descriptions.get(12..16) == Some(b"mp4a")
}

/// Who handles a medium or its data: its name is a Pascal string.
fn handler(kind: &[u8; 4], of: &[u8]) -> Vec<u8> {
    boxed(b"hdlr", &[&[0; 4], kind, of, &[0; 12], &[0]])
}

fn descriptions(entry: &[u8]) -> Vec<u8> {
    boxed(b"stsd", &[&[0; 4], &1_u32.to_be_bytes(), entry])
}

/// The description of the sound: `mp4a` with its `wave`, or `.mp3`, which needs none.
pub(super) fn sound(of: &AudioParameters, bitrates: Bitrates) -> Result<Vec<u8>, MuxError> {
    let samples: u32 = if of.codec == AudioCodec::Aac { 1024 } else { 1152 };
    let mut body = vec![0; 6];
    body.extend_from_slice(&1_u16.to_be_bytes());
    // Version 1, revision and vendor.
    body.extend_from_slice(&[0, 1, 0, 0, 0, 0, 0, 0]);
    body.extend_from_slice(&of.channels.to_be_bytes());
    body.extend_from_slice(&16_u16.to_be_bytes());
    body.extend_from_slice(&VARIABLE.to_be_bytes());
    body.extend_from_slice(&[0, 0]);
    body.extend_from_slice(&(of.sample_rate << 16).to_be_bytes());
    // Samples in a packet; bytes in a packet, in a frame and in a sample, where they are not fixed.
    for value in [samples, 0, 0, 2] {
        body.extend_from_slice(&value.to_be_bytes());
    }
    match of.codec {
        AudioCodec::Aac => {
            let mut esds = Vec::new();
            entries::esds(of, bitrates)?.encode(&mut esds)?;
            let format = boxed(b"frma", &[b"mp4a"]);
            let empty = boxed(b"mp4a", &[&[0; 4]]);
            let wave = boxed(b"wave", &[&format, &empty, &esds, &boxed(&[0; 4], &[])]);
            Ok(boxed(b"mp4a", &[&body, &wave]))
        }
        AudioCodec::Mp3 => Ok(boxed(b".mp3", &[&body])),
        AudioCodec::Opus => Err(MuxError::codec("mov", of.codec.name())),
    }
}
