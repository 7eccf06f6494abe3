use super::*;
use crate::media::AudioCodec;
use crate::score::{Control, ControlKind, Note};
use std::io::Write;
use tempfile::NamedTempFile;

/// A WAVE file of 16-bit samples.
fn wav(rate: u32, channels: u16, samples: &[i16]) -> Vec<u8> {
    let data: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + data.len() as u32).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0");
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(channels) * 2).to_le_bytes());
    file.extend((channels * 2).to_le_bytes());
    file.extend_from_slice(b"\x10\0data");
    file.extend((data.len() as u32).to_le_bytes());
    file.extend(data);
    file
}

fn stored(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("room on the disk");
    file
}

fn settings(sample_rate: u32, channels: u16) -> AudioSettings {
    AudioSettings {
        codec: AudioCodec::Aac,
        bitrate_kbps: 128,
        sample_rate,
        channels,
        normalization: false,
        loudness: crate::export::Loudness::default(),
        fade_in: MediaTime::ZERO,
        fade_out: MediaTime::ZERO,
    }
}

fn all_of(source: &mut dyn SampleSource) -> Vec<f32> {
    let mut out = Vec::new();
    let mut block = [0.0; 1022];
    loop {
        let count = source.read(&mut block).expect("a source that can be read");
        if count == 0 {
            return out;
        }
        out.extend_from_slice(&block[..count]);
    }
}

fn recorded(bytes: &[u8], rate: u32, channels: u16, start: MediaTime, duration: MediaTime) -> Vec<f32> {
    let file = stored(bytes);
    let sound = Sound::Recording(file.path().to_owned());
    let mut source = open(
        &sound,
        &Arc::default(),
        &settings(rate, channels),
        start,
        duration,
    )
    .expect("a good file");
    all_of(&mut *source)
}

fn peak(samples: &[f32]) -> usize {
    (0..samples.len())
        .max_by(|&a, &b| samples[a].abs().total_cmp(&samples[b].abs()))
        .expect("samples")
}

fn seconds(seconds: f64) -> MediaTime {
    MediaTime::from_seconds(seconds)
}

/// Half a second of silence with an impulse at sample 10000.
fn impulse(rate: u32) -> Vec<u8> {
    let mut samples = vec![0; rate as usize / 2];
    samples[10_000] = 30_000;
    wav(rate, 1, &samples)
}

#[test]
fn an_impulse_comes_out_where_it_was() {
    let out = recorded(&impulse(44_100), 44_100, 1, MediaTime::ZERO, seconds(0.5));
    assert_eq!((out.len(), peak(&out)), (22_050, 10_000));
    let out = recorded(&impulse(44_100), 48_000, 2, MediaTime::ZERO, seconds(0.5));
    assert_eq!(out.len(), 48_000, "24000 frames of two channels");
    assert!((peak(&out) / 2).abs_diff(10_884) <= 1, "{}", peak(&out) / 2);
    let out = recorded(&impulse(44_100), 48_000, 1, seconds(0.2), seconds(1.0));
    assert_eq!(out.len(), 48_000, "filled with silence");
    assert!(peak(&out).abs_diff(10_884 - 9600) <= 1, "{}", peak(&out));
    assert!(out[20_000..].iter().all(|sample| *sample == 0.0));
}

#[test]
fn a_late_start_gives_the_same_samples() {
    let samples: Vec<i16> = (0..60 * 8000)
        .map(|n: i32| (n.wrapping_mul(7919) % 20_011) as i16)
        .collect();
    let file = wav(8000, 1, &samples);
    let out = recorded(&file, 8000, 1, seconds(31.5), seconds(2.0));
    let expected: Vec<f32> = samples[252_000..268_000]
        .iter()
        .map(|s| f32::from(*s) / 32_768.0)
        .collect();
    assert_eq!(out.len(), expected.len());
    // Cuts have short fades.
    let cut = 8000 * 4 / 1000;
    assert!(out[cut..16_000 - cut] == expected[cut..16_000 - cut]);
}

