//! What is in a video, as ffmpeg and ffprobe see it: judges that share no code with the product.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

/// A video file as ffprobe describes it.
#[derive(Clone, Debug, Deserialize)]
pub struct Media {
    /// Its streams, in the order of the file.
    pub streams: Vec<Stream>,
    /// The file as a whole.
    pub format: Format,
}

/// A stream; fields that its kind does not have are empty.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Stream {
    /// `video` or `audio`.
    pub codec_type: String,
    /// Such as `h264` or `aac`.
    pub codec_name: String,
    /// Such as `High` or `LC`.
    pub profile: String,
    /// The sample entry, such as `avc1`.
    pub codec_tag_string: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Pixels' shape.
    pub sample_aspect_ratio: String,
    /// Such as `yuv420p`.
    pub pix_fmt: String,
    /// `tv` is the limited range.
    pub color_range: String,
    /// The matrix.
    pub color_space: String,
    /// The transfer function.
    pub color_transfer: String,
    /// The primaries.
    pub color_primaries: String,
    /// Frames a second, as a fraction.
    pub r_frame_rate: String,
    /// The same, over the whole stream.
    pub avg_frame_rate: String,
    /// When it begins, in seconds.
    pub start_time: String,
    /// How long it plays, in seconds.
    pub duration: String,
    /// Bits a second.
    pub bit_rate: String,
    /// Packets or frames in the container's table.
    pub nb_frames: String,
    /// Samples a second.
    pub sample_rate: String,
    /// Channels.
    pub channels: u32,
    /// Pictures that are shown later than they are decoded.
    pub has_b_frames: u32,
}

/// The file as a whole.
#[derive(Clone, Debug, Deserialize)]
pub struct Format {
    /// How long it plays, in seconds.
    pub duration: String,
    /// Its size in bytes.
    pub size: String,
    /// When it begins, in seconds.
    pub start_time: String,
    /// Tags such as `major_brand`.
    #[serde(default)]
    pub tags: std::collections::BTreeMap<String, String>,
}

impl Media {
    /// The picture.
    ///
    /// # Panics
    /// When there is not exactly one.
    pub fn video(&self) -> &Stream {
        let videos: Vec<_> = self.of_type("video").collect();
        assert_eq!(videos.len(), 1, "one picture");
        videos[0]
    }

    /// The sound, if there is one.
    pub fn audio(&self) -> Option<&Stream> {
        self.of_type("audio").next()
    }

    fn of_type(&self, kind: &'static str) -> impl Iterator<Item = &Stream> {
        self.streams
            .iter()
            .filter(move |stream| stream.codec_type == kind)
    }
}

/// Seconds from one of ffprobe's numbers.
///
/// # Panics
/// When it is none.
pub fn seconds(number: &str) -> f64 {
    number
        .parse()
        .unwrap_or_else(|_| panic!("{number:?} is no number of seconds"))
}

/// A packet of a stream.
#[derive(Clone, Debug, Deserialize)]
pub struct Packet {
    /// Presentation time in ticks of the stream's time base.
    pub pts: i64,
    /// Decoding time in the same.
    pub dts: i64,
    /// Duration in the same.
    #[serde(default)]
    pub duration: i64,
    /// Bytes, as text.
    pub size: String,
    /// `K` for a keyframe; `D` where it is not shown.
    pub flags: String,
}

impl Packet {
    /// Whether decoding may start here.
    pub fn key(&self) -> bool {
        self.flags.contains('K')
    }
}

/// A decoded picture.
#[derive(Clone, Debug, Deserialize)]
pub struct Picture {
    /// 1 where it is a keyframe.
    pub key_frame: u8,
    /// When it is shown, in ticks of the stream's time base.
    pub pts: i64,
    /// `I`, `P` or `B`.
    pub pict_type: String,
    /// The matrix that the stream itself names.
    #[serde(default)]
    pub color_space: String,
    /// The range that the stream itself names.
    #[serde(default)]
    pub color_range: String,
}

/// Describes a file; ffprobe must find nothing to complain about.
pub fn media(path: &Path) -> Media {
    ffprobe(path, &["-show_streams", "-show_format"])
}

/// The packets of a stream, such as `v:0`.
pub fn packets(path: &Path, stream: &str) -> Vec<Packet> {
    #[derive(Deserialize)]
    struct Packets {
        packets: Vec<Packet>,
    }
    ffprobe::<Packets>(path, &["-select_streams", stream, "-show_packets"]).packets
}

/// Decodes every picture.
pub fn pictures(path: &Path) -> Vec<Picture> {
    #[derive(Deserialize)]
    struct Pictures {
        frames: Vec<Picture>,
    }
    let entries = "frame=key_frame,pts,pict_type,color_space,color_range";
    ffprobe::<Pictures>(
        path,
        &["-select_streams", "v:0", "-show_frames", "-show_entries", entries],
    )
    .frames
}

fn ffprobe<T: DeserializeOwned>(path: &Path, args: &[&str]) -> T {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-of", "json"]).args(args).arg(path);
    let output = command
        .output()
        .unwrap_or_else(|error| missing("ffprobe", &error));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && complaint.is_empty(),
        "ffprobe on {path:?}: {complaint}"
    );
    serde_json::from_slice(&output.stdout).expect("ffprobe answers in the shape it always has")
}

