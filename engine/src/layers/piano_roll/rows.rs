//! What lies where from top to bottom.

use crate::composition::RollRows;
use crate::layers::layout::Layout;
use crate::layers::song::Song;

/// Free space above and below, in shares of the height.
const MARGIN: f32 = 0.05;
/// The thickest row of a key, in units: few keys do not fill the picture with planks.
const THICKEST: f32 = 34.0;
/// The same where each voice has its lane.
const THICKEST_IN_LANE: f32 = 17.0;
/// What of a lane its notes use.
const USED: f32 = 0.72;
/// The fewest keys of a lane, so that a voice of one pitch is not a plank.
const FEWEST_KEYS: u8 = 12;
/// Thickness of a note in rows of a key; in a lane they may lie over each other's rows.
const NOTE: f32 = 0.84;
/// The thinnest note in units.
const THINNEST: f32 = 3.0;

/// A band of rows, one for each key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lane {
    /// The upper and the lower edge, in pixels.
    pub edges: (f32, f32),
    /// The middle of the row of the lowest key, and height of a row, in pixels.
    lowest: f32,
    row: f32,
    /// The lowest and highest key.
    pub keys: (u8, u8),
    thickness: f32,
}

impl Lane {
    fn new(edges: (f32, f32), keys: (u8, u8), row: f32, thickness: f32) -> Self {
        let count = f32::from(keys.1 - keys.0);
        Self {
            edges,
            lowest: f32::midpoint(edges.0, edges.1) + count * row / 2.0,
            row,
            keys,
            thickness,
        }
    }

    /// The upper and lower edge of a note on a key, in pixels.
    pub fn note(&self, key: u8) -> (f32, f32) {
        let middle = self.middle(key);
        (middle - self.thickness / 2.0, middle + self.thickness / 2.0)
    }

    /// The upper and lower edge of a key's row, in pixels.
    pub fn row(&self, key: u8) -> (f32, f32) {
        let middle = self.middle(key);
        (middle - self.row / 2.0, middle + self.row / 2.0)
    }

    fn middle(&self, key: u8) -> f32 {
        self.lowest - (f32::from(key) - f32::from(self.keys.0)) * self.row
    }
}

/// The lanes from top to bottom: one for each voice and then one for the drums, or one for all.
#[derive(Clone, Debug)]
pub(super) struct Rows {
    pub lanes: Vec<Lane>,
    /// Whether each voice has its own.
    apart: bool,
    /// Whether the last is that of the drums.
    pub drums: bool,
}

impl Rows {
    pub fn new(rows: RollRows, song: &Song, layout: &Layout) -> Self {
        let drums = song.drums_between(f64::MIN, f64::MAX);
        match rows {
            RollRows::Pitch => Self {
                lanes: vec![by_pitch(layout)],
                apart: false,
                drums: false,
            },
            RollRows::Lanes => {
                let mut keys: Vec<_> = song.voices().iter().map(|voice| voice.keys).collect();
                let hit_keys = || drums.iter().map(|hit| hit.key);
                // Drums that are alone are voices already.
                let range = hit_keys()
                    .min()
                    .zip(hit_keys().max())
                    .filter(|_| !song.drums_alone());
                keys.extend(range);
                Self {
                    lanes: lanes(&keys, layout),
                    apart: true,
                    drums: range.is_some(),
                }
            }
        }
    }

    /// The lane of a voice.
    pub fn of(&self, voice: u32) -> Option<&Lane> {
        self.lanes.get(if self.apart { voice as usize } else { 0 })
    }
}

fn by_pitch(layout: &Layout) -> Lane {
    let keys = (*layout.keys.start(), *layout.keys.end());
    let room = layout.height * (1.0 - 2.0 * MARGIN);
    let row = (room / f32::from(keys.1 - keys.0 + 1)).min(THICKEST * layout.unit);
    let thickness = (row * NOTE).max(THINNEST * layout.unit);
    Lane::new((0.0, layout.height), keys, row, thickness)
}

fn lanes(keys: &[(u8, u8)], layout: &Layout) -> Vec<Lane> {
    let height = layout.height * (1.0 - 2.0 * MARGIN) / keys.len().max(1) as f32;
    let lane = |(index, &(low, high)): (usize, &(u8, u8))| {
        let more = FEWEST_KEYS.saturating_sub(high - low);
        let (low, high) = (
            low.saturating_sub(more / 2),
            high.saturating_add(more.div_ceil(2)).min(127),
        );
        let top = layout.height * MARGIN + height * index as f32;
        let keys = f32::from(high - low + 1);
        let thickness =
            (height * USED / keys * 1.5).clamp(THINNEST * layout.unit, THICKEST_IN_LANE * layout.unit);
        let row = ((height * USED - thickness).max(0.0) / (keys - 1.0)).min(thickness * 1.4);
        Lane::new((top, top + height), (low, high), row, thickness)
    };
    keys.iter().enumerate().map(lane).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;

    #[test]
    fn every_key_lies_in_the_box_and_higher_ones_above() {
        for size in [(1920, 1080), (1080, 1080), (1080, 1920), (128, 3840)] {
            let layout = Layout::new(size, &Composition::default(), Some(21..=108));
            let lane = by_pitch(&layout);
            for key in layout.keys.clone() {
                let (top, bottom) = lane.note(key);
                assert!(top >= 0.0 && bottom <= layout.height, "{key} on {size:?}");
                assert!(lane.note(key + 1).0 < top);
            }
        }
    }

    #[test]
    fn notes_stay_in_their_lanes() {
        let layout = Layout::new((1920, 1080), &Composition::default(), None);
        for count in [1, 3, 12, 40] {
            let keys = vec![(60, 60); count / 2 + 1]
                .into_iter()
                .chain(vec![(0, 127); count / 2]);
            for lane in lanes(&keys.collect::<Vec<_>>(), &layout) {
                for key in [lane.keys.0, lane.keys.1] {
                    let (top, bottom) = lane.note(key);
                    assert!(
                        top >= lane.edges.0 - 0.01 && bottom <= lane.edges.1 + 0.01,
                        "{lane:?}"
                    );
                }
            }
        }
    }
}
