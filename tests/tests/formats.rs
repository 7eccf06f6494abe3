//! Every kind of output, made by the program and judged by ffmpeg: frames, timestamps, keyframes, colours, sizes and
//! durations are what the plan says.

use phonoglyph_tests::cli::{self, Figures};
use phonoglyph_tests::probe::{self, Media, Stream};
use phonoglyph_tests::songs;
use std::path::Path;
use tempfile::TempDir;

/// What a file must be.
struct Expected {
    size: (u32, u32),
    fps: u32,
    profile: &'static str,
    /// Samples a second and channels.
    sound: Option<(u32, u32)>,
    /// Seconds of the song, in milliseconds.
    millis: u64,
}

impl Expected {
    /// Frames cover the whole duration, so the last may reach past its end.
    fn frames(&self) -> u64 {
        (self.millis * u64::from(self.fps)).div_ceil(1000)
    }
}

const HD: Expected = Expected {
    size: (1920, 1080),
    fps: 30,
    profile: "High",
    sound: Some((48_000, 2)),
    millis: 2_500,
};
const SMALL: Expected = Expected {
    size: (128, 128),
    fps: 30,
    profile: "High",
    sound: Some((48_000, 2)),
    millis: 4_500,
};

/// Renders `--to` so many milliseconds of a scale with `args` and judges the file.
fn check(args: &[&str], expected: &Expected) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (path, figures) = render(&folder, args, expected.millis);
    assert_eq!(
        figures.frames,
        expected.frames(),
        "{args:?}: frames in the figures"
    );
    let media = probe::media(&path);
    check_picture(media.video(), expected);
    check_timing(&path, expected);
    check_sound(&path, &media, expected);
    check_file(&path, &media, &figures, expected);
    assert_eq!(probe::complaints(&path), "", "{args:?}: ffmpeg complains");
}

fn render(folder: &TempDir, args: &[&str], millis: u64) -> (std::path::PathBuf, Figures) {
    let (song, path) = (folder.path().join("song.mid"), folder.path().join("out.mp4"));
    std::fs::write(&song, songs::scale(8)).expect("the temporary folder can be written");
    let to = format!("{}", millis as f64 / 1000.0);
    let args = [args, &["--to", to.as_str()]].concat();
    let figures = cli::render(&song, &path, &args);
    (path, figures)
}

fn check_picture(video: &Stream, expected: &Expected) {
    assert_eq!(
        (video.codec_name.as_str(), video.codec_tag_string.as_str()),
        ("h264", "avc1")
    );
    assert_eq!((video.width, video.height), expected.size);
    assert_eq!(video.profile, expected.profile);
    assert_eq!(video.pix_fmt, "yuv420p");
    assert_eq!(video.color_range, "tv");
    let colours = [&video.color_space, &video.color_transfer, &video.color_primaries];
    assert_eq!(colours, ["bt709"; 3]);
    assert_eq!(video.has_b_frames, 0);
    assert_eq!(video.r_frame_rate, format!("{}/1", expected.fps));
    assert_eq!(video.avg_frame_rate, video.r_frame_rate);
    assert_eq!(probe::seconds(&video.start_time), 0.0);
    let exact = expected.frames() as f64 / f64::from(expected.fps);
    assert!(
        (probe::seconds(&video.duration) - exact).abs() < 1e-5,
        "{} is not {exact}",
        video.duration
    );
}

/// Packets and decoded pictures: as many as planned, evenly spaced, a keyframe every two seconds.
fn check_timing(path: &Path, expected: &Expected) {
    let packets = probe::packets(path, "v:0");
    assert_eq!(packets.len() as u64, expected.frames(), "packets");
    let step = packets[0].duration;
    for (index, packet) in packets.iter().enumerate() {
        assert_eq!(
            (packet.pts, packet.dts),
            (index as i64 * step, index as i64 * step),
            "packet {index}"
        );
        assert_eq!(packet.duration, step, "duration of packet {index}");
        assert_eq!(
            packet.key(),
            index % (expected.fps as usize * 2) == 0,
            "keyframe at packet {index}"
        );
    }
    let pictures = probe::pictures(path);
    assert_eq!(pictures.len() as u64, expected.frames(), "decoded pictures");
    for (index, picture) in pictures.iter().enumerate() {
        assert_eq!(picture.pts, index as i64 * step, "picture {index}");
        assert_ne!(picture.pict_type, "B", "picture {index}");
        assert_eq!(
            (picture.color_space.as_str(), picture.color_range.as_str()),
            ("bt709", "tv")
        );
    }
}

fn check_sound(path: &Path, media: &Media, expected: &Expected) {
    let Some((rate, channels)) = expected.sound else {
        assert!(media.audio().is_none(), "there should be no sound");
        return;
    };
    let audio = media.audio().expect("there should be sound");
    assert_eq!((audio.codec_name.as_str(), audio.profile.as_str()), ("aac", "LC"));
    assert_eq!(
        (audio.sample_rate.as_str(), audio.channels),
        (rate.to_string().as_str(), channels)
    );
    assert_eq!(
        probe::seconds(&audio.start_time),
        0.0,
        "the encoder's delay is signalled"
    );
    let exact = expected.millis as f64 / 1000.0;
    let frame = 1.0 / f64::from(expected.fps);
    let duration = probe::seconds(&audio.duration);
    assert!(
        (-0.001..frame).contains(&(duration - exact)),
        "the sound lasts {duration} s, not {exact}"
    );
    let least = (exact * f64::from(rate)) as usize;
    let mut count = 0;
    probe::samples(path, rate, |block| count += block.len());
    // Decoders may give the last block whole: 1024 samples of AAC.
    assert!(
        (least..least + 2 * 1024 + rate as usize / expected.fps as usize).contains(&count),
        "{count} samples"
    );
    let peak = probe::peak(path);
    assert!((0.01..=1.0).contains(&peak), "the loudest sample is {peak}");
}

