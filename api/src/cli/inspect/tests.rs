//! What is printed of scores made here.

use super::*;
use json::Report;
use phonoglyph_engine::score::{Division, Note};
use serde_json::{Value, json};
use summary::summary;

fn to_json(score: &Score) -> Value {
    serde_json::to_value(Report::of(score)).expect("plain data")
}
use phonoglyph_engine::score::{Track, Warning};
use phonoglyph_engine::time::MediaTime;

fn score() -> Score {
    Score {
        format: 1,
        tracks: vec![Track {
            name: Some("Lead\u{1b}[2J".into()),
            channels: vec![0],
            programs: vec![5],
            notes: 1,
        }],
        notes: vec![Note {
            id: 0,
            track: 0,
            channel: 0,
            key: 60,
            velocity: 90,
            onset: MediaTime::from_nanos(416_666_667),
            release: MediaTime::from_millis(1_500),
        }],
        key_signatures: vec![KeySignature {
            time: MediaTime::ZERO,
            sharps: -3,
            minor: true,
        }],
        warnings: vec![Warning {
            offset: 7,
            message: "odd".into(),
        }],
        ..Score::default()
    }
}

#[test]
fn json_has_the_promised_keys_and_exact_times() {
    let value = to_json(&score());
    assert_eq!(value["division"], 480);
    assert_eq!(value["notes"].to_string(), "[[0.416666667,1.5,60,90,0,0]]");
    assert_eq!(value["key_signatures"][0]["key"], "Cm");
    assert_eq!(value["tracks"][0]["programs"], json!([5]));
    assert_eq!(value["warnings"][0]["offset"], 7);
    let keys = value.as_object().expect("an object").len();
    assert_eq!(keys, 11);
}

#[test]
fn smpte_division_is_an_object() {
    let timecode = Score {
        division: Division::Timecode {
            fps: 29,
            subframes: 80,
        },
        ..Score::default()
    };
    assert_eq!(
        to_json(&timecode)["division"],
        json!({"fps": 29, "subframes": 80})
    );
}

#[test]
fn summary_cannot_drive_the_terminal() {
    let text = summary(&score());
    assert!(text.contains("Lead [2J"), "{text}");
    assert!(!text.contains('\u{1b}'));
    assert!(text.contains("Warning at byte 7: odd"));
}

#[test]
fn keys_are_named_by_the_circle_of_fifths() {
    let name = |sharps, minor| {
        key_name(&KeySignature {
            time: MediaTime::ZERO,
            sharps,
            minor,
        })
    };
    assert_eq!(
        [name(0, false), name(-7, false), name(7, false)],
        ["C", "Cb", "C#"]
    );
    assert_eq!(
        [name(0, true), name(7, true), name(-7, true)],
        ["Am", "A#m", "Abm"]
    );
}
