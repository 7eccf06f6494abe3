use super::*;
use crate::audio::SampleSource;
use std::f64::consts::TAU;

/// A sound made by a formula: left and right at a time.
struct Formula<F> {
    wave: F,
    frame: u64,
    frames: u64,
}

impl<F: Fn(f64) -> [f64; 2] + Send> SampleSource for Formula<F> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let count = (out.len() / 2).min((self.frames - self.frame) as usize);
        for frame in out.chunks_exact_mut(2).take(count) {
            let sides = (self.wave)(self.frame as f64 / f64::from(RATE));
            frame.copy_from_slice(&sides.map(|side| side as f32));
            self.frame += 1;
        }
        Ok(2 * count)
    }
}

fn analysed(seconds: f64, wave: impl Fn(f64) -> [f64; 2] + Send) -> Analysis {
    let source = Formula {
        wave,
        frame: 0,
        frames: (seconds * f64::from(RATE)) as u64,
    };
    Analysis::of(source, &std::env::temp_dir(), &|| false).expect("a sound that can be analysed")
}

fn mono(value: f64) -> [f64; 2] {
    [value, value]
}

/// Clicks at half past each period: short bursts of noise that die away.
fn clicks(period: f64, offset: f64) -> impl Fn(f64) -> [f64; 2] {
    move |t| {
        let since = (t - offset).rem_euclid(period);
        let noise = ((t * 48_000.0).round() * 12.9898).sin() * 43_758.5453;
        let alive = t >= offset;
        mono(if alive { 0.5 * (2.0 * noise.fract() - 1.0) * (-since * 120.0).exp() } else { 0.0 })
    }
}

fn loudest(values: &[f32]) -> usize {
    (0..values.len())
        .max_by(|a, b| values[*a].total_cmp(&values[*b]))
        .expect("values")
}

fn finite(features: &Features) -> bool {
    let f = features;
    let mut all = vec![f.rms, f.peak, f.loudness, f.level, f.flux, f.centroid, f.rolloff, f.width];
    all.extend([f.correlation, f.balance, f.left, f.right, f.left_hold, f.right_hold]);
    all.extend(f.bands);
    all.extend(f.chroma);
    all.iter().all(|value| value.is_finite() && (-1.0..=2.0).contains(value))
}

#[test]
fn a_tone_is_found_where_it_is() {
    for (frequency, class, band) in [(110.0, 9, 0), (440.0, 9, 1), (1046.5, 0, 2), (3520.0, 9, 3)] {
        let sound = analysed(1.0, |t| mono(0.25 * (TAU * frequency * t).sin()));
        let features = sound.at(0.5);
        assert_eq!(loudest(&features.bands), band, "{frequency} Hz: {features:?}");
        let place = bands::place(frequency as f32);
        assert!((features.centroid - place).abs() < 0.02, "{frequency} Hz: {}", features.centroid);
        assert!((features.rolloff - place).abs() < 0.03, "{frequency} Hz: {}", features.rolloff);
        let rms = 0.25 / 2.0_f32.sqrt();
        assert!((features.rms - rms).abs() < 0.005, "{}", features.rms);
        assert!((features.peak - 0.25).abs() < 0.001, "{}", features.peak);
        let mut spectrum = [0.0; 128];
        sound.spectrum(0.5, &mut spectrum);
        let highest = (loudest(&spectrum) as f32 + 0.5) / 128.0;
        assert!((highest - place).abs() < 0.02, "{frequency} Hz: {highest} for {place}");
        assert!((spectrum[loudest(&spectrum)] - 0.9).abs() < 0.02);
        if frequency < 2500.0 {
            assert_eq!(loudest(&features.chroma), class, "{:?}", features.chroma);
            assert!(features.chroma.iter().filter(|class| **class > 0.3).count() == 1);
        }
    }
}

#[test]
fn clicks_are_onsets_and_beats() {
    let sound = analysed(8.0, clicks(0.5, 0.237));
    let tempo = sound.tempo().expect("a steady beat");
    assert!((tempo - 120.0).abs() < 0.5, "{tempo}");
    assert_eq!(sound.onsets().len(), 16, "{:?}", sound.onsets());
    for (index, onset) in sound.onsets().iter().enumerate() {
        let wanted = 0.237 + 0.5 * index as f64;
        assert!((onset.seconds - wanted).abs() < 0.01, "{onset:?} for {wanted}");
        assert!(onset.strength > 0.5, "{onset:?}");
    }
    assert!(sound.beats().len() >= 14, "{:?}", sound.beats());
    for beat in sound.beats() {
        let off = (beat - 0.237).rem_euclid(0.5);
        assert!(off.min(0.5 - off) < 0.015, "{beat}");
    }
}
