//! Everything that goes together is made by the program, from the table that the program itself publishes, and judged by
//! ffmpeg: frames, timestamps, keyframes, colours, sizes, durations, and sound that is heard when it is seen.

use phonoglyph_tests::probe::{self, Stream};
use phonoglyph_tests::sync::{Clicks, SIDE, clicks, flashes};
use phonoglyph_tests::{cli, songs};
use serde::Deserialize;
use std::path::Path;
use std::process::Command;

/// A row of the table.
#[derive(Debug, Deserialize)]
struct Format {
    container: String,
    extension: String,
    video_codecs: Vec<String>,
    audio_codecs: Vec<String>,
    frame_rates: Vec<u32>,
}

/// How far a click may be from its flash, in seconds.
const TOLERANCE: f64 = 0.005;
/// Exact frame times at every rate that is tried.
const MOMENTS: [u32; 4] = [500, 1000, 1500, 2000];
/// How long the songs are, in milliseconds.
const MILLIS: u64 = 2_500;

fn table() -> Vec<Format> {
    let output = cli::phonoglyph().args(["formats", "--json"]).output();
    let output = output.expect("the program can be started");
    serde_json::from_slice(&output.stdout).expect("a table")
}

fn format(container: &str) -> Format {
    let row = table().into_iter().find(|row| row.container == container);
    row.unwrap_or_else(|| panic!("the table has no {container}"))
}

/// Makes and judges every pair of a container with sound.
fn judge_container(container: &str) {
    let format = format(container);
    let song = Clicks::new(3, &MOMENTS, 44_100);
    for (index, video) in format.video_codecs.iter().enumerate() {
        for audio in &format.audio_codecs {
            let fps = format.frame_rates[index % format.frame_rates.len()];
            judge(&song, &format, video, audio, fps, &[]);
        }
        assert_silent(&song, &format, video);
    }
}

fn judge(song: &Clicks, format: &Format, video: &str, audio: &str, fps: u32, more: &[&str]) {
    let name = format!("{video}-{audio}.{}", format.extension);
    let what = format!("{name} at {fps}");
    let rate = fps.to_string();
    let args = [
        "--format",
        &format.container,
        "--vcodec",
        video,
        "--acodec",
        audio,
        "--fps",
        &rate,
        "--crf",
        "20",
        "--to",
        "2.5",
        "--comment",
        "a remark",
    ];
    let figures = song.render(&name, &[&args[..], more].concat());
    let path = song.path(&name);
    let media = probe::media(&path);
    let frames = MILLIS * u64::from(fps) / 1000;
    assert_eq!(figures.frames, frames, "{what}");
    check_picture(media.video(), video, fps, &what);
    check_timing(&path, fps, frames, &what);
    let sound = media.audio().unwrap_or_else(|| panic!("{what}: no sound"));
    assert_eq!(sound.codec_name, audio, "{what}");
    let duration = probe::seconds(&media.format.duration);
    assert!((duration - 2.5).abs() < 0.05, "{what} lasts {duration}");
    let bytes = std::fs::metadata(&path).expect("the file is there").len();
    assert_eq!(bytes, figures.bytes, "{what}");
    let tags: Vec<_> = media.format.tags.values().map(String::as_str).collect();
    assert!(tags.contains(&"a remark"), "{what}: {tags:?}");
    assert_eq!(probe::complaints(&path), "", "{what}: ffmpeg complains");
    // Where there are fragments, ffmpeg gives what comes before the start too, at times below zero.
    let early = if more.contains(&"--fragmented") {
        probe::seconds(&sound.start_time)
    } else {
        0.0
    };
    check_sync(song, &path, (fps, early), &what);
}

fn check_picture(video: &Stream, codec: &str, fps: u32, what: &str) {
    let named = if codec == "h265" { "hevc" } else { codec };
    assert_eq!(video.codec_name, named, "{what}");
    let tag = match (codec, what.rsplit('.').next().unwrap_or_default()) {
        (_, ending) if ending.starts_with("webm") => "[0][0][0][0]",
        ("h264", _) => "avc1",
        ("h265", _) => "hvc1",
        ("vp9", _) => "vp09",
        _ => "av01",
    };
    assert_eq!(video.codec_tag_string, tag, "{what}");
    assert_eq!((video.width, video.height), (SIDE, SIDE), "{what}");
    assert_eq!(video.pix_fmt, "yuv420p", "{what}");
    let colours = [
        &video.color_range,
        &video.color_space,
        &video.color_transfer,
        &video.color_primaries,
    ];
    assert_eq!(colours, ["tv", "bt709", "bt709", "bt709"], "{what}");
    assert_eq!(video.r_frame_rate, format!("{fps}/1"), "{what}");
    assert_eq!(probe::seconds(&video.start_time), 0.0, "{what}");
}

