//! What each codec costs, and how its pictures compare with x264's (veryfast) by SSIM: the same frames, drawn once,
//! go through all of them. ffmpeg encodes with x264, decodes and compares.

use anyhow::Context as _;
use phonoglyph_engine::audio::{Sound, SoundFont};
use phonoglyph_engine::clock::process_cpu_time;
use phonoglyph_engine::composition::Look;
use phonoglyph_engine::encode;
use phonoglyph_engine::export::{Container, ExportRequest, PresetId, VideoSettings};
use phonoglyph_engine::gpu::Gpu;
use phonoglyph_engine::media::{EncodedPacket, Frame, Metadata, PixelFormat, VideoCodec, VideoParameters};
use phonoglyph_engine::mux::{self, Streams};
use phonoglyph_engine::plan::{RenderPlan, gop_frames};
use phonoglyph_engine::render::Renderer;
use phonoglyph_engine::score;
use phonoglyph_engine::supplies::{Sources, Supplies};
use phonoglyph_engine::time::FrameRate;
use std::io::{Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const SIZE: (u32, u32) = (1920, 1080);
/// Frames that are compared: three seconds, with two keyframes.
const FRAMES: u64 = 90;
/// Where each song is taken, in frames.
const FIRST: u64 = 600;
/// The looks that the songs are drawn with, in turn.
const LOOKS: [&str; 3] = ["neon", "smoke-and-sparks", "orchestral-lanes"];
/// Factors of x264 that its curve is drawn through.
const CURVE: [u8; 5] = [10, 16, 22, 28, 36];
/// Factors of ours that are compared.
const FACTORS: [u8; 3] = [20, 26, 32];
/// Bitrates of the presets, in kbit/s.
const BITRATES: [u32; 3] = [8000, 3500, 2000];

/// A measured point: kbit/s and SSIM in decibels.
#[derive(Clone, Copy)]
struct Point {
    kbps: f64,
    decibels: f64,
}

/// Prints the tables for these songs.
pub fn run(songs: &[PathBuf], folder: &Path) -> anyhow::Result<()> {
    let gpu = Gpu::open()?;
    println!(
        "\nEncoding 1920x1080 at 30 frames/s, one thread. Where x264 (veryfast) stands at the same bitrate, in decibels of"
    );
    println!("SSIM (positive: ours is better), and the factor of x264 that gives the same SSIM");
    for (song, look) in songs.iter().zip(LOOKS.iter().cycle()) {
        let raw = folder.join("frames.yuv");
        draw(&gpu, song, look, &raw, folder)?;
        let bench = Bench { raw, folder };
        let curve = CURVE.map(|crf| bench.x264(crf));
        let curve = curve.into_iter().collect::<anyhow::Result<Vec<_>>>()?;
        let name = song.file_stem().unwrap_or_default().to_string_lossy();
        println!(
            "\n| {name}, {look} | CPU ms/frame | kbit/s | SSIM dB | against x264 | like x264 at |\n|{}",
            "---|".repeat(6)
        );
        for support in &encode::available().video {
            if support.missing.is_none() && support.codec.pixels() == PixelFormat::Yuv420 {
                bench.codec(support.codec, support.name, &curve)?;
            }
        }
    }
    Ok(())
}

/// Draws the frames of a song into a file of planes.
fn draw(gpu: &Gpu, song: &Path, look: &str, raw: &Path, folder: &Path) -> anyhow::Result<()> {
    let score = Arc::new(score::parse(&std::fs::read(song)?)?);
    let look = Look::named(look).context("a look of that name")?;
    let composition = Arc::new(look.composition()?);
    let config = ExportRequest::preset(PresetId::Youtube1080p).build()?;
    let plan = Arc::new(RenderPlan::new(Arc::clone(&score), composition, config, None)?);
    let sound = Sound::Synthesis(SoundFont::bundled());
    let sources = Sources {
        score: &score,
        sound: Some(&sound),
        files: &|_| None,
        scratch: folder,
        kept: None,
        stopped: &|| false,
    };
    let supplies = Supplies::gather(&plan.composition, &sources)?;
    let mut renderer = Renderer::new(gpu, &plan, &supplies)?;
    let mut file = std::io::BufWriter::new(std::fs::File::create(raw)?);
    let first = FIRST.min(plan.frames.saturating_sub(FRAMES));
    let mut written = Ok(());
    renderer.run(first..first + FRAMES, &mut |frame| {
        written = frame.planes.iter().try_for_each(|plane| file.write_all(plane));
        if written.is_ok() {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(())
        }
    })?;
    written?;
    Ok(file.flush()?)
}

struct Bench<'a> {
    raw: PathBuf,
    folder: &'a Path,
}

