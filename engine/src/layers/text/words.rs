//! What stands for names in braces.

use crate::layers::lettering::{Piece, pieces};
use crate::layers::scene::Scene;
use crate::score::{KeySignature, Score};

/// The text with what it names filled in; names that nothing is known of stay as they are.
pub(in crate::layers) fn filled(text: &str, scene: &Scene<'_>) -> String {
    let known = |name: &str| value(name, scene);
    let pieces = pieces(text, known);
    let told = pieces.into_iter().map(|piece| match piece {
        Piece::Words(words) | Piece::Value(words) => words,
    });
    told.collect()
}

fn value(name: &str, scene: &Scene<'_>) -> Option<String> {
    let composition = &scene.plan.composition;
    let score = &scene.plan.score;
    Some(match name {
        "title" => {
            let title = composition.title.as_deref().or(score.title());
            title.unwrap_or("").to_owned()
        }
        "artist" => composition.artist.clone().unwrap_or_default(),
        "key" => score.key_signatures.first().map(key).unwrap_or_default(),
        "tempo" => tempo(score),
        "metre" => metre(score),
        "length" => clock(scene.plan.duration.seconds()),
        "notes" => score.notes.len().to_string(),
        "bars" => {
            let end = scene.metre.beat_at(score.duration.seconds() - 1e-6);
            end.map_or(0, |beat| beat.bar).to_string()
        }
        _ => return None,
    })
}

fn tempo(score: &Score) -> String {
    let bpm = score.tempos.first().map_or(120.0, |tempo| tempo.bpm());
    format!("{:.0}", bpm)
}

fn metre(score: &Score) -> String {
    score.time_signatures.first().map_or_else(
        || "4/4".to_owned(),
        |metre| format!("{}/{}", metre.numerator, 1_u64 << metre.denominator_power.min(16)),
    )
}

/// Minutes and seconds.
fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0) as u64;
    format!("{}:{:02}", whole / 60, whole % 60)
}

/// Such as "E♭ major": the circle of fifths from C major or A minor.
fn key(key: &KeySignature) -> String {
    const NAMES: [&str; 18] = [
        "C♭", "G♭", "D♭", "A♭", "E♭", "B♭", "F", "C", "G", "D", "A", "E", "B", "F♯", "C♯", "G♯", "D♯", "A♯",
    ];
    let place = i32::from(key.sharps.clamp(-7, 7)) + 7 + if key.minor { 3 } else { 0 };
    let name = NAMES.get(place as usize).copied().unwrap_or("C");
    format!("{name} {}", if key.minor { "minor" } else { "major" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::MediaTime;

    #[test]
    fn keys_have_their_names() {
        let named = |sharps, minor| {
            key(&KeySignature {
                time: MediaTime::ZERO,
                sharps,
                minor,
            })
        };
        assert_eq!(named(0, false), "C major");
        assert_eq!(named(0, true), "A minor");
        assert_eq!(named(-3, false), "E♭ major");
        assert_eq!(named(4, true), "C♯ minor");
        assert_eq!(
            (named(-7, false), named(7, true)),
            ("C♭ major".into(), "A♯ minor".into())
        );
    }
}
