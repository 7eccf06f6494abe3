//! Which frames of a video are looked at.

use crate::plan::RenderPlan;
use crate::time::{FrameIndex, MediaTime};
use std::ops::Range;

/// The middles of `count` equal parts of a video of so many frames, in order.
pub fn evenly(frames: u64, count: u32) -> Vec<FrameIndex> {
    let (frames, count) = (u128::from(frames.max(1)), u128::from(count));
    (0..count)
        .map(|part| (frames * (2 * part + 1) / (2 * count)) as u64)
        .collect()
}

/// In each of `count` equal parts of the video, the first frame at which most notes sound; parts in which none does
/// have none. A video without any sounding note is looked at in the middles of its parts.
pub fn busiest(plan: &RenderPlan, count: u32) -> Vec<FrameIndex> {
    let sounding = sounding(plan);
    // An end card is no picture of the song.
    let frames = plan.frame_rate().frames_covering(plan.song).min(plan.frames);
    let busy: Vec<_> = parts(frames, count)
        .filter_map(|part| first_most(&sounding, part))
        .collect();
    if busy.is_empty() {
        evenly(frames, count)
    } else {
        busy
    }
}

fn parts(frames: u64, count: u32) -> impl Iterator<Item = Range<u64>> {
    let count = u64::from(count.max(1)).min(frames.max(1));
    let bound = move |part: u64| (u128::from(frames) * u128::from(part) / u128::from(count)) as u64;
    (0..count).map(move |part| bound(part)..bound(part + 1))
}

fn first_most(sounding: &[u32], part: Range<u64>) -> Option<FrameIndex> {
    let mut most = (0, None);
    for index in part {
        let notes = sounding.get(index as usize).copied().unwrap_or(0);
        if notes > most.0 {
            most = (notes, Some(index));
        }
    }
    most.1
}

/// How many notes sound at each frame.
fn sounding(plan: &RenderPlan) -> Vec<u32> {
    let mut changes = vec![0_i64; plan.frames as usize + 1];
    let rate = plan.frame_rate();
    let at = |time: MediaTime| {
        let index = match time <= plan.start {
            true => 0,
            // The first frame that is not before it.
            false => rate.frames_covering(time - plan.start),
        };
        (index as usize).min(plan.frames as usize)
    };
    for note in &plan.score.notes {
        if note.release > plan.start {
            let (from, to) = (at(note.onset), at(note.release));
            changes[from] += 1;
            changes[to] -= 1;
        }
    }
    let mut now = 0;
    let count = |change: &i64| {
        now += change;
        now.max(0) as u32
    };
    changes[..plan.frames as usize].iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::composition::Composition;
    use crate::export::{ExportRequest, PresetId};
    use crate::score::{Note, Score};
    use std::sync::Arc;

    /// A plan at 30 frames a second of notes that sound from and to these seconds.
    fn plan(notes: &[(f64, f64)], from: Option<f64>, to: f64) -> RenderPlan {
        let note = |(id, &(onset, release)): (usize, &(f64, f64))| Note {
            id: id as u32,
            track: 0,
            channel: 0,
            key: 60,
            velocity: 90,
            onset: MediaTime::from_seconds(onset),
            release: MediaTime::from_seconds(release),
        };
        let score = Score {
            notes: notes.iter().enumerate().map(note).collect(),
            duration: MediaTime::from_seconds(to),
            ..Score::default()
        };
        let mut request = ExportRequest::preset(PresetId::Custom);
        request.from = from.map(MediaTime::from_seconds);
        request.to = Some(MediaTime::from_seconds(to));
        let config = request.build().expect("valid");
        RenderPlan::new(Arc::new(score), Arc::new(Composition::default()), config, None).expect("planned")
    }

    #[test]
    fn the_middles_of_parts_are_spread_over_the_video() {
        assert_eq!(evenly(100, 4), [12, 37, 62, 87]);
        assert_eq!(evenly(1, 3), [0, 0, 0]);
        assert!(evenly(7, 60).iter().all(|index| *index < 7));
    }

    #[test]
    fn the_frame_with_most_notes_stands_for_its_part() {
        // Two parts of 60 frames: three notes sound from 1.5 s on, then one; in the second part one from 3 s.
        let plan = plan(&[(0.0, 2.0), (1.0, 2.0), (1.5, 1.8), (3.0, 3.5)], None, 4.0);
        assert_eq!(plan.frames, 120);
        assert_eq!(busiest(&plan, 2), [45, 90]);
    }

    #[test]
    fn parts_without_notes_are_left_out_and_silence_is_looked_at_evenly() {
        let plan_of_one = plan(&[(3.0, 3.5)], None, 4.0);
        assert_eq!(busiest(&plan_of_one, 4), [90]);
        let silence = plan(&[], None, 4.0);
        assert_eq!(busiest(&silence, 2), [30, 90]);
    }

    #[test]
    fn frames_are_counted_from_where_the_video_begins() {
        // At 2 s of the song a note goes on that began before the video did.
        let plan = plan(&[(0.0, 2.5), (2.2, 2.4), (0.0, 1.0)], Some(2.0), 4.0);
        assert_eq!(busiest(&plan, 1), [6]);
    }
}
