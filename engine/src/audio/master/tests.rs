use super::*;
use crate::media::AudioCodec;
use crate::time::MediaTime;
use std::cell::Cell;

const RATE: u32 = 48_000;

fn settings(channels: u16) -> AudioSettings {
    AudioSettings {
        codec: AudioCodec::Aac,
        bitrate_kbps: 128 * u32::from(channels),
        sample_rate: RATE,
        channels,
        normalization: true,
        loudness: crate::export::Loudness::default(),
        fade_in: MediaTime::ZERO,
        fade_out: MediaTime::ZERO,
    }
}

/// So many samples, each made from its place.
struct Made<F>(usize, usize, F);

impl<F: Fn(usize) -> f32 + Send> SampleSource for Made<F> {
    fn read(&mut self, out: &mut [f32]) -> Result<usize, AudioError> {
        let count = out.len().min(self.1 - self.0);
        for (n, sample) in (self.0..).zip(&mut out[..count]) {
            *sample = (self.2)(n);
        }
        self.0 += count;
        Ok(count)
    }
}

/// Noise between -1 and 1, always the same.
fn noise(n: usize) -> f32 {
    let mixed = (n as u32).wrapping_mul(0x9e37_79b9).rotate_left(13) ^ 0x85eb_ca6b;
    (mixed.wrapping_mul(0xc2b2_ae35) >> 8) as f32 / (1 << 23) as f32 - 1.0
}

fn tone(n: usize) -> f32 {
    (n as f32 * 0.05).sin()
}

fn mastered(samples: usize, channels: u16, make: impl Fn(usize) -> f32 + Send) -> Vec<f32> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let source = Made(0, samples, make);
    let mut source =
        normalized(source, &settings(channels), folder.path(), None, &|| false).expect("good samples");
    let mut out = vec![9.0; samples + 500];
    let mut filled = 0;
    loop {
        let count = source.read(&mut out[filled..]).expect("it was kept");
        filled += count;
        if count == 0 {
            out.truncate(filled);
            return out;
        }
    }
}

/// Loudness in LUFS and the highest true peak in dBTP.
fn judged(samples: &[f32], channels: u16) -> (f64, f64) {
    let mut meter = Meter::with_peaks(RATE, channels).expect("a usual rate");
    meter.add(samples).expect("finite samples");
    let (loudness, peaks) = meter.finish().expect("finite samples");
    let peak = peaks.iter().fold(0.0_f32, |a, b| a.max(*b));
    (loudness.unwrap_or(f64::NEG_INFINITY), decibels(peak.into()))
}

#[test]
fn loud_quiet_and_uneven_sounds_come_out_alike() {
    type Make = fn(usize) -> f32;
    let sounds: [(&str, Make); 5] = [
        ("a quiet tone", |n| 0.01 * tone(n)),
        ("loud noise", |n| 3.0 * noise(n)),
        ("noise that was clipped", |n| (4.0 * noise(n)).clamp(-1.0, 1.0)),
        ("soft noise and hard beats", |n| {
            let beat = n % 24_000 < 9600;
            noise(n) * if beat { 0.9 } else { 0.02 }
        }),
        ("one blow in a soft tone", |n| {
            if (200_000..200_400).contains(&n) {
                1.0
            } else {
                0.02 * tone(n)
            }
        }),
    ];
    for (name, make) in sounds {
        for channels in [1, 2] {
            let out = mastered(480_000, channels, make);
            let (loudness, peak) = judged(&out, channels);
            assert_eq!(out.len(), 480_000, "{name}");
            assert!(
                (loudness + 14.0).abs() < 0.2,
                "{name}, {channels}: {loudness} LUFS"
            );
            assert!(peak < -2.0 + 0.1, "{name}, {channels}: {peak} dBTP");
        }
    }
}

/// A codec that loses some of the sound, comes late, and lets peaks pass.
struct Lossy(Vec<f32>, f32);

impl Coded for Lossy {
    fn pass(&mut self, samples: &[f32], out: &mut Vec<f32>) -> Result<(), AudioError> {
        out.extend(self.0.drain(..).map(|sample| sample * self.1));
        self.0.extend_from_slice(samples);
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<f32>) -> Result<(), AudioError> {
        self.pass(&[], out)
    }
}

