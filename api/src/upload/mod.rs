//! What a file is: recognised by its content, never by its name.
//!
//! Enters: a file of this machine, of any origin. Leaves: an [`Examined`] with kind, media type, size, hash and
//! duration, or an [`UploadError`]. Examining blocks; call it on a thread that may.

mod sniff;

pub use sniff::{Sniffed, sniff};

use crate::config::UploadLimits;
use crate::data::AssetKind;
use phonoglyph_engine::audio::{self, AudioError};
use phonoglyph_engine::score::{self, Score, ScoreError};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// How many bytes [`sniff`] wants to see.
pub const SNIFF_BYTES: usize = 16;

/// What was found in a file.
#[derive(Debug)]
pub struct Examined {
    /// What it is.
    pub kind: AssetKind,
    /// Its media type.
    pub media_type: &'static str,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
    /// How long it plays.
    pub duration_seconds: f64,
    /// The score, where it is one.
    pub score: Option<Score>,
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Neither MIDI nor a known kind of audio.
    #[error("this is neither a MIDI file nor a WAV, FLAC, MP3 or Ogg recording")]
    Unknown,
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too large for its kind.
    #[error("the {kind} file has more than {limit} bytes")]
    TooLarge {
        /// `MIDI` or `audio`.
        kind: &'static str,
        /// The largest that is taken, in bytes.
        limit: u64,
    },
    /// A MIDI file that cannot be read.
    #[error("the MIDI file cannot be read: {0}")]
    Score(#[from] ScoreError),
    /// A recording that cannot be read.
    #[error("the recording cannot be read: {0}")]
    Audio(#[from] AudioError),
    /// The file could not be read.
    #[error("reading failed")]
    Io(#[from] io::Error),
}

impl Sniffed {
    /// The largest file of this kind that is taken, in bytes.
    pub fn limit(self, limits: UploadLimits) -> u64 {
        match self.kind {
            AssetKind::Midi => limits.midi,
            AssetKind::Audio => limits.audio,
        }
    }

    /// The error for a file of this kind that is larger.
    pub fn too_large(self, limits: UploadLimits) -> UploadError {
        let kind = match self.kind {
            AssetKind::Midi => "MIDI",
            AssetKind::Audio => "audio",
        };
        let limit = self.limit(limits);
        UploadError::TooLarge { kind, limit }
    }
}

/// Looks at a file.
///
/// # Errors
/// When it is of no kind that is taken, is too large, or cannot be read.
pub fn examine(path: &Path, limits: UploadLimits) -> Result<Examined, UploadError> {
    let bytes = path.metadata()?.len();
    let sniffed = sniff(&head(path)?).ok_or(if bytes == 0 {
        UploadError::Empty
    } else {
        UploadError::Unknown
    })?;
    if bytes > sniffed.limit(limits) {
        return Err(sniffed.too_large(limits));
    }
    let (duration, score) = match sniffed.kind {
        AssetKind::Midi => {
            let score = score::parse(&std::fs::read(path)?)?;
            (score.duration, Some(score))
        }
        AssetKind::Audio => (audio::probe(path)?.duration, None),
    };
    Ok(Examined {
        kind: sniffed.kind,
        media_type: sniffed.media_type,
        bytes,
        sha256: sha256(path)?,
        duration_seconds: duration.seconds(),
        score,
    })
}

fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(SNIFF_BYTES);
    File::open(path)?
        .take(SNIFF_BYTES as u64)
        .read_to_end(&mut head)?;
    Ok(head)
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn sha256(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Sha256::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            count => hash.update(&buffer[..count]),
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