/// Packets and decoded pictures: as many as planned, evenly spaced, a keyframe every two seconds.
fn check_timing(path: &Path, fps: u32, frames: u64, what: &str) {
    let packets = probe::packets(path, "v:0");
    assert_eq!(packets.len() as u64, frames, "{what}: packets");
    let pictures = probe::pictures(path);
    assert_eq!(pictures.len() as u64, frames, "{what}: pictures");
    let keys: Vec<_> = (0..)
        .zip(&packets)
        .filter(|(_, packet)| packet.key())
        .map(|(index, _)| index)
        .collect();
    assert_eq!(keys, [0, fps * 2], "{what}: keyframes");
    // The timescale is the frame rate, a multiple of it, or milliseconds.
    let step = (pictures[pictures.len() - 1].pts - pictures[0].pts) as f64 / (frames - 1) as f64;
    for (index, picture) in pictures.iter().enumerate() {
        let exact = pictures[0].pts as f64 + index as f64 * step;
        assert!(
            (picture.pts as f64 - exact).abs() <= 1.0,
            "{what}: picture {index} at {}",
            picture.pts
        );
    }
}

fn check_sync(song: &Clicks, path: &Path, (fps, early): (u32, f64), what: &str) {
    let (seen, heard) = (flashes(path, f64::from(fps)), clicks(path, 48_000));
    assert_eq!(
        (seen.len(), heard.len()),
        (song.moments.len(), song.moments.len()),
        "{what}: {seen:?} {heard:?}"
    );
    for (index, (seen, heard)) in seen.iter().zip(&heard).enumerate() {
        let off = heard + early - seen;
        assert!(
            off.abs() <= TOLERANCE,
            "{what}: click {index} is {:.1} ms after its flash",
            off * 1000.0
        );
    }
}

fn assert_silent(song: &Clicks, format: &Format, video: &str) {
    let name = format!("{video}.{}", format.extension);
    song.render(
        &name,
        &["--vcodec", video, "--mute", "--to", "0.1", "--crf", "30"],
    );
    let media = probe::media(&song.path(&name));
    assert!(media.audio().is_none(), "{name} has sound");
}

#[test]
fn every_mp4() {
    judge_container("mp4");
}

#[test]
fn every_mov() {
    judge_container("mov");
}

#[test]
fn every_webm() {
    judge_container("webm");
}

#[test]
fn an_mp4_in_fragments() {
    let format = format("mp4");
    let song = Clicks::new(3, &MOMENTS, 44_100);
    judge(&song, &format, "h264", "aac", 30, &["--fragmented"]);
    let file = std::fs::read(song.path("h264-aac.mp4")).expect("the file is there");
    let count = |name: &[u8]| file.windows(4).filter(|found| *found == name).count();
    assert_eq!(
        (count(b"moof"), count(b"sidx")),
        (2, 1),
        "one for each two seconds, and their index"
    );
}

#[test]
fn an_mp4_and_a_mov_carry_the_cover_and_the_texts() {
    let song = Clicks::new(1, &[500], 44_100);
    let cover = song.path("cover.png");
    image::RgbImage::from_pixel(64, 48, image::Rgb([200, 120, 40]))
        .save(&cover)
        .expect("the folder can be written");
    let cover = cover.to_str().expect("temporary folders have plain names");
    for (name, more) in [
        ("out.mp4", None),
        ("fragments.mp4", Some("--fragmented")),
        ("out.mov", None),
    ] {
        let mut args = vec!["--cover", cover, "--title", "Evening", "--to", "0.1"];
        args.extend(more);
        song.render(name, &args);
        let path = song.path(name);
        let media = probe::media(&path);
        let [seen, .., carried] = &media.streams[..] else {
            panic!("{name}: one stream alone");
        };
        assert_eq!((seen.codec_name.as_str(), seen.width), ("h264", SIDE), "{name}");
        assert_eq!(
            (carried.codec_name.as_str(), carried.width, carried.height),
            ("mjpeg", 64, 48),
            "{name}"
        );
        let tags: Vec<_> = media.format.tags.values().map(String::as_str).collect();
        assert!(tags.contains(&"Evening"), "{name}: {tags:?}");
    }
}

