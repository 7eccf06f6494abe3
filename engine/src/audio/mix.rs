//! Several sounds at once, each from its own place in the song and as loud as it is wanted.

use super::{AudioError, SampleSource, Sound, read_full};
use crate::time::MediaTime;

/// One of several sounds that are heard together.
#[derive(Clone, Debug)]
pub struct MixPart {
    /// What is heard.
    pub sound: Sound,
    /// How much later than the song it begins; negative leaves out its beginning.
    pub offset: MediaTime,
    /// How much louder it is, in dB.
    pub gain: f32,
}

/// The sum of several sources; it ends with the longest.
pub struct Mix {
    inputs: Vec<Input>,
    spare: Vec<f32>,
}

struct Input {
    source: Box<dyn SampleSource>,
    gain: f32,
    /// Samples of silence before it.
    silence: u64,
    ended: bool,
}

impl Mix {
    /// No source yet.
    pub fn new() -> Self {
        Self {
            inputs: Vec::new(),
            spare: Vec::new(),
        }
    }

    /// Adds a source that begins after so many samples of silence, over all channels.
    pub fn add(&mut self, source: Box<dyn SampleSource>, silence: u64, gain_db: f32) {
        self.inputs.push(Input {
            source,
            gain: 10_f32.powf(gain_db / 20.0),
            silence,
            ended: false,
        });
    }
}

impl Input {
    /// Adds what this source has to the front of `out`; how far that reaches.
    fn add_to(&mut self, out: &mut [f32], spare: &mut [f32]) -> Result<usize, AudioError> {
        let silent = usize::try_from(self.silence).map_or(out.len(), |silence| silence.min(out.len()));
        self.silence -= silent as u64;
        let rest = &mut out[silent..];
        if self.ended || rest.is_empty() {
            return Ok(if self.ended { 0 } else { silent });
        }
        let spare = &mut spare[..rest.len()];
        let count = read_full(&mut self.source, spare)?;
        self.ended = count < spare.len();
        for (sum, sample) in rest.iter_mut().zip(&spare[..count]) {
            *sum += sample * self.gain;
        }
        Ok(silent + count)
    }
}

impl SampleSource for Mix {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        out.fill(0.0);
        self.spare.resize(out.len(), 0.0);
        let mut longest = 0;
        for input in &mut self.inputs {
            longest = longest.max(input.add_to(out, &mut self.spare)?);
        }
        Ok(longest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many samples of one value.
    struct Level(usize, f32);

    impl SampleSource for Level {
        fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
            let count = out.len().min(self.0).min(7);
            out[..count].fill(self.1);
            self.0 -= count;
            Ok(count)
        }
    }

    #[test]
    fn sources_are_added_each_in_its_place() {
        let mut mix = Mix::new();
        mix.add(Box::new(Level(30, 1.0)), 0, 0.0);
        mix.add(Box::new(Level(40, 1.0)), 20, -20.0);
        mix.add(Box::new(Level(5, 4.0)), 10, 0.0);
        let (mut all, mut block) = (Vec::new(), [9.0; 16]);
        while let Ok(count @ 1..) = mix.read(&mut block) {
            all.extend_from_slice(&block[..count]);
        }
        assert_eq!(all.len(), 60);
        let near =
            |range: std::ops::Range<usize>, level: f32| all[range].iter().all(|s| (s - level).abs() < 1e-6);
        assert!(
            near(0..10, 1.0) && near(10..15, 5.0) && near(15..20, 1.0),
            "{all:?}"
        );
        assert!(near(20..30, 1.1) && near(30..60, 0.1), "{all:?}");
        assert_eq!(Mix::new().read(&mut block).expect("nothing can fail"), 0);
    }
}