#[test]
fn what_the_codec_changes_is_made_up_for() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (factor, make) in [(0.9_f32, noise as fn(usize) -> f32), (1.5, noise), (0.8, tone)] {
        let codec = move || Ok(Box::new(Lossy(Vec::new(), factor)) as Box<dyn Coded>);
        let source = Made(0, 400_000, make);
        let mut source =
            normalized(source, &settings(2), folder.path(), Some(&codec), &|| false).expect("good");
        let mut out = vec![0.0; 400_000];
        let count = crate::audio::read_full(&mut source, &mut out).expect("it was kept");
        let decoded: Vec<f32> = out[..count].iter().map(|sample| sample * factor).collect();
        let (loudness, peak) = judged(&decoded, 2);
        assert!((loudness + 14.0).abs() < 0.2, "{factor}: {loudness} LUFS");
        assert!(peak <= -1.0 + 0.05, "{factor}: {peak} dBTP");
    }
}

#[test]
fn other_targets_are_met() {
    for lufs in [-23.0, -16.0, -9.0] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let settings = AudioSettings {
            loudness: lufs.into(),
            ..settings(2)
        };
        let source = Made(0, 400_000, |n| 0.3 * tone(n) + 0.1 * noise(n));
        let mut source = normalized(source, &settings, folder.path(), None, &|| false).expect("good");
        let mut out = vec![0.0; 400_000];
        crate::audio::read_full(&mut source, &mut out).expect("it was kept");
        let (loudness, _) = judged(&out, 2);
        assert!((loudness - lufs).abs() < 0.2, "{loudness}, not {lufs} LUFS");
    }
}

#[test]
fn where_no_peak_is_too_high_only_the_gain_differs() {
    let out = mastered(200_000, 2, |n| 0.05 * tone(n));
    let peaks: Vec<f32> = out[1000..]
        .chunks_exact(1000)
        .map(|part| part.iter().fold(0.0_f32, |a, b| a.max(*b)))
        .collect();
    assert!(
        peaks.iter().all(|peak| (peak / peaks[0] - 1.0).abs() < 0.01),
        "{peaks:?}"
    );
}

#[test]
fn silence_stays_silence_and_nothing_is_amplified_without_end() {
    assert!(mastered(100_000, 2, |_| 0.0).iter().all(|sample| *sample == 0.0));
    assert!(mastered(0, 2, |_| 0.0).is_empty());
    let (loudness, _) = judged(&mastered(200_000, 1, |n| 0.001 * tone(n)), 1);
    let (before, _) = judged(&(0..200_000).map(|n| 0.001 * tone(n)).collect::<Vec<_>>(), 1);
    assert!(
        (loudness - before - MAX_GAIN).abs() < 0.1,
        "{before} became {loudness}"
    );
}

#[test]
fn short_sounds_and_wild_samples_come_out_bounded() {
    let short = mastered(960, 1, |n| 0.1 * tone(n));
    assert_eq!(short.len(), 960);
    assert!(short.iter().any(|sample| sample.abs() > 0.2), "it is amplified");
    let wild = mastered(96_000, 1, |n| match n % 1000 {
        0 => f32::NAN,
        1 => f32::INFINITY,
        2 => f32::MAX,
        _ => tone(n),
    });
    assert!(
        wild.iter().all(|sample| sample.abs() <= 1.0),
        "{:?}",
        judged(&wild, 1)
    );
}

#[test]
fn it_stops_when_told_to_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for after in [0, 5, 400, 700] {
        let asked = Cell::new(0);
        let stopped = || asked.replace(asked.get() + 1) >= after;
        let source = Made(0, 100_000, |n| if n % 900 == 0 { 1.0 } else { 0.02 });
        let result = normalized(source, &settings(1), folder.path(), None, &stopped);
        assert!(matches!(result, Err(AudioError::Stopped)), "after {after}");
        assert_eq!(asked.get(), after + 1);
    }
    let left = std::fs::read_dir(folder.path())
        .expect("it is still there")
        .count();
    assert_eq!(left, 0);
    let nowhere = normalized(
        Made(0, 9, tone),
        &settings(1),
        Path::new("/nowhere/at/all"),
        None,
        &|| false,
    );
    assert!(matches!(nowhere, Err(AudioError::Scratch(_))));
}
