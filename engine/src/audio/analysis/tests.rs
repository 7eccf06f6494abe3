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

/// Clicks with this period from `offset` on: short bursts of noise that die away.
fn clicks(period: f64, offset: f64) -> impl Fn(f64) -> [f64; 2] {
    move |t| {
        let since = (t - offset).rem_euclid(period);
        let noise = ((t * 48_000.0).round() * 12.9898).sin() * 43_758.545_3;
        let alive = t >= offset;
        mono(if alive {
            0.5 * (2.0 * noise.fract() - 1.0) * (-since * 120.0).exp()
        } else {
            0.0
        })
    }
}

fn loudest(values: &[f32]) -> usize {
    (0..values.len())
        .max_by(|a, b| values[*a].total_cmp(&values[*b]))
        .expect("values")
}

fn finite(features: &Features) -> bool {
    let f = features;
    let mut all = vec![
        f.rms, f.peak, f.loudness, f.level, f.flux, f.centroid, f.rolloff, f.width,
    ];
    all.extend([
        f.correlation,
        f.balance,
        f.left,
        f.right,
        f.left_hold,
        f.right_hold,
    ]);
    all.extend(f.bands);
    all.extend(f.chroma);
    all.iter()
        .all(|value| value.is_finite() && (-1.0..=2.0).contains(value))
}

