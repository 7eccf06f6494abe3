//! `phonoglyph align`: where a recording goes with its song.

use super::render::{about, bytes};
use clap::Args;
use phonoglyph_engine::audio;
use phonoglyph_engine::score;
use std::path::PathBuf;

/// The largest song that is read, in bytes.
const MAX_SONG: u64 = 16 << 20;

/// A song and a recording of it.
#[derive(Args)]
pub struct AlignArgs {
    /// The song: a .mid, .kar or .rmi file
    song: PathBuf,
    /// The recording of it, or of a part of it
    track: PathBuf,
    /// Print JSON: `offset` and `lag` in seconds, `confidence` from 0 to 1
    #[arg(long)]
    json: bool,
}

/// Finds it and prints it.
pub fn run(args: &AlignArgs) -> anyhow::Result<()> {
    let song = score::parse(&bytes(&args.song, MAX_SONG)?).map_err(|error| about(&args.song, error))?;
    let scratch = tempfile::tempdir()?;
    let found = audio::align(&song, &args.track, scratch.path(), &|| false);
    let found = found.map_err(|error| about(&args.track, error))?;
    let Some(found) = found else {
        return Err(about(
            &args.track,
            "there is nothing to compare: song or recording has no onsets",
        ));
    };
    let (offset, confidence) = (found.offset, found.confidence);
    if args.json {
        let line = serde_json::json!({ "offset": offset, "lag": -offset, "confidence": confidence });
        println!("{line}");
        return Ok(());
    }
    let when = if offset <= 0.0 { "later" } else { "earlier" };
    println!(
        "the music begins {:.3} s {when} in the recording than in the song: --audio-offset {offset:.3} (confidence {confidence:.2})",
        offset.abs(),
    );
    if confidence < 0.5 {
        println!("that is little confidence: the recording may be of another song");
    }
    Ok(())
}