#[test]
fn a_gif_keeps_time_at_rates_that_hundredths_do_not_divide() {
    let song = Clicks::new(3, &[400, 800, 1200, 2000], 44_100);
    for fps in [10, 15, 30] {
        let name = format!("{fps}.gif");
        let rate = fps.to_string();
        let figures = song.render(&name, &["--fps", &rate, "--to", "2.5", "--gif-loops", "3"]);
        let path = song.path(&name);
        let media = probe::media(&path);
        assert_eq!(media.video().codec_name, "gif");
        assert!(media.audio().is_none());
        let pictures = probe::pictures(&path);
        assert_eq!(pictures.len() as u64, figures.frames);
        for (index, picture) in pictures.iter().enumerate() {
            let exact = index as f64 * 100.0 / f64::from(fps);
            assert!(
                (picture.pts as f64 - exact).abs() <= 0.5,
                "{fps}: picture {index} at {}",
                picture.pts
            );
        }
        let shown: i64 = probe::packets(&path, "v:0")
            .iter()
            .map(|packet| packet.duration)
            .sum();
        let exact = figures.frames as f64 * 100.0 / f64::from(fps);
        assert!(
            (shown as f64 - exact).abs() <= 0.5,
            "{shown} hundredths of a second at {fps}"
        );
        let seen = flashes(&path, f64::from(fps));
        assert_eq!(seen, [0.4, 0.8, 1.2, 2.0], "{fps}");
        let file = std::fs::read(&path).expect("the file is there");
        assert!(
            file.windows(14).any(|found| found == b"NETSCAPE2.0\x03\x01\x03"),
            "it is played three times"
        );
    }
}

#[test]
fn a_square_gif_of_ten_seconds_is_small_and_looks_like_its_song() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (song, gif, png) = (
        folder.path().join("song.mid"),
        folder.path().join("out.gif"),
        folder.path().join("frame.png"),
    );
    std::fs::write(&song, songs::scale(10)).expect("the folder can be written");
    let shape = ["--width", "480", "--height", "480"];
    let args = [&shape[..], &["--to", "10", "--max-size", "8MB"]].concat();
    let figures = cli::render(&song, &gif, &args);
    assert!(figures.bytes < 8_000_000, "{} bytes", figures.bytes);
    assert_eq!(figures.frames, 200);
    let mut still = cli::phonoglyph();
    still
        .arg("frame")
        .arg(&song)
        .args(shape)
        .args(["--at", "5", "-o"])
        .arg(&png);
    assert!(
        still
            .output()
            .expect("the program can be started")
            .status
            .success()
    );
    let exact = image::open(&png).expect("a picture").into_luma8();
    let mut off = f64::MAX;
    probe::luma(&gif, (480, 480), |index, frame| {
        if index == 100 {
            let sum: u64 = frame
                .iter()
                .zip(exact.iter())
                .map(|(a, b)| u64::from(a.abs_diff(*b)))
                .sum();
            off = sum as f64 / frame.len() as f64;
        }
    });
    assert!(off < 6.0, "levels off on average: {off}");
}

#[test]
fn too_large_a_file_is_encoded_once_more() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let song = folder.path().join("song.mid");
    std::fs::write(&song, songs::scale(4)).expect("the folder can be written");
    let small = [
        "--width",
        "320",
        "--height",
        "180",
        "--to",
        "4",
        "--preset",
        "custom",
        "--audio-bitrate",
        "32",
    ];
    let (once_more, at_once) = ("encoded once more", "the file would have about");
    for (name, rate, said) in [
        ("out.mp4", ["--crf", "10"], once_more),
        ("out.mp4", ["--bitrate", "3000"], at_once),
        ("out.gif", ["--crf", "10"], once_more),
    ] {
        let small = [&small[..], &rate].concat();
        let path = folder.path().join(name);
        let full = cli::render(&song, &path, &small);
        let limit = full.bytes * 7 / 10;
        let bound = limit.to_string();
        let mut command = cli::phonoglyph();
        command
            .arg("render")
            .arg(&song)
            .args(&small)
            .args(["--max-size", &bound, "--force", "-o"])
            .arg(&path);
        let output = command.output().expect("the program can be started");
        let told = cli::text(&output);
        assert!(output.status.success() && told.contains(said), "{told}");
        let bytes = std::fs::metadata(&path).expect("the file is there").len();
        assert!(bytes <= limit && bytes > limit / 4, "{bytes} of {limit}: {told}");
    }
}

