//! A run of blocks from a keyframe on.

use super::ebml::{element, master, signed, unsigned};

/// A packet of a track.
pub(super) struct Block<'a> {
    /// The track's number.
    pub track: u64,
    /// Its time in ticks of the file.
    pub time: u64,
    /// Whether decoding may start here.
    pub key: bool,
    pub data: &'a [u8],
    /// The alpha of the picture.
    pub alpha: Option<&'a [u8]>,
    /// Nanoseconds at its end that are not heard.
    pub padding: i64,
}

/// A run of blocks.
pub(super) struct Cluster {
    /// Its time in ticks of the file, from which those of its blocks count.
    pub time: u64,
    /// When its keyframe is shown, if it has one.
    pub keyframe: Option<u64>,
    /// When its last picture is shown.
    shown: u64,
    content: Vec<u8>,
}

impl Cluster {
    pub(super) fn new(time: u64) -> Self {
        Self {
            time,
            keyframe: None,
            shown: time,
            content: unsigned(0xE7, time),
        }
    }

    /// Adds a block. Its time may lie a little before the cluster's: a block of sound may come after the picture that
    /// it begins before.
    pub(super) fn add(&mut self, block: &Block<'_>) {
        if block.key && block.track == super::head::PICTURE {
            self.keyframe.get_or_insert(block.time);
        }
        let plain = block.alpha.is_none() && block.padding == 0;
        let mut bytes = vec![
            0x80 | block.track as u8,
            0,
            0,
            if plain && block.key { 0x80 } else { 0 },
        ];
        let relative = block.time as i64 - self.time as i64;
        bytes[1..3].copy_from_slice(&(relative as i16).to_be_bytes());
        bytes.extend_from_slice(block.data);
        let written = if plain {
            element(0xA3, &bytes)
        } else {
            group(block, self.shown, element(0xA1, &bytes))
        };
        self.content.extend_from_slice(&written);
        if block.track == super::head::PICTURE {
            self.shown = block.time;
        }
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        element(0x1F43_B675, &self.content)
    }
}

/// A block with what belongs to it; `former` is when the picture before it is shown.
fn group(block: &Block<'_>, former: u64, written: Vec<u8>) -> Vec<u8> {
    let mut children = vec![written];
    if let Some(alpha) = block.alpha {
        let more = master(0xA6, &[unsigned(0xEE, 1), element(0xA5, alpha)]);
        children.push(master(0x75A1, &[more]));
    }
    if !block.key {
        // A block that refers to another is no keyframe.
        children.push(signed(0xFB, former as i64 - block.time as i64));
    }
    if block.padding != 0 {
        children.push(signed(0x75A2, block.padding));
    }
    master(0xA0, &children)
}
