//! Where the keyframes are, and where everything else is.

use super::ebml::{element, id_bytes, master, unsigned, void, wide};
use super::head::PICTURE;

const CUES: u32 = 0x1C53_BB6B;
/// The most bytes that a cue takes.
const CUE_ROOM: u64 = 40;
/// The smallest element that says nothing, as it is written here.
const VOID: u64 = 9;

/// The keyframes.
#[derive(Debug, Default)]
pub(super) struct Cues {
    points: Vec<(u64, u64)>,
}

impl Cues {
    /// Room for the keyframes of a video of so many seconds: one each second.
    pub(super) fn room(seconds: u64) -> u64 {
        (seconds + 2) * CUE_ROOM + VOID
    }

    /// A keyframe is at `time` (in ticks of the file), first in the cluster at `position` of the segment.
    pub(super) fn add(&mut self, time: u64, position: u64) {
        self.points.push((time, position));
    }

    /// All of them as an element.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let point = |(time, position): &(u64, u64)| {
            let places = [unsigned(0xF7, PICTURE), unsigned(0xF1, *position)];
            master(0xBB, &[unsigned(0xB3, *time), master(0xB7, &places)])
        };
        master(CUES, &self.points.iter().map(point).collect::<Vec<_>>())
    }
}

/// `bytes` and what says nothing, `room` bytes together; none where they do not fit.
pub(super) fn fitted(bytes: &[u8], room: u64) -> Option<Vec<u8>> {
    let left = room
        .checked_sub(bytes.len() as u64)
        .filter(|left| *left >= VOID)?;
    Some([bytes, void(left).as_slice()].concat())
}

/// Where the parts of the segment are, from its first byte: as long for all positions.
pub(super) fn seek_head(info: u64, tracks: u64, tags: Option<u64>, cues: u64) -> Vec<u8> {
    let seek = |id: u32, position: u64| {
        let places = [element(0x53AB, &id_bytes(id)), wide(0x53AC, position)];
        master(0x4DBB, &places)
    };
    let mut seeks = vec![seek(0x1549_A966, info), seek(0x1654_AE6B, tracks)];
    seeks.extend(tags.map(|tags| seek(0x1254_C367, tags)));
    seeks.push(seek(CUES, cues));
    master(0x114D_9B74, &seeks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_fits_its_room_at_the_end_of_the_longest_video() {
        let mut cues = Cues::default();
        cues.add(6 * 3600 * 1000, 1 << 45);
        assert!(cues.bytes().len() as u64 <= CUE_ROOM);
        let bytes = cues.bytes();
        let room = Cues::room(0);
        assert_eq!(fitted(&bytes, room).map(|all| all.len() as u64), Some(room));
        assert!(fitted(&bytes, bytes.len() as u64 + 8).is_none());
    }

    #[test]
    fn the_list_of_places_is_as_long_for_all_places() {
        assert_eq!(
            seek_head(0, 0, None, 0).len(),
            seek_head(9, 99, None, 1 << 50).len()
        );
    }
}
