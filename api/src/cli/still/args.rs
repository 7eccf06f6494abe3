//! What `frame` and `strip` are told.

use crate::cli::render::{ContentArgs, ShapeArgs, SongArgs, seconds};
use crate::config::VoiceArgs;
use clap::Args;
use phonoglyph_engine::stills::{MAX_TILES, TILE_SIDES};
use phonoglyph_engine::time::MediaTime;
use std::path::{Path, PathBuf};

const FRAME_EXAMPLES: &str = "\
Examples:
  phonoglyph frame song.mid                       the frame that a poster would show
  phonoglyph frame song.mid --at 12.5 -o frame.png
  phonoglyph frame song.mid --at 60 --preset tiktok_vertical --composition neon.json -o story.webp";

const STRIP_EXAMPLES: &str = "\
Examples:
  phonoglyph strip song.mid
  phonoglyph strip song.mid --count 24 --columns 6 -o sheet.jpg";

/// One frame.
#[derive(Args)]
#[command(after_help = FRAME_EXAMPLES, allow_negative_numbers = true)]
pub struct FrameArgs {
    /// When, in seconds from the start of the video; by default the moment at which there is most to see
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub at: Option<MediaTime>,
    #[command(flatten)]
    pub common: StillArgs,
}

/// A contact sheet.
#[derive(Args)]
#[command(after_help = STRIP_EXAMPLES, allow_negative_numbers = true)]
pub struct StripArgs {
    /// How many frames, 1 to 60, from the middles of equal parts of the video
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_TILES)))]
    pub count: u32,
    /// Frames in a row; by default as many as make the sheet about square
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_TILES)))]
    pub columns: Option<u32>,
    /// The longest side of each frame in pixels, 64 to 480
    #[arg(long, value_name = "PIXELS", default_value_t = 320, value_parser = clap::value_parser!(u32).range(i64::from(*TILE_SIDES.start())..=i64::from(*TILE_SIDES.end())))]
    pub side: u32,
    #[command(flatten)]
    pub common: StillArgs,
}

/// What both are told.
#[derive(Args)]
pub struct StillArgs {
    #[command(flatten)]
    pub song: SongArgs,
    /// The picture (.png, .webp or .jpg); by default a PNG with the song's name, in this folder
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the picture that is there already, where -o does not name it
    #[arg(short, long)]
    pub force: bool,
    #[command(flatten)]
    pub shape: ShapeArgs,
    #[command(flatten)]
    pub content: ContentArgs,
    #[command(flatten)]
    pub voice: VoiceArgs,
}

impl StillArgs {
    /// Every file that is read.
    pub fn inputs(&self) -> Vec<&Path> {
        self.song
            .inputs()
            .chain(self.content.composition.as_deref())
            .chain(self.content.cover.as_deref())
            .chain(self.content.lyrics.as_deref())
            .collect()
    }
}
