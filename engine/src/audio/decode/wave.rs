//! WAVE in all its wrappings: RIFF, RF64 and BW64 (EBU Tech 3306), and Sony Wave64.
//!
//! Enters: a file. Leaves: a file that the reader of plain RIFF takes. What it would stumble over is mended on the
//! way: sizes that a streaming encoder never filled in, data that were cut off, a format that comes after its data.
//! Any other file is left as it is.

use super::stream::{check_channels, check_rate};
use crate::audio::AudioError;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::FileExt;
use symphonia::core::io::MediaSource;

/// Chunks that are looked at.
const MAX_CHUNKS: usize = 4096;
/// The longest description of a format, in bytes.
const MAX_FORMAT: u64 = 4096;
/// What follows the first four letters of every name that Wave64 has in common with RIFF.
const W64_TAIL: [u8; 12] = [
    0xF3, 0xAC, 0xD3, 0x11, 0x8C, 0xD1, 0x00, 0xC0, 0x4F, 0x8E, 0xDB, 0x8A,
];
/// The whole first name of Wave64: `riff` with a tail of its own.
const W64_RIFF: [u8; 16] = [
    b'r', b'i', b'f', b'f', 0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0x00, 0x00,
];

/// A file, or a WAVE file behind a header of ours.
///
/// # Errors
/// [`AudioError::Limit`] for channels and rates that are not taken; [`AudioError::Io`].
pub(super) fn source(file: File) -> Result<Box<dyn MediaSource>, AudioError> {
    match mended(&file)? {
        Some((header, data)) => Ok(Box::new(Spliced {
            file,
            header,
            data,
            at: 0,
        })),
        None => Ok(Box::new(file)),
    }
}

/// Where the samples lie.
#[derive(Clone, Copy)]
struct Data {
    start: u64,
    length: u64,
}

/// A plain header for the samples of a WAVE file; none for any other file, or where a part is missing.
fn mended(file: &File) -> Result<Option<(Vec<u8>, Data)>, AudioError> {
    let size = file.metadata()?.len();
    let mut head = [0; 40];
    if size < 12 || file.read_exact_at(&mut head[..size.min(40) as usize], 0).is_err() {
        return Ok(None);
    }
    let wrapping = match (&head[..4], &head[8..12]) {
        (b"RIFF" | b"RF64" | b"BW64", b"WAVE") => Wrapping::Riff,
        _ if head[..16] == W64_RIFF && head[24..28] == *b"wave" && head[28..] == W64_TAIL => Wrapping::Wave64,
        _ => return Ok(None),
    };
    let found = wrapping.chunks(file, size);
    let (Some(format), Some(data)) = (found.format, found.data) else {
        return Ok(None);
    };
    let mut bytes = vec![0; format.length as usize];
    file.read_exact_at(&mut bytes, format.start)?;
    check_channels(u16::from_le_bytes([bytes[2], bytes[3]]).into())?;
    check_rate(u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]))?;
    Ok(Some((header(&plain(bytes), data.length), data)))
}

/// A description of PCM or floating-point samples without an extension that says nothing.
fn plain(mut format: Vec<u8>) -> Vec<u8> {
    if matches!(format[..2], [1 | 3, 0]) {
        format.truncate(16);
    }
    format
}

fn header(format: &[u8], data: u64) -> Vec<u8> {
    let size = |bytes: u64| u32::try_from(bytes).unwrap_or(u32::MAX).to_le_bytes();
    let mut header = b"RIFF".to_vec();
    header.extend(size(data.saturating_add(20 + format.len() as u64)));
    header.extend_from_slice(b"WAVEfmt ");
    header.extend((format.len() as u32).to_le_bytes());
    header.extend_from_slice(format);
    header.extend_from_slice(b"data");
    header.extend(size(data));
    header
}

#[derive(Clone, Copy)]
enum Wrapping {
    Riff,
    Wave64,
}

#[derive(Default)]
struct Chunks {
    format: Option<Data>,
    data: Option<Data>,
    /// The size of the data that RF64 gives beside them.
    long: Option<u64>,
}

impl Wrapping {
    /// Looks through the chunks up to the end of the file.
    fn chunks(self, file: &File, size: u64) -> Chunks {
        let mut found = Chunks::default();
        let mut at = match self {
            Self::Riff => 12,
            Self::Wave64 => 40,
        };
        for _ in 0..MAX_CHUNKS {
            let Some((name, content, next)) = self.chunk(file, at, size, found.long) else {
                break;
            };
            match &name {
                b"fmt " if (16..=MAX_FORMAT).contains(&content.length) => {
                    found.format.get_or_insert(content);
                }
                b"ds64" => found.long = long_size(file, content),
                b"data" => {
                    found.data.get_or_insert(content);
                }
                _ => {}
            }
            if found.format.is_some() && found.data.is_some() {
                break;
            }
            at = next;
        }
        found
    }

    /// Name and content of the chunk at `at`, and where the next one is. Nothing reaches behind the end of the file.
    fn chunk(self, file: &File, at: u64, size: u64, long: Option<u64>) -> Option<([u8; 4], Data, u64)> {
        let mut header = [0; 24];
        let (own, align) = match self {
            Self::Riff => (8, 2_u64),
            Self::Wave64 => (24, 8),
        };
        file.read_exact_at(&mut header[..own], at).ok()?;
        let name = [header[0], header[1], header[2], header[3]];
        let told = match self {
            Self::Riff => u64::from(u32::from_le_bytes([header[4], header[5], header[6], header[7]])),
            Self::Wave64 => {
                let mut whole = [0; 8];
                whole.copy_from_slice(&header[16..]);
                u64::from_le_bytes(whole).saturating_sub(24)
            }
        };
        let start = at + own as u64;
        let left = size.saturating_sub(start);
        let told = match (&name, told) {
            (b"data", 0xFFFF_FFFF) => long.unwrap_or(left),
            // Written by a program that did not come back to fill it in.
            (b"data", 0) => left,
            (_, told) => told,
        };
        let length = told.min(left);
        let next = start.checked_add(told.checked_next_multiple_of(align)?)?;
        Some((name, Data { start, length }, next))
    }
}

/// The size of the data in a `ds64` chunk (EBU Tech 3306, 3.1).
fn long_size(file: &File, content: Data) -> Option<u64> {
    let mut sizes = [0; 8];
    if content.length < 16 {
        return None;
    }
    file.read_exact_at(&mut sizes, content.start + 8).ok()?;
    Some(u64::from_le_bytes(sizes))
}

/// A header in memory with a part of a file behind it.
struct Spliced {
    file: File,
    header: Vec<u8>,
    data: Data,
    at: u64,
}

impl Spliced {
    fn length(&self) -> u64 {
        self.header.len() as u64 + self.data.length
    }
}

impl Read for Spliced {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let header = self.header.len() as u64;
        let count = if self.at < header {
            (&self.header[self.at as usize..]).read(out)?
        } else {
            let left = usize::try_from(self.length().saturating_sub(self.at)).unwrap_or(usize::MAX);
            let wanted = out.len().min(left);
            self.file
                .read_at(&mut out[..wanted], self.data.start + (self.at - header))?
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Spliced {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length().checked_add_signed(by),
        };
        self.at = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

impl MediaSource for Spliced {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length())
    }
}
