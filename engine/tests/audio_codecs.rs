//! What every codec of the sound must keep, whichever library is behind it; ffmpeg says what came out.

use phonoglyph_engine::encode;
use phonoglyph_engine::export::AudioSettings;
use phonoglyph_engine::media::{AudioCodec, AudioParameters, EncodedPacket};
use phonoglyph_engine::time::MediaTime;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// Settings that every codec takes, and those of 44100 Hz for the ones that know it.
const CASES: [(AudioCodec, u32, u16, u32); 8] = [
    (AudioCodec::Aac, 48_000, 2, 192),
    (AudioCodec::Aac, 44_100, 2, 128),
    (AudioCodec::Aac, 48_000, 1, 96),
    (AudioCodec::Mp3, 48_000, 2, 192),
    (AudioCodec::Mp3, 44_100, 2, 128),
    (AudioCodec::Mp3, 48_000, 1, 96),
    (AudioCodec::Opus, 48_000, 2, 160),
    (AudioCodec::Opus, 48_000, 1, 96),
];

fn settings(codec: AudioCodec, sample_rate: u32, channels: u16, bitrate_kbps: u32) -> AudioSettings {
    AudioSettings {
        codec,
        bitrate_kbps,
        sample_rate,
        channels,
        normalization: false,
        loudness: phonoglyph_engine::export::Loudness::default(),
        fade_in: MediaTime::ZERO,
        fade_out: MediaTime::ZERO,
    }
}

/// Encodes in portions of this many samples of each channel.
fn encoded(
    settings: &AudioSettings,
    samples: &[f32],
    portion: usize,
) -> (AudioParameters, Vec<EncodedPacket>) {
    let mut encoder = encode::audio(settings).expect("settings that the encoder takes");
    let mut packets = Vec::new();
    for part in samples.chunks(portion * usize::from(settings.channels)) {
        encoder
            .encode(part, &mut packets)
            .expect("samples that can be encoded");
    }
    encoder.finish(&mut packets).expect("a stream that can be ended");
    (encoder.parameters().clone(), packets)
}

/// A file that ffmpeg decodes without our containers, and without taking off the delay.
fn stream(parameters: &AudioParameters, packets: &[EncodedPacket]) -> (Vec<u8>, &'static str) {
    let whole = || packets.iter().flat_map(|packet| packet.data.clone());
    match parameters.codec {
        AudioCodec::Aac => (
            packets
                .iter()
                .flat_map(|packet| adts(parameters, &packet.data))
                .collect(),
            "aac",
        ),
        AudioCodec::Mp3 => (whole().collect(), "mp3"),
        AudioCodec::Opus => (ogg(parameters, packets), "ogg"),
    }
}

/// An ADTS frame (ISO/IEC 14496-3, 1.A.2.2).
fn adts(parameters: &AudioParameters, data: &[u8]) -> Vec<u8> {
    let index = u32::from(parameters.config[0] & 7) << 1 | u32::from(parameters.config[1] >> 7);
    let length = data.len() as u32 + 7;
    let channels = u32::from(parameters.channels);
    let mut out = vec![
        0xff,
        0xf1,
        (1 << 6 | index << 2 | channels >> 2) as u8,
        (channels << 6 | length >> 11) as u8,
        (length >> 3) as u8,
        (length << 5 | 0x1f) as u8,
        0xfc,
    ];
    out.extend_from_slice(data);
    out
}

/// Pages of Ogg (RFC 3533, RFC 7845), a packet on each, with a pre-skip of nothing so that all of it is decoded.
fn ogg(parameters: &AudioParameters, packets: &[EncodedPacket]) -> Vec<u8> {
    let mut head = parameters.config.clone();
    head[10..12].fill(0);
    let mut pages = vec![(2, 0, head), (0, 0, b"OpusTags\0\0\0\0\0\0\0\0".to_vec())];
    pages.extend(
        packets
            .iter()
            .map(|p| (0, p.pts + u64::from(p.duration), p.data.clone())),
    );
    let mut out = Vec::new();
    for (sequence, (flags, granule, data)) in (0_u32..).zip(pages) {
        let mut page = b"OggS\0".to_vec();
        page.push(flags);
        page.extend(granule.to_le_bytes());
        page.extend(1_u32.to_le_bytes());
        page.extend(sequence.to_le_bytes());
        page.extend([0; 4]);
        page.push((data.len() / 255 + 1) as u8);
        page.extend(std::iter::repeat_n(255, data.len() / 255));
        page.push((data.len() % 255) as u8);
        page.extend(data);
        let sum = checksum(&page);
        page[22..26].copy_from_slice(&sum.to_le_bytes());
        out.extend(page);
    }
    out
}

/// The checksum of Ogg: CRC-32 with the polynomial 0x04c11db7, neither reflected nor inverted.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum: u32, _| {
            if sum & 1 << 31 == 0 {
                sum << 1
            } else {
                sum << 1 ^ 0x04c1_1db7
            }
        })
    })
}

