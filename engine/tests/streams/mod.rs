//! Packets as files that ffmpeg reads without our containers, and what it says of them.

use phonoglyph_engine::export::VideoSettings;
use phonoglyph_engine::media::{EncodedSegment, VideoCodec, VideoConfig};
use serde_json::Value;
use std::io::Write as _;
use std::process::{Command, Stdio};

/// The packets of segments as a byte stream (H.264, H.265) or in IVF (VP9, AV1).
pub fn join(segments: &[EncodedSegment]) -> Vec<u8> {
    let parameters = &segments[0].parameters;
    let mut out = match &parameters.config {
        VideoConfig::H264 { sps, pps } => starts(&[sps, pps]),
        VideoConfig::H265 { vps, sps, pps } => starts(&[vps, sps, pps]),
        VideoConfig::Vp9 { .. } => ivf(
            b"VP90",
            parameters.width,
            parameters.height,
            parameters.frame_rate.num,
        ),
        VideoConfig::Av1 { .. } => ivf(
            b"AV01",
            parameters.width,
            parameters.height,
            parameters.frame_rate.num,
        ),
        VideoConfig::Gif { .. } | VideoConfig::Png => panic!("these are pictures"),
    };
    for packet in segments.iter().flat_map(|segment| &segment.packets) {
        match &parameters.config {
            VideoConfig::H264 { .. } | VideoConfig::H265 { .. } => out.extend(starts(&units(&packet.data))),
            VideoConfig::Vp9 { .. } => block(&mut out, packet.pts, &[&packet.data]),
            // A delimiter begins every temporal unit outside containers.
            VideoConfig::Av1 { .. } => block(&mut out, packet.pts, &[&[0x12, 0], &packet.data]),
            VideoConfig::Gif { .. } | VideoConfig::Png => {}
        }
    }
    out
}

fn starts<T: AsRef<[u8]>>(units: &[T]) -> Vec<u8> {
    let mut out = Vec::new();
    for unit in units {
        out.extend([0, 0, 0, 1]);
        out.extend_from_slice(unit.as_ref());
    }
    out
}

/// The units behind their lengths.
fn units(mut data: &[u8]) -> Vec<&[u8]> {
    let mut units = Vec::new();
    while let Some((length, rest)) = data.split_first_chunk::<4>() {
        let (unit, after) = rest.split_at(u32::from_be_bytes(*length) as usize);
        units.push(unit);
        data = after;
    }
    units
}

fn ivf(codec: &[u8; 4], width: u32, height: u32, fps: u32) -> Vec<u8> {
    let mut out = b"DKIF\0\0\x20\0".to_vec();
    out.extend(codec);
    out.extend((width as u16).to_le_bytes());
    out.extend((height as u16).to_le_bytes());
    for value in [fps, 1, 0, 0] {
        out.extend(value.to_le_bytes());
    }
    out
}

fn block(out: &mut Vec<u8>, pts: u64, parts: &[&[u8]]) {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    out.extend((length as u32).to_le_bytes());
    out.extend(pts.to_le_bytes());
    parts.iter().for_each(|part| out.extend_from_slice(part));
}

fn format(codec: VideoCodec) -> &'static str {
    match codec {
        VideoCodec::H264 => "h264",
        VideoCodec::H265 => "hevc",
        VideoCodec::Vp9 | VideoCodec::Av1 => "ivf",
        VideoCodec::Gif | VideoCodec::Png => "image2pipe",
    }
}

/// The luma of every frame, as ffmpeg decodes them.
pub fn decode(stream: &[u8], codec: VideoCodec, settings: &VideoSettings) -> Vec<Vec<u8>> {
    let arguments = [
        "-v",
        "error",
        "-f",
        format(codec),
        "-i",
        "pipe:0",
        "-f",
        "rawvideo",
    ];
    let output = ["-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "pipe:1"];
    let decoded = pipe("ffmpeg", &[&arguments[..], &output].concat(), stream);
    let luma = (settings.width * settings.height) as usize;
    let chroma = (settings.width.div_ceil(2) * settings.height.div_ceil(2)) as usize;
    decoded
        .chunks_exact(luma + 2 * chroma)
        .map(|frame| frame[..luma].to_vec())
        .collect()
}

/// What ffprobe says of the stream.
pub fn probe(stream: &[u8], codec: VideoCodec) -> Value {
    let arguments = [
        "-v",
        "error",
        "-f",
        format(codec),
        "-show_streams",
        "-of",
        "json",
        "pipe:0",
    ];
    let said: Value = serde_json::from_slice(&pipe("ffprobe", &arguments, stream)).expect("JSON");
    said["streams"][0].clone()
}

fn pipe(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed: {error}"));
    let mut stdin = child.stdin.take().expect("a pipe");
    let output = std::thread::scope(|scope| {
        // ffprobe may have read enough before the end.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("an answer")
    });
    assert!(output.status.success(), "{program} {arguments:?}");
    output.stdout
}

/// The mean difference of samples.
pub fn mean_error(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.len() as f64
}
