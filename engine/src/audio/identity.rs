//! What a sound is, by its content.

use super::analysis::VERSION;
use super::{Sound, SoundFont};
use crate::score::Score;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes that are read at once.
const BLOCK: usize = 1 << 16;

/// The name of the analysis of a sound: 64 hexadecimal digits, equal for equal content, whatever files are called and
/// wherever they lie. It changes with the way in which sounds are analysed. Reads all files of the sound.
///
/// # Errors
/// When a file cannot be read.
pub fn analysis_name(sound: &Sound, score: &Score) -> io::Result<String> {
    let mut hash = Sha256::new();
    hash.update(VERSION.to_le_bytes());
    add(&mut hash, sound, score)?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

fn add(hash: &mut Sha256, sound: &Sound, score: &Score) -> io::Result<()> {
    match sound {
        Sound::Recording(path) => {
            hash.update(b"recording");
            add_file(hash, path)?;
        }
        Sound::Synthesis(font) => {
            hash.update(b"synthesis");
            add_score(hash, score);
            hash.update(Sha256::digest(SoundFont::bytes(font)));
        }
        Sound::Mix(parts) => {
            hash.update(b"mix");
            hash.update((parts.len() as u64).to_le_bytes());
            for part in parts {
                hash.update(part.offset.nanos().to_le_bytes());
                hash.update(part.gain.to_le_bytes());
                add(hash, &part.sound, score)?;
            }
        }
    }
    Ok(())
}

fn add_file(hash: &mut Sha256, path: &Path) -> io::Result<()> {
    let (mut file, mut own) = (File::open(path)?, Sha256::new());
    let mut block = vec![0; BLOCK];
    loop {
        match file.read(&mut block)? {
            0 => break,
            count => own.update(&block[..count]),
        }
    }
    hash.update(own.finalize());
    Ok(())
}

fn add_score(hash: &mut Sha256, score: &Score) {
    hash.update(score.duration.nanos().to_le_bytes());
    hash.update((score.notes.len() as u64).to_le_bytes());
    for note in &score.notes {
        hash.update(note.onset.nanos().to_le_bytes());
        hash.update(note.release.nanos().to_le_bytes());
        hash.update([note.channel, note.key, note.velocity]);
    }
    for control in &score.controls {
        hash.update(control.time.nanos().to_le_bytes());
        hash.update([control.channel]);
        hash.update(format!("{:?};", control.kind));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::MixPart;
    use crate::time::MediaTime;

    #[test]
    fn the_name_is_that_of_the_content() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).expect("written");
            Sound::Recording(path)
        };
        let (one, same, other) = (file("a", "sound"), file("b", "sound"), file("c", "noise"));
        let name = |sound: &Sound| analysis_name(sound, &Score::default()).expect("it can be read");
        assert_eq!((name(&one), name(&one).len()), (name(&same), 64));
        assert_ne!(name(&one), name(&other));
        let moved = |millis| {
            Sound::Mix(vec![MixPart {
                sound: one.clone(),
                offset: MediaTime::from_millis(millis),
                gain: 0.0,
            }])
        };
        assert_eq!(name(&moved(5)), name(&moved(5)));
        assert_ne!(name(&moved(5)), name(&moved(6)));
        assert!(analysis_name(&Sound::Recording("/nowhere".into()), &Score::default()).is_err());
    }
}