fn decoded(parameters: &AudioParameters, packets: &[EncodedPacket]) -> Vec<f32> {
    let (bytes, format) = stream(parameters, packets);
    let mut child = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-flags2",
            "-skip_manual",
            "-f",
            format,
            "-i",
            "pipe:0",
            "-f",
            "f32le",
            "pipe:1",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("ffmpeg is needed");
    let mut stdin = child.stdin.take().expect("a pipe");
    let output = std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(&bytes));
        child.wait_with_output().expect("an answer")
    });
    let samples = output.stdout.as_chunks::<4>().0;
    samples.iter().map(|sample| f32::from_le_bytes(*sample)).collect()
}

/// Where a click is loudest.
fn peak(samples: impl Iterator<Item = f32>) -> usize {
    let loudest = samples.enumerate().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    loudest.expect("samples").0
}

#[test]
fn a_click_comes_out_after_the_delay_and_before_the_padding() {
    for (codec, rate, channels, kbps) in CASES {
        let settings = settings(codec, rate, channels, kbps);
        let step = usize::from(channels);
        let mut samples = vec![0.0; 20_000 * step];
        samples[12_345 * step..][..step].fill(0.9);
        let (parameters, packets) = encoded(&settings, &samples, 1234);
        let out = decoded(&parameters, &packets);
        let found = peak(out.iter().copied().step_by(step));
        let expected = 12_345 + parameters.delay as usize;
        assert!(
            found.abs_diff(expected) <= 1,
            "{settings:?}: {found}, not {expected}"
        );
        let given: u64 = packets.iter().map(|packet| u64::from(packet.duration)).sum();
        assert!(given >= 20_000 + u64::from(parameters.delay), "{settings:?}");
    }
}

#[test]
fn packets_follow_each_other_whatever_portions_come_in() {
    for (codec, rate, channels, kbps) in CASES {
        let settings = settings(codec, rate, channels, kbps);
        for length in [1, 959, 1152, 30_000] {
            let samples: Vec<_> = (0..length * usize::from(channels))
                .map(|n| (n as f32 * 0.01).sin() * 0.3)
                .collect();
            let (parameters, packets) = encoded(&settings, &samples, 480);
            let again = encoded(&settings, &samples, 4096);
            assert!(
                (&parameters, &packets) == (&again.0, &again.1),
                "{settings:?}: {length}"
            );
            let mut due = 0;
            for packet in &packets {
                assert_eq!((packet.pts, packet.dts), (due, due), "{settings:?}");
                assert!(packet.key && !packet.data.is_empty() && packet.alpha.is_none());
                due += u64::from(packet.duration);
            }
            assert!(
                due >= length as u64 + u64::from(parameters.delay),
                "{settings:?}: {length}"
            );
        }
    }
}

#[test]
fn a_tone_comes_out_as_it_went_in_at_the_bitrate_that_was_asked_for() {
    let seconds = 4;
    for (codec, rate, channels, kbps) in CASES {
        let settings = settings(codec, rate, channels, kbps);
        let tone = |n: u32| (n as f32 * 440.0 * std::f32::consts::TAU / rate as f32).sin() * 0.5;
        // Noise on top, since a tone alone needs no bits.
        let noise = |n: u32| (n.wrapping_mul(2_654_435_761) >> 16) as f32 / 65_536.0 - 0.5;
        let samples: Vec<_> = (0..rate * seconds)
            .flat_map(|n| std::iter::repeat_n(tone(n) + noise(n) * 0.3, usize::from(channels)))
            .collect();
        let (parameters, packets) = encoded(&settings, &samples, 5000);
        let bits = packets
            .iter()
            .map(|packet| packet.data.len() as f64 * 8.0)
            .sum::<f64>();
        let held = bits / f64::from(seconds) / f64::from(parameters.bitrate);
        assert!((held - 1.0).abs() < 0.1, "{settings:?}: {held} of the bitrate");
        let out = decoded(&parameters, &packets);
        let step = usize::from(channels);
        let delay = parameters.delay as usize * step;
        let (from, to) = (samples.len() / 4, samples.len() / 2);
        let product = |shift: usize| {
            let pairs = samples[from..to].iter().zip(&out[from + shift..]);
            pairs.map(|(a, b)| f64::from(a * b)).sum::<f64>()
        };
        let loud = samples[from..to].iter().map(|s| f64::from(s * s)).sum::<f64>();
        let alike = product(delay) / loud;
        assert!((0.75..1.05).contains(&alike), "{settings:?}: {alike}");
    }
}

#[test]
fn opus_knows_one_sample_rate() {
    let refused = encode::audio(&settings(AudioCodec::Opus, 44_100, 2, 128));
    let error = refused.err().expect("an error").to_string();
    assert!(error.contains("48000") && error.contains("44100"), "{error}");
}