#[test]
fn pictures_in_an_archive_are_whole_and_see_through() {
    let song = Clicks::new(1, &[500], 44_100);
    let figures = song.render("out.zip", &["--to", "0.5", "--transparent"]);
    let test = Command::new("unzip")
        .arg("-tq")
        .arg(song.path("out.zip"))
        .output();
    let test = test.expect("unzip can be started: run scripts/setup.sh test");
    assert!(test.status.success(), "{}", cli::text(&test));
    let unpacked = Command::new("unzip")
        .args(["-q", "-d"])
        .arg(song.path("out"))
        .arg(song.path("out.zip"))
        .status();
    assert!(unpacked.is_ok_and(|status| status.success()));
    let mut names: Vec<_> = std::fs::read_dir(song.path("out"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    names.sort();
    assert_eq!(names.len() as u64, figures.frames);
    let picture = image::open(&names[0]).expect("a picture").into_rgba8();
    assert_eq!(picture.dimensions(), (SIDE, SIDE));
    let alpha = |x: u32, y: u32| picture.get_pixel(x, y).0[3];
    assert_eq!(
        (alpha(2, 2), alpha(SIDE / 2, SIDE - 4)),
        (0, 255),
        "nothing above, a keyboard below"
    );
}

#[test]
fn a_see_through_webm_has_its_alpha() {
    let song = Clicks::new(1, &[500], 44_100);
    song.render("out.webm", &["--to", "0.5", "--transparent", "--vcodec", "vp9"]);
    let path = song.path("out.webm");
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-c:v", "libvpx-vp9", "-i"])
        .arg(&path);
    command.args([
        "-frames:v",
        "1",
        "-vf",
        "alphaextract,format=gray",
        "-f",
        "rawvideo",
        "-",
    ]);
    let output = command.output().expect("ffmpeg can be started");
    assert!(output.status.success(), "{}", cli::text(&output));
    let at = |x: u32, y: u32| output.stdout[(y * SIDE + x) as usize];
    assert!(
        at(2, 2) < 8 && at(SIDE / 2, SIDE - 4) > 247,
        "{} {}",
        at(2, 2),
        at(SIDE / 2, SIDE - 4)
    );
}

#[test]
fn what_does_not_go_together_is_refused_with_what_would() {
    for (args, said) in [
        (
            &["-o", "x.webm", "--vcodec", "h264"][..],
            "it must be vp9 or av1 in webm; h264 goes into mp4 or mov",
        ),
        (
            &["-o", "x.mov", "--acodec", "opus"],
            "it must be aac or mp3 in mov; opus goes into mp4 or webm",
        ),
        (
            &["-o", "x.gif", "--acodec", "aac"],
            "it must be left out, as gif has no sound; aac goes into mp4 or mov",
        ),
        (&["--format", "wmv"], "choose mp4, mov, webm, gif or png-zip"),
        (
            &["--preset", "instagram_square", "--format", "webm"],
            "it must be mp4 for Instagram",
        ),
        (
            &[
                "--preset",
                "tiktok_vertical",
                "--width",
                "1080",
                "--height",
                "1080",
            ],
            "9:16 times the height for TikTok",
        ),
        (
            &["--format", "mp4", "--transparent"],
            "vp9 in webm or png in png-zip would do",
        ),
    ] {
        let output = cli::phonoglyph()
            .args(["render", "nothing.mid"])
            .args(args)
            .output();
        let output = output.expect("the program can be started");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            cli::text(&output).contains(said),
            "{args:?}: {}",
            cli::text(&output)
        );
    }
}

#[test]
fn a_platform_bounds_how_long_a_video_is() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (song, path) = (folder.path().join("song.mid"), folder.path().join("out.mp4"));
    std::fs::write(&song, songs::scale(62)).expect("the folder can be written");
    let args = [
        "--preset",
        "instagram_square",
        "--width",
        "128",
        "--height",
        "128",
        "--fps",
        "24",
    ];
    let mut command = cli::phonoglyph();
    command.arg("render").arg(&song).args(args).arg("-o").arg(&path);
    let output = command.output().expect("the program can be started");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        cli::text(&output).contains("at most 1:00.000 are taken"),
        "{}",
        cli::text(&output)
    );
    let trim = ["--on-too-long", "trim", "--fade-out", "2"];
    let figures = cli::render(&song, &path, &[&args[..], &trim].concat());
    assert_eq!(figures.frames, 60 * 24);
    let mut quarters = [0.0_f32; 240];
    let mut at = 0;
    probe::samples(&path, 44_100, |block| {
        for sample in block {
            let quarter = (at / 11_025).min(239);
            quarters[quarter] = quarters[quarter].max(sample.abs());
            at += 1;
        }
    });
    assert!(
        quarters[239] < quarters[200] / 4.0,
        "it fades: {} {}",
        quarters[239],
        quarters[200]
    );
}