impl Bench<'_> {
    fn codec(&self, codec: VideoCodec, name: &str, curve: &[Point]) -> anyhow::Result<()> {
        let factors = FACTORS.map(|crf| (format!("crf {crf}"), Some(crf), None));
        let rates = BITRATES.map(|kbps| (format!("{kbps} kbit/s"), None, Some(kbps)));
        for (what, crf, kbps) in factors.into_iter().chain(rates) {
            let (point, cpu) = self.ours(codec, crf, kbps)?;
            let gap = point.decibels - at_rate(curve, point.kbps);
            let like = like(curve, point.decibels);
            println!(
                "| {name} {what} | {cpu:.1} | {:.0} | {:.2} | {gap:+.2} | {like:.1} |",
                point.kbps, point.decibels
            );
        }
        Ok(())
    }

    /// Encodes with one of ours: what came out, and CPU milliseconds a frame.
    fn ours(&self, codec: VideoCodec, crf: Option<u8>, kbps: Option<u32>) -> anyhow::Result<(Point, f64)> {
        let preset = ExportRequest::preset(PresetId::Youtube1080p).build()?;
        let settings = VideoSettings {
            codec,
            crf,
            bitrate_kbps: kbps,
            ..preset.video().clone()
        };
        let rate = FrameRate::whole(30);
        let mut encoder = encode::video(&settings, rate, gop_frames(rate), 0)?;
        let mut file = std::fs::File::open(&self.raw)?;
        let mut frame = Frame::new(SIZE.0, SIZE.1);
        let mut packets = Vec::new();
        let mut spent = std::time::Duration::ZERO;
        for index in 0..FRAMES {
            frame.index = index;
            for plane in &mut frame.planes {
                file.read_exact(plane)?;
            }
            let before = process_cpu_time();
            encoder.encode(&frame, &mut packets)?;
            spent += process_cpu_time().saturating_sub(before);
        }
        let parameters = encoder.finish(&mut packets)?;
        let path = self.write(parameters, &packets)?;
        let bytes: usize = packets.iter().map(|packet| packet.data.len()).sum();
        let point = self.point(&path, bytes as u64)?;
        Ok((point, spent.as_secs_f64() * 1000.0 / FRAMES as f64))
    }

    fn write(&self, video: VideoParameters, packets: &[EncodedPacket]) -> anyhow::Result<PathBuf> {
        let path = self.folder.join("ours.mp4");
        let streams = Streams {
            video,
            frames: FRAMES,
            audio: None,
            metadata: Metadata::default(),
            fragmented: false,
        };
        let mut muxer = mux::create(Container::Mp4, &path, &streams)?;
        for packet in packets {
            muxer.video(packet)?;
        }
        muxer.finish()?;
        Ok(path)
    }

    fn x264(&self, crf: u8) -> anyhow::Result<Point> {
        let path = self.folder.join("x264.h264");
        let mut command = self.ffmpeg();
        command.args([
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-g",
            "60",
            "-crf",
            &crf.to_string(),
            "-y",
        ]);
        anyhow::ensure!(
            command.arg(&path).status()?.success(),
            "ffmpeg with libx264 is needed"
        );
        let bytes = std::fs::metadata(&path)?.len();
        self.point(&path, bytes)
    }

    /// Compares a file with what went in.
    fn point(&self, path: &Path, bytes: u64) -> anyhow::Result<Point> {
        let filter = "[0:v]settb=1/30,setpts=N[a];[1:v]settb=1/30,setpts=N[b];[b][a]ssim";
        let mut command = self.ffmpeg();
        command.args(["-r", "30", "-i"]).arg(path);
        command.args(["-lavfi", filter, "-f", "null", "-", "-loglevel", "info"]);
        let said = String::from_utf8(command.output()?.stderr)?;
        let all = said.rsplit_once("All:").context("ffmpeg says no SSIM")?.1;
        let ssim: f64 = all.split_whitespace().next().unwrap_or_default().parse()?;
        Ok(Point {
            kbps: bytes as f64 * 8.0 * 30.0 / FRAMES as f64 / 1000.0,
            decibels: -10.0 * (1.0 - ssim).max(1e-6).log10(),
        })
    }

    /// ffmpeg, with the frames as its first input.
    fn ffmpeg(&self) -> Command {
        let mut command = Command::new("ffmpeg");
        let size = format!("{}x{}", SIZE.0, SIZE.1);
        command.args([
            "-v", "error", "-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", &size, "-r", "30", "-i",
        ]);
        command.arg(&self.raw);
        command
    }
}

/// The curve's decibels at a bitrate, straight between its points over the bitrate's logarithm.
fn at_rate(curve: &[Point], kbps: f64) -> f64 {
    let points = curve.iter().map(|point| (-point.kbps.ln(), point.decibels));
    between(points, -kbps.ln())
}

/// The factor on the curve that gives these decibels.
fn like(curve: &[Point], decibels: f64) -> f64 {
    let points = curve
        .iter()
        .zip(CURVE)
        .map(|(point, crf)| (-point.decibels, f64::from(crf)));
    between(points, -decibels)
}

/// The value at `x` on a line through points of rising `x`, and on beyond them.
fn between(points: impl Iterator<Item = (f64, f64)>, x: f64) -> f64 {
    let points: Vec<_> = points.collect();
    let after = points
        .partition_point(|point| point.0 < x)
        .clamp(1, points.len() - 1);
    let ((x0, y0), (x1, y1)) = (points[after - 1], points[after]);
    y0 + (y1 - y0) * (x - x0) / (x1 - x0)
}