#[test]
fn a_tone_is_found_where_it_is() {
    for (frequency, class, band) in [(110.0, 9, 0), (440.0, 9, 1), (1046.5, 0, 2), (3520.0, 9, 3)] {
        let sound = analysed(1.0, |t| mono(0.25 * (TAU * frequency * t).sin()));
        let features = sound.at(0.5);
        assert_eq!(loudest(&features.bands), band, "{frequency} Hz: {features:?}");
        let place = bands::place(frequency as f32);
        assert!(
            (features.centroid - place).abs() < 0.02,
            "{frequency} Hz: {}",
            features.centroid
        );
        assert!(
            (features.rolloff - place).abs() < 0.03,
            "{frequency} Hz: {}",
            features.rolloff
        );
        let rms = 0.25 / 2.0_f32.sqrt();
        assert!((features.rms - rms).abs() < 0.005, "{}", features.rms);
        assert!((features.peak - 0.25).abs() < 0.001, "{}", features.peak);
        let mut spectrum = [0.0; 128];
        sound.spectrum(0.5, &mut spectrum);
        let highest = (loudest(&spectrum) as f32 + 0.5) / 128.0;
        assert!(
            (highest - place).abs() < 0.02,
            "{frequency} Hz: {highest} for {place}"
        );
        let top = spectrum[loudest(&spectrum)];
        assert!((top - 0.9).abs() < 0.06, "{frequency} Hz: {top}");
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

#[test]
fn an_impulse_is_where_it_was() {
    let at = 2.503;
    let sound = analysed(4.0, |t| {
        mono(if (t - at).abs() < 0.5 / 48_000.0 { 0.8 } else { 0.0 })
    });
    let hop = |value: &dyn Fn(&Features) -> f32| {
        let values: Vec<f32> = (0..=400)
            .map(|hop| value(&sound.at(f64::from(hop) / HOPS)))
            .collect();
        loudest(&values) as f64 / HOPS
    };
    let peaks = [
        ("rms", hop(&|f| f.rms)),
        ("peak", hop(&|f| f.peak)),
        ("level", hop(&|f| f.level)),
        ("bass", hop(&|f| f.bass())),
        ("treble", hop(&|f| f.treble())),
        ("flux", hop(&|f| f.flux)),
        ("left", hop(&|f| f.left)),
    ];
    for (name, peak) in peaks {
        assert!((peak - at).abs() <= 1.0 / HOPS, "{name} at {peak}");
    }
    let bars = |hop: i32| {
        let mut bars = [0.0; 8];
        sound.spectrum(f64::from(hop) / HOPS, &mut bars);
        bars.iter().sum()
    };
    let bars: Vec<f32> = (0..=400).map(bars).collect();
    assert!(
        (loudest(&bars) as f64 / HOPS - at).abs() <= 0.015,
        "{}",
        loudest(&bars)
    );
    assert_eq!(sound.onsets().len(), 1);
    assert!(
        (sound.onsets()[0].seconds - at).abs() <= 0.005,
        "{:?}",
        sound.onsets()
    );
}

#[test]
fn silence_moves_nothing() {
    for seconds in [0.0, 1e-5, 1.0] {
        let sound = analysed(seconds, |_| [0.0; 2]);
        let features = sound.at(0.5 * seconds);
        assert_eq!(features, Features::default(), "of {seconds} s");
        assert!(sound.onsets().is_empty() && sound.beats().is_empty() && sound.tempo().is_none());
        let mut bars = [1.0; 64];
        sound.spectrum(0.0, &mut bars);
        assert_eq!(bars, [0.0; 64]);
    }
}

#[test]
fn the_sides_are_told_apart() {
    let tone = |t: f64, frequency: f64| 0.3 * (TAU * frequency * t).sin();
    let at = |wave: &(dyn Fn(f64) -> [f64; 2] + Sync)| analysed(0.6, wave).at(0.3);
    let same = at(&|t| mono(tone(t, 300.0)));
    assert!(
        same.correlation > 0.99 && same.width < 0.01 && same.balance.abs() < 0.01,
        "{same:?}"
    );
    let opposite = at(&|t| [tone(t, 300.0), -tone(t, 300.0)]);
    assert!(
        opposite.correlation < -0.99 && opposite.width > 0.99,
        "{opposite:?}"
    );
    assert!(
        opposite.level > 0.8 && opposite.mid() < opposite.low_mid(),
        "it is heard: {opposite:?}"
    );
    let strangers = at(&|t| [tone(t, 300.0), tone(t, 450.0)]);
    assert!(
        strangers.correlation.abs() < 0.05 && strangers.width > 0.9,
        "{strangers:?}"
    );
    let left = at(&|t| [tone(t, 300.0), 0.0]);
    assert!(
        left.balance < -0.99 && left.right == 0.0 && left.left > 0.7,
        "{left:?}"
    );
}

#[test]
fn a_quiet_sound_moves_pictures_as_a_loud_one() {
    let loud = analysed(2.0, |t| clicks(0.25, 0.1)(t));
    let quiet = analysed(2.0, |t| clicks(0.25, 0.1)(t).map(|side| side * 0.01));
    for step in 0..40 {
        let seconds = 0.05 * f64::from(step);
        let (a, b) = (loud.at(seconds), quiet.at(seconds));
        assert!(
            (a.level - b.level).abs() < 0.02,
            "level at {seconds}: {a:?} {b:?}"
        );
        assert!((a.flux - b.flux).abs() < 0.02, "flux at {seconds}: {a:?} {b:?}");
        for band in 0..5 {
            assert!(
                (a.bands[band] - b.bands[band]).abs() < 0.02,
                "at {seconds}: {a:?} {b:?}"
            );
        }
        assert!(b.rms <= 0.011 * a.rms + 1e-4, "levels stay absolute");
    }
    assert!((quiet.gain() / loud.gain() - 100.0).abs() < 1.0);
    assert_eq!(loud.onsets().len(), quiet.onsets().len());
}

#[test]
fn wild_samples_and_times_do_no_harm() {
    let wild = [f64::NAN, f64::INFINITY, -1e30, 0.5, 1e-42];
    let sound = analysed(0.5, |t| {
        [wild[(t * 700.0) as usize % 5], wild[(t * 48_000.0) as usize % 5]]
    });
    for hop in 0..60 {
        let features = sound.at(f64::from(hop) * 0.0093);
        assert!(finite(&features), "{features:?}");
    }
    for seconds in [f64::NAN, f64::INFINITY, -f64::INFINITY, -1.0, 1e300, 0.6] {
        assert_eq!(sound.at(seconds), Features::default(), "at {seconds}");
        let mut bars = [1.0; 300];
        sound.spectrum(seconds, &mut bars);
        assert!(bars.iter().all(|bar| *bar == 0.0));
        let mut points = [[1.0; 2]; 7];
        sound.samples(seconds, 0.1, &mut points);
        assert_eq!(points, [[0.0; 2]; 7], "at {seconds}");
        let mut peaks = [(1.0, 1.0); 5];
        sound.overview(seconds, 1.0 - seconds, &mut peaks);
        assert!(peaks.iter().all(|peak| peak.0.is_finite() && peak.1.is_finite()));
        assert!(sound.steady(seconds, 0.05).total_cmp(&seconds).is_eq());
    }
    sound.spectrum(0.1, &mut []);
    sound.overview(0.0, 0.1, &mut []);
    sound.samples(0.1, f64::NAN, &mut []);
}

#[test]
fn the_wave_is_what_was_played() {
    let sound = analysed(1.0, |t| {
        [0.45 * (TAU * 100.0 * t).sin(), 0.2 * (TAU * 50.0 * t).cos()]
    });
    assert!((sound.gain() - 2.0).abs() < 0.01, "{}", sound.gain());
    let mut points = [[0.0; 2]; 480];
    sound.samples(0.5, 0.02, &mut points);
    for (index, point) in points.iter().enumerate() {
        let t = 0.49 + 0.02 * (index as f64 + 0.5) / 480.0;
        let wanted = [0.9 * (TAU * 100.0 * t).sin(), 0.4 * (TAU * 50.0 * t).cos()];
        for side in 0..2 {
            assert!(
                (f64::from(point[side]) - wanted[side]).abs() < 0.02,
                "{index}: {point:?} {wanted:?}"
            );
        }
    }
    let tone = analysed(0.5, |t| mono(0.5 * (TAU * 100.0 * t).sin()));
    for seconds in [0.2, 0.2031, 0.2077] {
        let steady = tone.steady(seconds, 0.011);
        assert!(
            (steady * 100.0 - (steady * 100.0).round()).abs() < 0.01,
            "{steady}"
        );
        assert!((steady - seconds).abs() <= 0.011);
    }
}

#[test]
fn the_overview_is_the_same_at_every_zoom() {
    let sound = analysed(3.0, |t| {
        mono(if (t - 1.5).abs() < 0.01 {
            -0.5
        } else {
            0.25 * (TAU * 200.0 * t).sin()
        })
    });
    for count in [3, 30, 300] {
        let mut peaks = vec![(0.0, 0.0); count];
        sound.overview(0.0, 3.0, &mut peaks);
        let gain = sound.gain();
        let low = peaks.iter().fold(0.0_f32, |low, peak| low.min(peak.0));
        assert!((low + 0.5 * gain).abs() < 0.01, "{low} of {count}");
        let first = peaks[0];
        assert!(
            (first.1 - 0.25 * gain).abs() < 0.01 && (first.0 + 0.25 * gain).abs() < 0.01,
            "{first:?}"
        );
        let middle = peaks
            .iter()
            .position(|peak| peak.0 < -0.4 * gain)
            .expect("the dent");
        assert!((middle as f64 / count as f64 - 0.5).abs() <= 1.0 / count as f64 + 0.004);
    }
}

#[test]
fn it_can_be_stopped() {
    for after in [0, 3, 100] {
        let source = Formula {
            wave: mono,
            frame: 0,
            frames: 96_000,
        };
        let asked = std::cell::Cell::new(0);
        let stopped = || asked.replace(asked.get() + 1) >= after;
        let result = Analysis::of(source, &std::env::temp_dir(), &stopped);
        assert!(matches!(result, Err(AudioError::Stopped)), "after {after}");
    }
}

#[test]
fn it_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Analysis>();
}

/// The same sound again, as samples.
fn source(seconds: f64, wave: impl Fn(f64) -> [f64; 2] + Send) -> impl SampleSource {
    Formula {
        wave,
        frame: 0,
        frames: (seconds * f64::from(RATE)) as u64,
    }
}

#[test]
fn what_is_kept_tells_the_same_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kept");
    let made = analysed(3.0, clicks(0.4, 0.1));
    made.save(&path).expect("room on the disk");
    let load = |seconds: f64| {
        let source = source(seconds, clicks(0.4, 0.1));
        Analysis::load(&path, source, folder.path(), &|| false).expect("the sound can be read")
    };
    let known = load(3.0).expect("it was kept");
    assert_eq!((known.duration(), known.gain()), (made.duration(), made.gain()));
    assert_eq!(known.onsets(), made.onsets());
    assert_eq!((known.beats(), known.tempo()), (made.beats(), made.tempo()));
    let spectrum = |analysis: &Analysis, at: f64| {
        let mut bars = [0.0; 24];
        analysis.spectrum(at, &mut bars);
        bars
    };
    let drawn = |analysis: &Analysis, span: f64| {
        let mut peaks = [(0.0, 0.0); 50];
        analysis.overview(0.0, span, &mut peaks);
        peaks
    };
    for at in [0.0, 0.1, 1.234, 2.9] {
        assert_eq!(known.at(at), made.at(at));
        assert_eq!(spectrum(&known, at), spectrum(&made, at));
    }
    assert_eq!(drawn(&known, 3.0), drawn(&made, 3.0));
    assert_eq!(drawn(&known, 0.05), drawn(&made, 0.05), "the samples themselves");
    assert!(load(2.0).is_none(), "of another length");
    let whole = std::fs::read(&path).expect("it is there");
    for length in [0, 7, 20, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).expect("room on the disk");
        assert!(load(3.0).is_none(), "cut to {length} bytes");
    }
    let mut other = whole.clone();
    other[8] ^= 1;
    std::fs::write(&path, &other).expect("room on the disk");
    assert!(load(3.0).is_none(), "of another version");
}
