//! The band that is left after coding: treble that the codec drops would count as loudness, and dropping it moves
//! the peaks.

use crate::export::AudioSettings;
use std::f64::consts::PI;

/// Second-order sections; the filter falls by 12 dB an octave for each.
const SECTIONS: usize = 4;
/// Where the filter is 3 dB down, relative to the end of the codec's band.
const EDGE: f64 = 0.95;
/// The band that FDK AAC keeps, in Hz, from so many bits a second for each channel on: mono, stereo. From its
/// documentation of constant bitrates (`bandWidthTable`).
const BANDS: [(u32, f64, f64); 8] = [
    (0, 3_700.0, 5_000.0),
    (12_000, 5_000.0, 6_400.0),
    (20_000, 6_900.0, 9_640.0),
    (28_000, 9_600.0, 13_050.0),
    (40_000, 12_060.0, 14_260.0),
    (56_000, 13_950.0, 15_500.0),
    (72_000, 14_200.0, 16_120.0),
    (96_000, 17_000.0, 17_000.0),
];

/// A Butterworth low-pass at the end of the codec's band; it delays by less than 0.2 ms.
pub struct Band {
    sections: [Section; SECTIONS],
    /// For each channel and section, what is carried from sample to sample.
    states: Vec<[[f64; 2]; SECTIONS]>,
}

/// The coefficients of a section, divided by a0.
struct Section {
    b: [f64; 3],
    a: [f64; 2],
}

impl Section {
    /// A low-pass by R. Bristow-Johnson's "Cookbook formulae for audio equalizer biquad filter coefficients".
    fn low_pass(frequency: f64, rate: f64, q: f64) -> Self {
        let (sin, cos) = (2.0 * PI * frequency / rate).sin_cos();
        let alpha = sin / (2.0 * q);
        let a0 = 1.0 + alpha;
        let b = (1.0 - cos) / a0;
        Self {
            b: [b / 2.0, b, b / 2.0],
            a: [-2.0 * cos / a0, (1.0 - alpha) / a0],
        }
    }

    fn filter(&self, x: f64, state: &mut [f64; 2]) -> f64 {
        let y = self.b[0] * x + state[0];
        state[0] = self.b[1] * x - self.a[0] * y + state[1];
        state[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

impl Band {
    /// The band that the codec keeps with these settings.
    pub fn of(settings: &AudioSettings) -> Self {
        let frequency = EDGE * end(settings);
        let section = |index: usize| {
            let angle = PI * (2 * index + 1) as f64 / (4 * SECTIONS) as f64;
            Section::low_pass(frequency, settings.sample_rate.into(), 0.5 / angle.cos())
        };
        Self {
            sections: std::array::from_fn(section),
            states: vec![[[0.0; 2]; SECTIONS]; settings.channels.into()],
        }
    }

    /// Filters whole frames of finite samples.
    pub fn filter(&mut self, samples: &mut [f32]) {
        for frame in samples.chunks_exact_mut(self.states.len()) {
            for (sample, states) in frame.iter_mut().zip(&mut self.states) {
                let sections = self.sections.iter().zip(states);
                let filtered =
                    sections.fold(f64::from(*sample), |x, (section, state)| section.filter(x, state));
                *sample = filtered as f32;
            }
        }
    }
}

/// The end of the band that the codec keeps, in Hz.
fn end(settings: &AudioSettings) -> f64 {
    let bits = settings.bits_per_channel();
    let row = BANDS.iter().rev().find(|row| row.0 <= bits).unwrap_or(&BANDS[0]);
    if settings.channels == 1 { row.1 } else { row.2 }
}
