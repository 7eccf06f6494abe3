use super::*;
use crate::score::Score;
use crate::time::MediaTime;

fn metre() -> Metre {
    Metre::new(&Score {
        duration: MediaTime::from_millis(60_000),
        ..Score::default()
    })
}

fn heard(onset: f64, release: f64, key: u8) -> Heard {
    Heard {
        onset,
        release,
        key,
        velocity: 0.7,
    }
}

/// Chords of two seconds each, one after the other.
fn chords(all: &[&[u8]]) -> Vec<Heard> {
    let chord = |(index, keys): (usize, &&[u8])| {
        let start = index as f64 * 2.0;
        keys.iter()
            .map(|&key| heard(start, start + 1.95, key))
            .collect::<Vec<_>>()
    };
    all.iter().enumerate().flat_map(chord).collect()
}

fn named(spans: &[ChordSpan]) -> Vec<String> {
    const NAMES: [&str; 12] = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
    let name = |span: &ChordSpan| {
        let Chord { root, quality, bass } = span.chord;
        let slash = if bass == root {
            String::new()
        } else {
            format!("/{}", NAMES[usize::from(bass)])
        };
        format!("{}{}{slash}", NAMES[usize::from(root)], quality.suffix)
    };
    spans.iter().map(name).collect()
}

fn one(keys: &[u8]) -> String {
    named(&recognise(&chords(&[keys]), &metre())).join(" ")
}

#[test]
fn chords_have_their_names_in_every_position_and_key() {
    let table: [(&[u8], &str); 27] = [
        (&[48, 52, 55], "C"),
        (&[52, 55, 60], "C/E"),
        (&[55, 60, 64], "C/G"),
        (&[45, 48, 52], "Am"),
        (&[48, 52, 57], "Am/C"),
        (&[52, 57, 60], "Am/E"),
        (&[47, 50, 53], "Bdim"),
        (&[48, 52, 56], "Caug"),
        (&[48, 50, 55], "Csus2"),
        (&[48, 53, 55], "Csus4"),
        (&[43, 47, 50, 53], "G7"),
        (&[47, 50, 53, 55], "G7/B"),
        (&[53, 55, 59, 62], "G7/F"),
        (&[48, 52, 55, 59], "Cmaj7"),
        (&[52, 55, 59, 60], "Cmaj7/E"),
        (&[50, 53, 57, 60], "Dm7"),
        (&[53, 57, 60, 62], "F6"),
        (&[57, 60, 62, 65], "Dm7/A"),
        (&[47, 50, 53, 57], "Bm7♭5"),
        (&[47, 50, 53, 56], "Bdim7"),
        (&[48, 52, 55, 57], "C6"),
        (&[48, 51, 55, 57], "Cm6"),
        (&[48, 50, 52, 55], "Cadd9"),
        (&[48, 52, 55, 62, 70], "C9"),
        (&[48, 55], "C5"),
        (&[48, 51, 55, 59], "Cm(maj7)"),
        (&[36, 48, 52, 55, 60, 64, 67, 72], "C"),
    ];
    for (keys, name) in table {
        assert_eq!(one(keys), name, "{keys:?}");
    }
    for step in 0..12 {
        let keys = [48 + step, 51 + step, 55 + step];
        let name = one(&keys);
        assert!(name.ends_with('m') && !name.contains('/'), "{name}");
    }
}

#[test]
fn a_progression_changes_where_its_chords_do() {
    let spans = recognise(
        &chords(&[&[48, 52, 55], &[45, 48, 52], &[41, 45, 48], &[43, 47, 50, 53]]),
        &metre(),
    );
    assert_eq!(named(&spans), ["C", "Am", "F", "G7"]);
    for (index, span) in spans.iter().enumerate() {
        assert!((span.start - index as f64 * 2.0).abs() < 0.07, "{span:?}");
        assert!(
            span.end > span.start + 1.5 && span.end < span.start + 2.5,
            "{span:?}"
        );
    }
}

#[test]
fn an_arpeggio_is_one_chord_and_passing_notes_change_nothing() {
    let mut notes = Vec::new();
    for (bar, keys) in [[48, 52, 55, 60], [45, 48, 52, 57], [41, 45, 48, 53]]
        .iter()
        .enumerate()
    {
        for (step, &key) in keys.iter().cycle().take(8).enumerate() {
            let onset = bar as f64 * 2.0 + step as f64 * 0.25;
            notes.push(heard(onset, onset + 0.24, key));
        }
    }
    assert_eq!(named(&recognise(&notes, &metre())), ["C", "Am", "F"]);
    let mut notes = chords(&[&[48, 52, 55], &[43, 47, 50]]);
    notes.push(heard(0.5, 0.7, 74));
    notes.push(heard(1.25, 1.4, 77));
    notes.sort_by(|a, b| a.onset.total_cmp(&b.onset));
    assert_eq!(named(&recognise(&notes, &metre())), ["C", "G"]);
}

#[test]
fn short_chords_hold_through_short_rests_and_no_longer() {
    let mut notes = Vec::new();
    for onset in [0.0, 0.5, 1.0, 1.5] {
        notes.extend([48, 52, 55].map(|key| heard(onset, onset + 0.1, key)));
    }
    notes.extend([48, 52, 55].map(|key| heard(9.0, 10.0, key)));
    let spans = recognise(&notes, &metre());
    assert_eq!(named(&spans), ["C", "C"]);
    assert!(spans[0].end < 4.0 && (spans[1].start - 9.0).abs() < 0.07);
}

#[test]
fn one_note_alone_and_silence_are_no_chord() {
    assert_eq!(recognise(&[], &metre()), []);
    assert_eq!(one(&[60]), "");
}