/// Decodes the whole file and gives ffmpeg's complaints; empty is well.
pub fn complaints(path: &Path) -> String {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "warning", "-xerror", "-i"])
        .arg(path)
        .args(["-f", "null", "-"]);
    let output = command.output().unwrap_or_else(|error| missing("ffmpeg", &error));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A hash of each stream of a file as it lies there, without what surrounds them.
pub fn streams(path: &Path) -> String {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-i"])
        .arg(path)
        .args(["-map", "0", "-c", "copy", "-f", "streamhash", "-"]);
    let output = command.output().unwrap_or_else(|error| missing("ffmpeg", &error));
    assert!(output.status.success(), "ffmpeg cannot read {path:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Decodes the picture and gives each frame's luma, one byte a pixel, to `each`; nothing but one frame is kept.
/// Frames are neither repeated nor left out.
pub fn luma(path: &Path, (width, height): (u32, u32), mut each: impl FnMut(u64, &[u8])) {
    let args = [
        "-map",
        "0:v:0",
        "-fps_mode",
        "passthrough",
        "-f",
        "rawvideo",
        "-pix_fmt",
        "gray",
    ];
    let mut frame = vec![0; width as usize * height as usize];
    let mut index = 0;
    decode(path, &args, |pipe| {
        while fill(pipe, &mut frame) == frame.len() {
            each(index, &frame);
            index += 1;
        }
    });
}

/// Decodes the sound to mono at `rate` and gives blocks of samples to `each`. Edit lists are obeyed, so sample 0
/// is what is heard when frame 0 is seen.
pub fn samples(path: &Path, rate: u32, mut each: impl FnMut(&[f32])) {
    let rate = rate.to_string();
    floats(path, &["-ac", "1", "-ar", rate.as_str()], &mut each);
}

/// The loudest sample of any channel. [`samples`] would not tell: ffmpeg's mono is 3 dB louder than equal channels.
pub fn peak(path: &Path) -> f32 {
    let mut peak = 0.0_f32;
    floats(path, &[], &mut |block| {
        peak = block.iter().fold(peak, |peak, sample| peak.max(sample.abs()));
    });
    peak
}

fn floats(path: &Path, args: &[&str], each: &mut dyn FnMut(&[f32])) {
    let args = [&["-map", "0:a:0", "-f", "f32le"], args].concat();
    let mut bytes = vec![0; 1 << 16];
    decode(path, &args, |pipe| {
        loop {
            let got = fill(pipe, &mut bytes);
            let (words, _) = bytes[..got].as_chunks::<4>();
            let block: Vec<f32> = words.iter().map(|word| f32::from_le_bytes(*word)).collect();
            each(&block);
            if got < bytes.len() {
                break;
            }
        }
    });
}

/// How loud a file is by EBU R 128.
#[derive(Clone, Copy, Debug)]
pub struct Loudness {
    /// Integrated loudness in LUFS.
    pub integrated: f64,
    /// The true peak in dBTP.
    pub true_peak: f64,
}

/// Decodes the sound and measures it by EBU R 128.
///
/// # Panics
/// When there is none.
pub fn loudness(path: &Path) -> Loudness {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-nostdin", "-hide_banner", "-nostats", "-i"])
        .arg(path);
    command.args([
        "-map",
        "0:a:0",
        "-af",
        "ebur128=peak=true:framelog=verbose",
        "-f",
        "null",
        "-",
    ]);
    let output = command.output().unwrap_or_else(|error| missing("ffmpeg", &error));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {said}");
    let (_, summary) = said
        .rsplit_once("Summary:")
        .unwrap_or_else(|| panic!("no summary from {command:?}: {said}"));
    let number = |name: &str| {
        let mut words = summary.split_whitespace().skip_while(|word| *word != name);
        let value = words.nth(1).unwrap_or_default();
        value
            .parse()
            .unwrap_or_else(|_| panic!("no number behind {name} in {summary}"))
    };
    Loudness {
        integrated: number("I:"),
        true_peak: number("Peak:"),
    }
}

fn decode(path: &Path, args: &[&str], read: impl FnOnce(&mut dyn Read)) {
    let mut command = Command::new("ffmpeg");
    command
        .args(["-v", "error", "-nostdin", "-i"])
        .arg(path)
        .args(args)
        .arg("-");
    command.stdout(Stdio::piped()).stdin(Stdio::null());
    let mut child = command.spawn().unwrap_or_else(|error| missing("ffmpeg", &error));
    let mut pipe = child.stdout.take().expect("it was asked for");
    read(&mut pipe);
    drop(pipe);
    let status = child.wait().expect("ffmpeg ends");
    assert!(status.success(), "{command:?} ended with {status}");
}

/// Reads until the buffer is full or there is no more; how much there was.
fn fill(pipe: &mut dyn Read, buffer: &mut [u8]) -> usize {
    let mut filled = 0;
    while filled < buffer.len() {
        match pipe
            .read(&mut buffer[filled..])
            .expect("ffmpeg's pipe can be read")
        {
            0 => break,
            got => filled += got,
        }
    }
    filled
}

fn missing(name: &str, error: &std::io::Error) -> ! {
    panic!("{name} cannot be started ({error}): run scripts/setup.sh test")
}
