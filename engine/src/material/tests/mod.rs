//! Material of all kinds, good and hostile, all of it made here.

mod luts;
mod lyric_files;
mod pictures;
mod score_lyrics;
mod svgs;

use super::*;