#[test]
fn a_start_behind_the_end_is_silence() {
    let out = recorded(&impulse(44_100), 44_100, 2, seconds(3.0), seconds(0.25));
    assert_eq!(out, vec![0.0; 22_050]);
}

#[test]
fn a_probe_tells_what_is_there() {
    let file = stored(&wav(22_050, 2, &[0; 44_100]));
    let info = probe(file.path()).expect("a good file");
    assert_eq!(
        (info.sample_rate, info.channels, info.codec.as_str()),
        (22_050, 2, "pcm_s16le")
    );
    assert_eq!(info.duration, seconds(1.0));
    let mut short = wav(22_050, 2, &[0; 44_100]);
    short.truncate(44 + 44_100);
    let cut = probe(stored(&short).path()).expect("a cut file").duration;
    assert!(
        (cut - seconds(0.5)).seconds().abs() < 0.06,
        "half the file is there, to within a packet: {cut}"
    );
}

/// 0.3 s of silence, then a tone of 1 kHz: made for this test, in the public domain (CC0 1.0).
const CLIPS: [(&str, &[u8]); 3] = [
    ("flac", include_bytes!("testdata/step.flac")),
    ("mp3", include_bytes!("testdata/step.mp3")),
    ("vorbis", include_bytes!("testdata/step.ogg")),
];

#[test]
fn every_format_begins_and_ends_where_its_song_does() {
    for (codec, bytes) in CLIPS {
        let info = probe(stored(bytes).path()).expect(codec);
        assert_eq!(
            (info.sample_rate, info.channels, info.codec.as_str()),
            (44_100, 1, codec)
        );
        let off = (info.duration - seconds(0.5)).nanos().abs();
        assert!(
            off < 100_000,
            "{codec} lasts {} ns more or less than half a second",
            off
        );
        let out = recorded(bytes, 44_100, 1, MediaTime::ZERO, seconds(0.5));
        let onset = out.iter().position(|sample| sample.abs() > 0.25).expect("a tone");
        assert!(onset.abs_diff(13_230) < 30, "{codec}: the tone begins at {onset}");
    }
}

#[test]
fn damage_is_skipped_and_what_is_behind_it_stays_in_place() {
    for (codec, bytes) in CLIPS {
        let mut bytes = bytes.to_vec();
        let third = bytes.len() / 3;
        bytes[third..third + 300].fill(0x55);
        let file = stored(&bytes);
        let sound = Sound::Recording(file.path().to_owned());
        if let Ok(mut source) = open(
            &sound,
            &Arc::default(),
            &settings(44_100, 1),
            MediaTime::ZERO,
            seconds(0.5),
        ) {
            let out = all_of(&mut *source);
            assert_eq!(out.len(), 22_050, "{codec}");
            assert!(
                out.iter().all(|sample| sample.is_finite() && sample.abs() <= 1.0),
                "{codec}"
            );
        }
    }
}

#[test]
fn what_is_no_sound_is_refused() {
    let refused = |bytes: &[u8]| probe(stored(bytes).path()).expect_err("a refusal");
    assert!(matches!(refused(b""), AudioError::Unrecognised));
    assert!(matches!(refused(&[b'x'; 5000]), AudioError::Unrecognised));
    let slow = wav(1, 1, &[0; 500]);
    assert!(
        matches!(
            refused(&slow),
            AudioError::Limit {
                what: "sample rate",
                ..
            }
        ),
        "{:?}",
        refused(&slow)
    );
    assert!(matches!(
        probe(Path::new("/nowhere/at/all")),
        Err(AudioError::Io(_))
    ));
}

fn note(onset: f64, release: f64, channel: u8, key: u8) -> Note {
    Note {
        id: 0,
        track: 0,
        channel,
        key,
        velocity: 100,
        onset: seconds(onset),
        release: seconds(release),
    }
}

