//! What a file is: recognised by its content, never by its name.
//!
//! Enters: a file of this machine, of any origin. Leaves: an [`Examined`] with kind, media type, size, hash and
//! duration, or an [`UploadError`]. Examining blocks; call it on a thread that may.

mod sniff;

pub use sniff::{Sniffed, sniff};

use crate::config::UploadLimits;
use crate::data::AssetKind;
use phonoglyph_engine::audio::{self, AudioError, SoundFont};
use phonoglyph_engine::material::{self, MaterialError};
use phonoglyph_engine::media::MaterialKind;
use phonoglyph_engine::score::{self, Score, ScoreError};
use phonoglyph_engine::text::{FontError, check_font};
use phonoglyph_engine::time::MediaTime;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// How many bytes [`sniff`] wants to see.
pub const SNIFF_BYTES: usize = material::RECOGNISE_BYTES;

/// The most channels of a recording.
const MAX_CHANNELS: u16 = 32;

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
    /// How long it plays, if it plays.
    pub duration_seconds: Option<f64>,
    /// The score, where it is one.
    pub score: Option<Score>,
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// Of no kind that is taken.
    #[error(
        "this is no MIDI file, no WAV, AIFF, FLAC, MP3, AAC, Ogg, M4A, CAF or WebM recording, no PNG, JPEG, WebP or SVG picture, no TrueType or \
         OpenType font, no .cube colour table, no .lrc or .srt lyrics and no .sf2 or .sf3 SoundFont"
    )]
    Unknown,
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Too large for its kind.
    #[error("the {kind} file has more than {limit} bytes")]
    TooLarge {
        /// Such as `MIDI` or `audio`.
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
    /// A picture, font, colour table or lyrics that cannot be read.
    #[error("the {kind} file is not taken: {error}")]
    Material {
        /// Such as `picture`.
        kind: &'static str,
        /// Why.
        error: MaterialError,
    },
    /// A font that cannot be used.
    #[error("the font file is not taken: {0}")]
    Font(#[from] FontError),
    /// A recording of more channels than there are ears for.
    #[error(
        "the recording cannot be read: it says that it has {channels} channels: it must have 1 to {MAX_CHANNELS}"
    )]
    Channels {
        /// How many its header says.
        channels: u16,
    },
    /// The file could not be read.
    #[error("reading failed")]
    Io(#[from] io::Error),
}

impl Sniffed {
    /// The largest file of this kind that is taken, in bytes.
    pub fn limit(self, limits: UploadLimits) -> u64 {
        match (self.kind, self.material()) {
            (AssetKind::Midi, _) => limits.midi,
            (_, Some(kind)) => material::max_bytes(kind),
            _ => limits.audio,
        }
    }

    /// The error for a file of this kind that is larger.
    pub fn too_large(self, limits: UploadLimits) -> UploadError {
        let (kind, limit) = (self.noun(), self.limit(limits));
        UploadError::TooLarge { kind, limit }
    }

    /// What kind of material it is, if it is some.
    fn material(self) -> Option<MaterialKind> {
        match self.kind {
            AssetKind::Midi | AssetKind::Audio => None,
            AssetKind::Picture => Some(MaterialKind::Picture),
            AssetKind::Font => Some(MaterialKind::Font),
            AssetKind::Lut => Some(MaterialKind::Lut),
            AssetKind::Lyrics => Some(MaterialKind::Lyrics),
            AssetKind::SoundFont => Some(MaterialKind::SoundFont),
        }
    }

    const fn noun(self) -> &'static str {
        match self.kind {
            AssetKind::Midi => "MIDI",
            AssetKind::Audio => "audio",
            AssetKind::Picture => "picture",
            AssetKind::Font => "font",
            AssetKind::Lut => "colour table",
            AssetKind::Lyrics => "lyrics",
            AssetKind::SoundFont => "SoundFont",
        }
    }
}

/// The largest file of any kind that is taken, in bytes.
pub fn largest(limits: UploadLimits) -> u64 {
    let kinds = [
        MaterialKind::Picture,
        MaterialKind::Font,
        MaterialKind::Lut,
        MaterialKind::Lyrics,
        MaterialKind::SoundFont,
    ];
    let material = kinds
        .into_iter()
        .map(material::max_bytes)
        .max()
        .unwrap_or_default();
    limits.midi.max(limits.audio).max(material)
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
            (Some(score.duration), Some(score))
        }
        AssetKind::Audio => {
            check_channels(&head(path)?)?;
            (Some(audio::probe(path)?.duration), None)
        }
        AssetKind::SoundFont => {
            SoundFont::load(path)?.check()?;
            (None, None)
        }
        _ => {
            decode(sniffed, &std::fs::read(path)?)?;
            (None, None)
        }
    };
    Ok(Examined {
        kind: sniffed.kind,
        media_type: sniffed.media_type,
        bytes,
        sha256: sha256(path)?,
        duration_seconds: duration.map(MediaTime::seconds),
        score,
    })
}

/// Looks at what the header of a WAV says (its chunk `fmt `) before room is made for so many channels.
fn check_channels(head: &[u8]) -> Result<(), UploadError> {
    let format = head.windows(4).position(|word| word == b"fmt ");
    let at = |place: usize| Some(u16::from_le_bytes([*head.get(place)?, *head.get(place + 1)?]));
    // Behind the name stand four bytes of length and two of the encoding.
    match format
        .filter(|_| head.starts_with(b"RIFF") || head.starts_with(b"RF64"))
        .and_then(|start| at(start + 10))
    {
        Some(channels) if !(1..=MAX_CHANNELS).contains(&channels) => Err(UploadError::Channels { channels }),
        _ => Ok(()),
    }
}

/// Decodes what will be decoded again when it is drawn, so that what cannot be drawn is refused here.
fn decode(sniffed: Sniffed, bytes: &[u8]) -> Result<(), UploadError> {
    let decoded = match sniffed.kind {
        AssetKind::Picture => material::picture(bytes).map(drop),
        AssetKind::Lut => material::lut(bytes).map(drop),
        AssetKind::Lyrics => material::lyrics(bytes).map(drop),
        AssetKind::Font => return Ok(check_font(bytes)?),
        _ => Ok(()),
    };
    let kind = sniffed.noun();
    decoded.map_err(|error| UploadError::Material { kind, error })
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

#[cfg(test)]
mod tests;
