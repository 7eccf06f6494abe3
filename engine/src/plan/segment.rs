//! Cutting a video into segments.

use crate::time::{FrameIndex, FrameRate};
use std::ops::Range;

/// Seconds between keyframes.
pub const GOP_SECONDS: u32 = 2;
/// Groups of pictures in a segment: long enough for rate control to settle, short enough that all cores have
/// something to do until the end and that little is lost when a segment is done again.
const GOPS_PER_SEGMENT: u64 = 2;

/// A run of frames that starts on a keyframe and is encoded by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Position among the segments, from 0.
    pub index: usize,
    /// Its frames.
    pub frames: Range<FrameIndex>,
}

/// Frames from one keyframe to the next.
pub fn gop_frames(rate: FrameRate) -> u64 {
    (u64::from(rate.num) * u64::from(GOP_SECONDS)).div_ceil(u64::from(rate.den))
}

/// Cuts `frames` frames into segments of equal length; the last may be shorter.
pub fn cut(frames: u64, rate: FrameRate) -> Vec<Segment> {
    let length = gop_frames(rate) * GOPS_PER_SEGMENT;
    (0..frames.div_ceil(length))
        .map(|index| Segment {
            index: index as usize,
            frames: index * length..((index + 1) * length).min(frames),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_cover_every_frame_once() {
        for frames in [1, 119, 120, 121, 900, 18_001] {
            let segments = cut(frames, FrameRate::whole(30));
            assert_eq!(segments[0].frames.start, 0);
            assert_eq!(segments[segments.len() - 1].frames.end, frames);
            for (index, pair) in segments.windows(2).enumerate() {
                assert_eq!(pair[0].index, index);
                assert_eq!(pair[0].frames.end, pair[1].frames.start);
                assert_eq!(pair[0].frames.end % gop_frames(FrameRate::whole(30)), 0);
            }
        }
    }
}
