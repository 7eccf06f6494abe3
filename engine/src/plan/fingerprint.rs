//! The name of a picture: a hash of all that it depends on.

use crate::composition::{Branding, Composition};
use crate::export::ExportConfig;
use crate::score::Score;
use crate::time::MediaTime;
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

/// SHA-256 over the score, the composition, the branding and the config of a plan.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    pub(super) fn of(
        score: &Score,
        composition: &Composition,
        branding: &Branding,
        config: &ExportConfig,
        duration: MediaTime,
    ) -> Self {
        let mut hash = Sha256::new();
        for note in &score.notes {
            hash.update(note.onset.nanos().to_le_bytes());
            hash.update(note.release.nanos().to_le_bytes());
            hash.update(note.track.to_le_bytes());
            hash.update([note.channel, note.key, note.velocity]);
        }
        let documents = (composition, branding, config, duration, score.title());
        // Plain data with string keys: writing it cannot fail.
        hash.update(serde_json::to_vec(&documents).unwrap_or_default());
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        fmt::Display::fmt(self, f)?;
        f.write_char('"')
    }
}
