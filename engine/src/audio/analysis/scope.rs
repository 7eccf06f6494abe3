//! Samples for pictures of the wave itself.

use super::RATE;
use super::store::Store;

/// The longest span, in seconds.
const MAX_SPAN: f64 = 10.0;
/// The longest way to a steady moment, in seconds.
const MAX_REACH: f64 = 0.05;
/// Frames that are read from the file at once.
const AT_ONCE: usize = 512;
/// Frames within the longest way to both sides, and some.
const REACHED: usize = 2 * (RATE as usize / 20) + 2;

/// Whether a time is one that a sound can have: what is no number, or counts frames past all counting, is not.
fn imaginable(seconds: f64) -> bool {
    seconds.abs() < 1e9
}

/// See [`super::Analysis::samples`].
pub fn samples(store: &Store<f32>, gain: f32, seconds: f64, span: f64, out: &mut [[f32; 2]]) {
    let rate = f64::from(RATE);
    if !imaginable(seconds) || !imaginable(span) {
        out.fill([0.0; 2]);
        return;
    }
    let span = span.clamp(0.0, MAX_SPAN);
    let step = span * rate / out.len() as f64;
    let first = (seconds - 0.5 * span) * rate;
    let mut window = Window::new(store);
    for (index, out) in out.iter_mut().enumerate() {
        let from = first + index as f64 * step;
        let frame = if step <= 1.0 {
            window.between(from + 0.5 * step)
        } else {
            window.mean(from.round() as i64, (from + step).round() as i64)
        };
        *out = frame.map(|sample| (sample * gain).clamp(-1.0, 1.0));
    }
}

/// See [`super::Analysis::steady`].
pub fn steady(store: &Store<f32>, seconds: f64, reach: f64) -> f64 {
    let rate = f64::from(RATE);
    if !imaginable(seconds) || !imaginable(reach) {
        return seconds;
    }
    let reach = (reach.clamp(0.0, MAX_REACH) * rate) as usize;
    let first = (seconds * rate).round() as i64 - reach as i64;
    let mut buffer = [[0.0_f32; 2]; REACHED];
    let frames = &mut buffer[..2 * reach + 2];
    store.read(2 * first, bytemuck::cast_slice_mut(frames));
    let both = |index: usize| frames[index][0] + frames[index][1];
    let mut best = (0.0, None);
    let mut index = 0;
    while index + 1 < frames.len() {
        if both(index) < 0.0 && both(index + 1) >= 0.0 {
            let rise = -both(index) / (both(index + 1) - both(index));
            let crossing = first as f64 + index as f64 + f64::from(rise);
            let mut crest = 0.0_f32;
            index += 1;
            while index < frames.len() && both(index) >= 0.0 {
                crest = crest.max(both(index));
                index += 1;
            }
            // Of crests that are alike the first counts, so that noise does not choose between them.
            if crest > best.0 * 1.02 {
                best = (crest, Some(crossing));
            }
        } else {
            index += 1;
        }
    }
    best.1.map_or(seconds, |frame| frame / rate)
}

/// A stretch of the file that is held while it is needed.
struct Window<'a> {
    store: &'a Store<f32>,
    first: i64,
    frames: [[f32; 2]; AT_ONCE],
    filled: bool,
}

impl<'a> Window<'a> {
    fn new(store: &'a Store<f32>) -> Self {
        Self {
            store,
            first: 0,
            frames: [[0.0; 2]; AT_ONCE],
            filled: false,
        }
    }

    fn frame(&mut self, frame: i64) -> [f32; 2] {
        let inside = self.first..self.first.saturating_add(AT_ONCE as i64);
        if !self.filled || !inside.contains(&frame) {
            self.first = frame;
            let frames = bytemuck::cast_slice_mut(&mut self.frames);
            self.store.read(frame.saturating_mul(2), frames);
            self.filled = true;
        }
        self.frames[(frame - self.first) as usize]
    }

    /// Between two frames, on the line from one to the other.
    fn between(&mut self, place: f64) -> [f32; 2] {
        let frame = place.floor();
        let part = (place - frame) as f32;
        let (a, b) = (
            self.frame(frame as i64),
            self.frame((frame as i64).saturating_add(1)),
        );
        std::array::from_fn(|side| a[side] + (b[side] - a[side]) * part)
    }

    /// The mean of some frames.
    fn mean(&mut self, from: i64, to: i64) -> [f32; 2] {
        let to = to.max(from.saturating_add(1));
        let mut sum = [0.0; 2];
        for index in from..to {
            let frame = self.frame(index);
            sum = [sum[0] + frame[0], sum[1] + frame[1]];
        }
        sum.map(|sum| sum / (to - from) as f32)
    }
}
