//! Fading in and out, and the short fades that take the click from a cut.

use super::{AudioError, SampleSource};
use crate::export::AudioSettings;
use crate::time::MediaTime;

/// How long a sound that is cut rises or falls at least: a jump to or from silence clicks. Shorter than anybody hears as
/// a fade.
const CUT: MediaTime = MediaTime::from_millis(4);

/// Raises a source from silence at its start and lowers it to silence at its end, by a straight line of amplitude.
pub struct Fade<S> {
    source: S,
    channels: usize,
    /// The next frame.
    position: u64,
    /// Frames in all.
    total: u64,
    /// Frames that rise at the start and fall at the end.
    fades: (u64, u64),
}

impl<S: SampleSource> Fade<S> {
    /// Fades a source of exactly this duration, which begins at `start` of its song, as the settings have it. The end
    /// always falls, since the sound may go on behind it; the start rises by itself only where something was cut off.
    pub fn new(source: S, settings: &AudioSettings, start: MediaTime, duration: MediaTime) -> Self {
        let ticks = |time: MediaTime| time.ticks(settings.sample_rate);
        let cut_off = if start > MediaTime::ZERO {
            CUT
        } else {
            MediaTime::ZERO
        };
        Self {
            source,
            channels: usize::from(settings.channels),
            position: 0,
            total: ticks(duration),
            fades: (
                ticks(settings.fade_in.max(cut_off)),
                ticks(settings.fade_out.max(CUT)),
            ),
        }
    }

    /// The gain of a frame: 0 at the first and at the last one of a faded sound.
    fn gain(&self, frame: u64) -> f32 {
        let part = |distance: u64, length: u64| {
            if distance < length {
                (distance as f64 / length as f64) as f32
            } else {
                1.0
            }
        };
        part(frame, self.fades.0) * part(self.total.saturating_sub(frame + 1), self.fades.1)
    }
}

impl<S: SampleSource> SampleSource for Fade<S> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let count = self.source.read(out)?;
        let first = self.position;
        self.position += (count / self.channels) as u64;
        let (rising, falling) = self.fades;
        if first < rising || self.position > self.total.saturating_sub(falling) {
            for (frame, samples) in (first..).zip(out[..count].chunks_exact_mut(self.channels)) {
                let gain = self.gain(frame);
                samples.iter_mut().for_each(|sample| *sample *= gain);
            }
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::exact::Exact;
    use crate::media::AudioCodec;

    struct Ones;

    impl SampleSource for Ones {
        fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
            out.fill(1.0);
            Ok(out.len())
        }
    }

    fn faded(start: MediaTime, fade_in: i64, fade_out: i64) -> Vec<f32> {
        let settings = AudioSettings {
            codec: AudioCodec::Aac,
            bitrate_kbps: 128,
            sample_rate: 48_000,
            channels: 2,
            normalization: false,
            loudness: crate::export::Loudness::default(),
            fade_in: MediaTime::from_millis(fade_in),
            fade_out: MediaTime::from_millis(fade_out),
        };
        let mut source = Fade::new(
            Exact::new(Ones, 9600),
            &settings,
            start,
            MediaTime::from_millis(100),
        );
        let mut out = Vec::new();
        let mut block = [0.0; 130];
        while let Ok(count @ 1..) = source.read(&mut block) {
            out.extend_from_slice(&block[..count]);
        }
        out
    }

    #[test]
    fn fades_begin_and_end_with_the_video() {
        let out = faded(MediaTime::ZERO, 10, 50);
        assert_eq!(out.len(), 9600);
        assert_eq!((out[0], out[9599]), (0.0, 0.0));
        assert_eq!((out[480], out[481]), (0.5, 0.5), "half way, both sides alike");
        assert!(out[960..4800].iter().all(|sample| *sample == 1.0));
        assert!(out[..960].is_sorted() && out[4800..].is_sorted_by(|a, b| a >= b));
        assert!(out[9597] > 0.0);
        let both = faded(MediaTime::ZERO, 50, 50);
        assert!(both.iter().all(|sample| (0.0..=1.0).contains(sample)));
    }

    #[test]
    fn a_cut_falls_in_four_milliseconds_and_rises_so_where_something_came_before() {
        let samples = 2 * 48 * 4;
        let whole = faded(MediaTime::ZERO, 0, 0);
        assert!(whole[..9600 - samples].iter().all(|sample| *sample == 1.0));
        assert!(whole[9600 - samples..].is_sorted_by(|a, b| a >= b));
        assert_eq!(whole[9599], 0.0);
        let part = faded(MediaTime::from_millis(1), 0, 0);
        assert_eq!(part[0], 0.0);
        assert!(part[..samples].is_sorted() && part[samples - 2] < 1.0);
        assert_eq!(part[samples..], whole[samples..]);
        let longer = faded(MediaTime::from_millis(1), 10, 50);
        assert_eq!(
            longer,
            faded(MediaTime::ZERO, 10, 50),
            "what is asked for is not added to"
        );
    }
}
