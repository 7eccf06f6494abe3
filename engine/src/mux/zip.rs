//! Pictures in an archive (APPNOTE.TXT of PKWARE, 6.3): stored as they are, one entry for each frame, in order.
//!
//! Only where each entry is, is kept until the end. Where the archive grows past 4 GiB or 65535 entries, the list of
//! entries takes the wide forms of its fields.

use super::tally::Tally;
use super::{MuxError, Muxed, Muxer, Streams, Track, scratch_beside};
use crate::media::{EncodedPacket, VideoConfig};
use crate::time::MediaTime;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The version of the format that is needed: 2.0, and 4.5 for the wide forms.
const PLAIN: u16 = 20;
const WIDE: u16 = 45;
/// The first day that the format knows, 1 January 1980.
const DATE: u16 = 0x21;

/// Writes one archive.
pub(super) struct ZipMuxer {
    file: BufWriter<File>,
    scratch: NamedTempFile,
    path: PathBuf,
    position: u64,
    entries: Vec<Entry>,
    rate: u32,
    video: Tally,
    comment: String,
}

/// A picture in the archive.
struct Entry {
    at: u64,
    size: u32,
    sum: u32,
}

impl ZipMuxer {
    /// Begins the archive.
    pub(super) fn create(path: &Path, streams: &Streams) -> Result<Self, MuxError> {
        if streams.video.config != VideoConfig::Png {
            return Err(MuxError::codec("png-zip", streams.video.codec().name()));
        }
        if let Some((audio, _)) = &streams.audio {
            return Err(MuxError::codec("png-zip", audio.codec.name()));
        }
        let scratch = scratch_beside(path)?;
        let rate = streams.video.frame_rate.num;
        let texts = [
            &streams.metadata.title,
            &streams.metadata.artist,
            &streams.metadata.comment,
        ];
        let texts: Vec<_> = texts.into_iter().flatten().map(String::as_str).collect();
        Ok(Self {
            file: BufWriter::with_capacity(1 << 20, scratch.as_file().try_clone()?),
            scratch,
            path: path.to_owned(),
            position: 0,
            entries: Vec::new(),
            rate,
            video: Tally::new(Track::Picture, rate),
            comment: [vec![format!("{rate} frames per second").as_str()], texts]
                .concat()
                .join("\n"),
        })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), MuxError> {
        self.file.write_all(bytes)?;
        self.position += bytes.len() as u64;
        Ok(())
    }

    /// The list of entries, and where it is.
    fn directory(&mut self) -> Result<(), MuxError> {
        let begins = self.position;
        let entries = std::mem::take(&mut self.entries);
        for (number, entry) in entries.iter().enumerate() {
            self.write(&entry.listed(number))?;
        }
        let (length, count) = (self.position - begins, entries.len() as u64);
        let wide = begins > u64::from(u32::MAX) || count > u64::from(u16::MAX);
        if wide {
            let at = self.position;
            self.write(&wide_end(count, length, begins))?;
            let locator = [
                &0x0706_4B50_u32.to_le_bytes()[..],
                &[0; 4],
                &at.to_le_bytes(),
                &1_u32.to_le_bytes(),
            ];
            self.write(&locator.concat())?;
        }
        let comment = std::mem::take(&mut self.comment);
        let comment = &comment.as_bytes()[..comment.floor_char_boundary(usize::from(u16::MAX))];
        let count = u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes();
        let end = [
            &0x0605_4B50_u32.to_le_bytes()[..],
            &[0; 4],
            &count,
            &count,
            &u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes(),
            &u32::try_from(begins).unwrap_or(u32::MAX).to_le_bytes(),
            &(comment.len() as u16).to_le_bytes(),
            comment,
        ]
        .concat();
        self.write(&end)
    }
}

fn wide_end(count: u64, length: u64, begins: u64) -> Vec<u8> {
    [
        &0x0606_4B50_u32.to_le_bytes()[..],
        &44_u64.to_le_bytes(),
        &WIDE.to_le_bytes(),
        &WIDE.to_le_bytes(),
        &[0; 8],
        &count.to_le_bytes(),
        &count.to_le_bytes(),
        &length.to_le_bytes(),
        &begins.to_le_bytes(),
    ]
    .concat()
}

/// The name of a frame's picture.
fn name(number: usize) -> String {
    format!("frame-{number:06}.png")
}

impl Entry {
    /// What stands in front of the picture, and in the list behind its first fields.
    fn common(&self, version: u16, number: usize, extra: usize) -> Vec<u8> {
        [
            &version.to_le_bytes()[..],
            // No flags, and stored as it is; the time of day is midnight.
            &[0; 6],
            &DATE.to_le_bytes(),
            &self.sum.to_le_bytes(),
            &self.size.to_le_bytes(),
            &self.size.to_le_bytes(),
            &(name(number).len() as u16).to_le_bytes(),
            &(extra as u16).to_le_bytes(),
        ]
        .concat()
    }

    fn in_front(&self, number: usize) -> Vec<u8> {
        let common = self.common(PLAIN, number, 0);
        [
            &0x0403_4B50_u32.to_le_bytes()[..],
            &common,
            name(number).as_bytes(),
        ]
        .concat()
    }

    fn listed(&self, number: usize) -> Vec<u8> {
        let narrow = u32::try_from(self.at).ok();
        let extra = match narrow {
            Some(_) => Vec::new(),
            None => [
                &1_u16.to_le_bytes()[..],
                &8_u16.to_le_bytes(),
                &self.at.to_le_bytes(),
            ]
            .concat(),
        };
        let version = if narrow.is_some() { PLAIN } else { WIDE };
        [
            &0x0201_4B50_u32.to_le_bytes()[..],
            &version.to_le_bytes(),
            &self.common(version, number, extra.len()),
            &[0; 10],
            &narrow.unwrap_or(u32::MAX).to_le_bytes(),
            name(number).as_bytes(),
            &extra,
        ]
        .concat()
    }
}

impl Muxer for ZipMuxer {
    fn video(&mut self, packet: &EncodedPacket) -> Result<(), MuxError> {
        self.video.add(packet)?;
        let entry = Entry {
            at: self.position,
            size: packet.data.len() as u32,
            sum: crc32fast::hash(&packet.data),
        };
        self.write(&entry.in_front(self.entries.len()))?;
        self.write(&packet.data)?;
        self.entries.push(entry);
        Ok(())
    }

    fn audio(&mut self, _: &EncodedPacket) -> Result<(), MuxError> {
        Err(MuxError::NoSound)
    }

    fn finish(mut self: Box<Self>) -> Result<Muxed, MuxError> {
        if self.video.is_empty() {
            return Err(MuxError::Empty(Track::Picture));
        }
        self.directory()?;
        self.file.flush()?;
        self.scratch.persist(&self.path).map_err(|e| e.error)?;
        Ok(Muxed {
            bytes: self.position,
            duration: MediaTime::from_ticks(self.video.ticks, self.rate),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_behind_four_gib_have_wide_places() {
        let entry = |at| Entry { at, size: 5, sum: 7 };
        let near = entry(0xFFFF_FFFE).listed(3);
        assert_eq!(near.len(), 46 + "frame-000003.png".len());
        let far = entry(1 << 33).listed(3);
        assert_eq!(far.len(), near.len() + 12);
        assert_eq!(far[42..46], [0xFF; 4]);
        assert_eq!(far[far.len() - 8..], (1_u64 << 33).to_le_bytes());
        assert_eq!(wide_end(1, 2, 3).len(), 56);
    }
}
