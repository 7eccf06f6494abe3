use super::*;
use crate::score::{Score, Text, TextKind};
use crate::time::MediaTime;

fn score(kind: TextKind, texts: &[(i64, &str)]) -> Score {
    let text = |(millis, text): &(i64, &str)| Text {
        time: MediaTime::from_millis(*millis),
        track: 1,
        kind,
        text: (*text).to_owned(),
    };
    Score {
        texts: texts.iter().map(text).collect(),
        ..Score::default()
    }
}

fn words(lyrics: &Lyrics) -> Vec<Vec<(String, f64, f64)>> {
    let words = |line: &LyricLine| {
        let word = |word: &LyricWord| (word.text.clone(), word.start, word.end);
        line.words.iter().map(word).collect()
    };
    lyrics.lines.iter().map(words).collect()
}

#[test]
fn lyric_events_make_words_of_syllables() {
    let sung = [
        (1000, "Hal"),
        (1500, "le"),
        (2000, "lu "),
        (3000, "jah\r"),
        (4000, "A"),
        (4250, "men"),
    ];
    let lyrics = Lyrics::of_score(&score(TextKind::Lyric, &sung));
    let wanted = vec![
        vec![("Hallelu ".to_owned(), 1.0, 3.0), ("jah".to_owned(), 3.0, 4.0)],
        vec![("Amen".to_owned(), 4.0, 5.75)],
    ];
    assert_eq!(words(&lyrics), wanted);
    assert_eq!(lyrics.lines[0].words[0].syllables.len(), 3);
}

#[test]
fn karaoke_texts_have_marks_and_headers() {
    let texts = [
        (0, "@KMIDI KARAOKE FILE"),
        (0, "@TMy song"),
        (2000, "\\Twin"),
        (2500, "kle"),
        (3000, " star"),
        (4000, "/how"),
        (9000, " I"),
    ];
    let lyrics = Lyrics::of_score(&score(TextKind::Text, &texts));
    let lines: Vec<_> = lyrics.lines.iter().map(LyricLine::text).collect();
    assert_eq!(lines, ["Twinkle star", "how I"]);
    // Held for as long as a breath lasts, not until the next word.
    assert_eq!(lyrics.lines[1].words[0].end, 6.5);
}

#[test]
fn events_without_spaces_are_words_unless_a_hyphen_joins_them() {
    let sung = [
        (0, "Ma-"),
        (500, "ry"),
        (1000, "had"),
        (1500, "a"),
        (6000, "lamb"),
    ];
    let lyrics = Lyrics::of_score(&score(TextKind::Lyric, &sung));
    let lines: Vec<_> = lyrics.lines.iter().map(LyricLine::text).collect();
    assert_eq!(lines, ["Mary had a", "lamb"]);
}

#[test]
fn plain_texts_are_no_lyrics() {
    let texts = [
        (0, "Composed in spring"),
        (0, "Verse"),
        (900, "Sequenced by hand"),
    ];
    assert!(Lyrics::of_score(&score(TextKind::Text, &texts)).lines.is_empty());
    assert!(Lyrics::of_score(&Score::default()).lines.is_empty());
}