fn check_file(path: &Path, media: &Media, figures: &Figures, expected: &Expected) {
    let bytes = std::fs::metadata(path).expect("the file is there").len();
    assert_eq!(bytes, figures.bytes);
    assert_eq!(media.format.size, bytes.to_string());
    let exact = expected.frames() as f64 / f64::from(expected.fps);
    assert!(
        (probe::seconds(&media.format.duration) - exact).abs() < 0.002,
        "{}",
        media.format.duration
    );
    assert!(
        (figures.duration_s - exact).abs() < 0.002,
        "{}",
        figures.duration_s
    );
    let brand = media.format.tags.get("major_brand").map(String::as_str);
    assert!(matches!(brand, Some("isom" | "mp42")), "{brand:?}");
    let file = std::fs::read(path).expect("the file can be read");
    assert_eq!(boxes(&file)[..2], ["ftyp", "moov"], "the index comes first");
}

/// The names of a file's outermost boxes.
fn boxes(mut file: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    while let Some((header, _)) = file.split_first_chunk::<8>() {
        let [a, b, c, d, name @ ..] = *header;
        names.push(String::from_utf8_lossy(&name).into_owned());
        let short = u64::from(u32::from_be_bytes([a, b, c, d]));
        let length = match (short, file.get(8..16).and_then(|long| long.try_into().ok())) {
            (1, Some(long)) => u64::from_be_bytes(long),
            (0, _) => break,
            _ => short,
        };
        assert!(length >= 8, "a box of {length} bytes");
        file = file.get(length as usize..).unwrap_or_default();
    }
    names
}

#[test]
fn youtube_1080p() {
    check(&["--preset", "youtube_1080p"], &HD);
}

#[test]
fn youtube_4k() {
    check(
        &["--preset", "youtube_4k"],
        &Expected {
            size: (3840, 2160),
            millis: 500,
            ..HD
        },
    );
}

#[test]
fn instagram_square() {
    let expected = Expected {
        size: (1080, 1080),
        profile: "Main",
        sound: Some((44_100, 2)),
        ..HD
    };
    check(&["--preset", "instagram_square"], &expected);
}

#[test]
fn instagram_story() {
    let expected = Expected {
        size: (1080, 1920),
        profile: "Main",
        sound: Some((44_100, 2)),
        millis: 1_000,
        ..HD
    };
    check(&["--preset", "instagram_story"], &expected);
}

#[test]
fn tiktok_vertical() {
    let expected = Expected {
        size: (1080, 1920),
        profile: "Main",
        sound: Some((44_100, 2)),
        millis: 1_000,
        ..HD
    };
    check(&["--preset", "tiktok_vertical"], &expected);
}

#[test]
fn twitter_landscape() {
    let expected = Expected {
        profile: "Main",
        sound: Some((44_100, 2)),
        millis: 1_000,
        ..HD
    };
    check(&["--preset", "twitter_landscape"], &expected);
}

/// Renders at the smallest size.
fn check_small(args: &[&str], expected: &Expected) {
    check(
        &[&["--preset", "custom", "--width", "128", "--height", "128"], args].concat(),
        expected,
    );
}

#[test]
fn baseline_at_24_frames() {
    let expected = Expected {
        fps: 24,
        profile: "Constrained Baseline",
        ..SMALL
    };
    check_small(
        &["--fps", "24", "--profile", "baseline", "--crf", "30"],
        &expected,
    );
}

#[test]
fn main_at_60_frames() {
    let expected = Expected {
        fps: 60,
        profile: "Main",
        ..SMALL
    };
    check_small(
        &["--fps", "60", "--profile", "main", "--bitrate", "300"],
        &expected,
    );
}

#[test]
fn an_end_between_two_frames_is_covered() {
    check_small(
        &["--profile", "high"],
        &Expected {
            millis: 1_010,
            ..SMALL
        },
    );
}

#[test]
fn a_single_frame() {
    check_small(&[], &Expected { millis: 20, ..SMALL });
}

#[test]
fn sizes_that_are_no_multiple_of_16() {
    let args = ["--preset", "custom", "--width", "1366", "--height", "770"];
    check(
        &args,
        &Expected {
            size: (1366, 770),
            millis: 500,
            ..HD
        },
    );
    let args = ["--preset", "custom", "--width", "130", "--height", "354"];
    check(
        &args,
        &Expected {
            size: (130, 354),
            millis: 500,
            ..HD
        },
    );
}

#[test]
fn four_k_upright() {
    let args = ["--preset", "custom", "--width", "2160", "--height", "3840"];
    check(
        &args,
        &Expected {
            size: (2160, 3840),
            millis: 100,
            ..HD
        },
    );
}

#[test]
fn no_sound() {
    check_small(
        &["--mute"],
        &Expected {
            sound: None,
            millis: 1_000,
            ..SMALL
        },
    );
}