fn played(score: Score, channels: u16, start: f64, duration: f64) -> Vec<f32> {
    let sound = Sound::Synthesis(SoundFont::bundled());
    let settings = settings(48_000, channels);
    let mut source = open(
        &sound,
        &Arc::new(score),
        &settings,
        seconds(start),
        seconds(duration),
    )
    .expect("the bundled voice");
    all_of(&mut *source)
}

fn one_note(program: u8, key: u8) -> Score {
    let kind = ControlKind::Program(program);
    Score {
        notes: vec![note(1.0, 1.5, 0, key)],
        controls: vec![Control {
            time: MediaTime::ZERO,
            track: 0,
            channel: 0,
            kind,
        }],
        ..Score::default()
    }
}

fn level(samples: &[f32]) -> f32 {
    (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
}

#[test]
fn a_note_sounds_when_it_is_written_and_always_the_same() {
    let out = played(one_note(0, 72), 1, 0.0, 2.0);
    assert_eq!(out.len(), 96_000);
    let onset = out
        .iter()
        .position(|sample| sample.abs() > 0.01)
        .expect("a sound");
    assert!(
        (48_000 - 32..48_480).contains(&onset),
        "the note of 48000 begins at {onset}"
    );
    assert!(level(&out[..47_000]) < 1e-6);
    assert_eq!(out, played(one_note(0, 72), 1, 0.0, 2.0));
}

#[test]
fn a_late_start_enters_the_same_sound() {
    let whole = played(one_note(0, 72), 2, 0.0, 2.0);
    let late = played(one_note(0, 72), 2, 1.1, 0.5);
    let from = 2 * 52_800;
    // Cuts have short fades.
    let cut = 2 * 48_000 * 4 / 1000;
    let error = late[cut..late.len() - cut]
        .iter()
        .zip(&whole[from + cut..])
        .map(|(a, b)| (a - b).abs())
        .fold(0.0, f32::max);
    assert!(error < 1e-3, "{error}");
}

fn control(at: f64, channel: u8, kind: ControlKind) -> Control {
    Control {
        time: seconds(at),
        track: 0,
        channel,
        kind,
    }
}

fn controller(at: f64, number: u8, value: u8) -> Control {
    control(at, 0, ControlKind::Controller { number, value })
}

/// The part of a sound of two channels at 48 kHz.
fn part(samples: &[f32], from: f64, to: f64) -> &[f32] {
    let at = |seconds: f64| (seconds * 48_000.0) as usize * 2;
    &samples[at(from)..at(to)]
}

#[test]
fn every_program_and_drum_has_a_voice() {
    let slots = |count: u8| (0..count).map(|n| (n, 0.4 * f64::from(n)));
    let melodic = Score {
        notes: slots(128)
            .map(|(_, at)| note(at + 0.05, at + 0.3, 0, 60))
            .collect(),
        controls: slots(128)
            .map(|(n, at)| control(at, 0, ControlKind::Program(n)))
            .collect(),
        ..Score::default()
    };
    let out = played(melodic, 2, 0.0, 52.0);
    for (program, at) in slots(128) {
        let loud = level(part(&out, at + 0.05, at + 0.35));
        assert!((0.01..0.5).contains(&loud), "program {program}: {loud}");
    }
    let drums = Score {
        notes: slots(47)
            .map(|(n, at)| note(at + 0.05, at + 0.3, 9, 35 + n))
            .collect(),
        ..Score::default()
    };
    let out = played(drums, 2, 0.0, 19.0);
    for (drum, at) in slots(47) {
        let loud = level(part(&out, at + 0.05, at + 0.35));
        assert!(loud > 2e-3, "drum {}: {loud}", drum + 35);
    }
}

/// How high a tone of 400 to 800 Hz is, in Hz: of a sound of two channels, on its left side.
fn pitch(samples: &[f32]) -> f64 {
    let left: Vec<f32> = samples.chunks_exact(2).map(|frame| frame[0]).collect();
    // By how much it must be shifted to be most like itself.
    let alike = |shift: usize| left.iter().zip(&left[shift..]).map(|(a, b)| a * b).sum::<f32>();
    let period = (60..120).max_by(|a, b| alike(*a).total_cmp(&alike(*b)));
    48_000.0 / period.expect("there are shifts") as f64
}

/// A flute that plays one long note, with these controllers.
fn controlled(controls: &[Control]) -> Vec<f32> {
    let mut score = one_note(73, 72);
    score.notes[0] = note(0.1, 1.5, 0, 72);
    score.controls.extend_from_slice(controls);
    played(score, 2, 0.0, 2.0)
}

#[test]
fn controllers_do_what_general_midi_says() {
    let plain = controlled(&[]);
    let held = |samples: &[f32]| level(part(samples, 0.6, 1.4));
    let side = |samples: &[f32], side: usize| {
        let samples: Vec<f32> = part(samples, 0.6, 1.4)
            .iter()
            .skip(side)
            .step_by(2)
            .copied()
            .collect();
        level(&samples)
    };
    for number in [7, 11] {
        let soft = controlled(&[controller(0.0, number, 40)]);
        assert!(held(&soft) < 0.5 * held(&plain), "controller {number}");
        assert!(held(&soft) > 0.01 * held(&plain), "controller {number}");
    }
    let left = controlled(&[controller(0.0, 10, 0)]);
    assert!(
        side(&left, 0) > 5.0 * side(&left, 1),
        "{} {}",
        side(&left, 0),
        side(&left, 1)
    );
    let bent = controlled(&[control(0.5, 0, ControlKind::PitchBend(8191))]);
    let ratio = pitch(part(&bent, 0.7, 1.4)) / pitch(part(&plain, 0.7, 1.4));
    assert!(
        (ratio - 2_f64.powf(2.0 / 12.0)).abs() < 0.02,
        "two semitones up: {ratio}"
    );
    let (dry, wet) = (
        controlled(&[controller(0.0, 91, 0)]),
        controlled(&[controller(0.0, 91, 127)]),
    );
    let tail = |samples: &[f32]| level(part(samples, 1.8, 2.0));
    assert!(
        tail(&wet) > 3.0 * tail(&dry),
        "reverberation: {} {}",
        tail(&wet),
        tail(&dry)
    );
    assert_ne!(
        held(&controlled(&[controller(0.0, 93, 127)])),
        held(&plain),
        "chorus"
    );
    let loud = |velocity: u8| {
        let mut score = one_note(0, 60);
        score.notes[0].velocity = velocity;
        level(&played(score, 2, 1.0, 0.5))
    };
    assert!(loud(120) > 2.0 * loud(60) && loud(60) > 2.0 * loud(20));
}

#[test]
fn the_same_song_gives_the_same_samples_on_every_thread() {
    let here = controlled(&[]);
    let threads: Vec<_> = (0..2).map(|_| std::thread::spawn(|| controlled(&[]))).collect();
    for thread in threads {
        assert!(thread.join().expect("no panic") == here);
    }
}

#[test]
fn the_pedal_holds_notes_and_many_notes_stay_below_full_scale() {
    let mut score = one_note(0, 60);
    let pedal = ControlKind::Controller {
        number: 64,
        value: 127,
    };
    score.controls.push(Control {
        time: seconds(0.5),
        track: 0,
        channel: 0,
        kind: pedal,
    });
    let (held, free) = (played(score, 1, 2.2, 0.3), played(one_note(0, 60), 1, 2.2, 0.3));
    assert!(
        level(&held) > 10.0 * level(&free),
        "{} and {}",
        level(&held),
        level(&free)
    );
    let notes = (0..128).flat_map(|key| (0..4).map(move |n| note(0.1 * f64::from(n), 1.0, n, key)));
    let mut cluster = Score {
        notes: notes.collect(),
        ..Score::default()
    };
    cluster.notes.sort_by_key(|note| note.onset);
    let out = played(cluster, 2, 0.0, 1.0);
    assert!(
        out.iter().all(|sample| sample.abs() <= 0.892),
        "{}",
        out[peak(&out)]
    );
    assert!(level(&out) > 0.05);
}
