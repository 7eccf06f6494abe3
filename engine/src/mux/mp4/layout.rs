//! Where things are in the file: brands, the index or room for it, samples.

use super::super::{MuxError, Streams};
use super::flavour::Flavour;
use super::metadata;
use mp4_atom::{Encode as _, FourCC, Ftyp};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};

/// The version of the first brand, as other writers have it.
pub(super) const MINOR_VERSION: u32 = 512;
/// The fewest samples in a packet of sound: 20 ms of Opus.
const PACKET_SAMPLES: u64 = 960;
/// The smallest box: its size and its type.
pub(super) const EMPTY_BOX: u64 = 8;

/// The places of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Where the writer of samples begins: first its own copy of the brands, then the box of the samples.
    pub samples: u64,
    brands: u64,
}

impl Layout {
    /// Keeps room for the index of these streams.
    pub(super) fn reserve(streams: &Streams, flavour: Flavour) -> Result<Self, MuxError> {
        let brands = brands(&flavour.brands(&streams.video))?.len() as u64;
        let user_data = metadata::user_data(&streams.metadata, flavour).len() as u64;
        Ok(Self {
            samples: brands + index_room(streams) + user_data,
            brands,
        })
    }

    /// Where the brands end.
    pub(super) fn brands(&self) -> u64 {
        self.brands
    }

    /// Where the box of the samples begins.
    pub(super) fn media(&self) -> u64 {
        self.samples + self.brands
    }

    /// The index and a free box that fill everything between the brands and the samples, or nothing where the index
    /// does not fit. The free box hides the second copy of the brands.
    pub(super) fn place(&self, index: &[u8]) -> Option<Vec<u8>> {
        let room = self.media() - self.brands;
        (index.len() as u64 + EMPTY_BOX <= room).then(|| filled(index, room))
    }
}

/// The bytes, and a free box of eight bytes or more that makes them `length` long.
pub(super) fn filled(bytes: &[u8], length: u64) -> Vec<u8> {
    let free = length as usize - bytes.len();
    let mut all = Vec::with_capacity(length as usize);
    all.extend_from_slice(bytes);
    all.extend_from_slice(&(free as u32).to_be_bytes());
    all.extend_from_slice(b"free");
    all.resize(length as usize, 0);
    all
}

/// The box of the brands.
pub(super) fn brands(brands: &[FourCC]) -> Result<Vec<u8>, MuxError> {
    let ftyp = Ftyp {
        major_brand: brands.first().copied().unwrap_or(FourCC::new(b"isom")),
        minor_version: MINOR_VERSION,
        compatible_brands: brands.to_vec(),
    };
    let mut bytes = Vec::new();
    ftyp.encode(&mut bytes)?;
    Ok(bytes)
}

/// The most bytes that the index of these streams may take, if the frames are as many as announced.
fn index_room(streams: &Streams) -> u64 {
    let fps = streams.video.frame_rate.fps();
    let seconds = (streams.frames as f64 / fps.max(1.0)) as u64 + 2;
    let packets = streams.audio.as_ref().map_or(0, |(audio, samples)| {
        (samples + u64::from(audio.delay)) / PACKET_SAMPLES + 4
    });
    // For each sample its size; for each chunk of a second where it is and how many samples it has; two keyframes.
    let chunk = 8 + 12;
    3072 + 4 * (streams.frames + packets) + seconds * (2 * chunk + 2 * 4)
}

/// The size of the box at `position`, 64 bits wide if need be.
pub(super) fn box_size(file: &mut File, position: u64) -> Result<u64, MuxError> {
    let mut header = [0; 16];
    file.seek(SeekFrom::Start(position))?;
    file.read_exact(&mut header)?;
    let [a, b, c, d, _, _, _, _, wide @ ..] = header;
    match u32::from_be_bytes([a, b, c, d]) {
        1 => Ok(u64::from_be_bytes(wide)),
        size => Ok(u64::from(size)),
    }
}
