use super::*;
use crate::composition::FallingNotes;
use crate::composition::Place;
use crate::composition::document::Part;
use crate::export::{ExportRequest, PresetId};
use crate::score::{Control, ControlKind, Note, Score};
use crate::time::MediaTime;
use std::sync::Arc;

fn score() -> Score {
    let note = |id, key, velocity, begin, end| Note {
        id,
        track: 0,
        channel: 0,
        key,
        velocity,
        onset: MediaTime::from_millis(begin),
        release: MediaTime::from_millis(end),
    };
    Score {
        notes: vec![note(0, 60, 127, 500, 1500), note(1, 30, 64, 1000, 3000)],
        controls: vec![Control {
            time: MediaTime::from_millis(1000),
            track: 0,
            channel: 0,
            kind: ControlKind::Controller {
                number: 11,
                value: 127,
            },
        }],
        duration: MediaTime::from_millis(4000),
        ..Score::default()
    }
}

fn motion(json: &str) -> Motion {
    let composition = Composition::from_json(json).expect(json);
    let mut request = ExportRequest::preset(PresetId::Custom);
    (request.width, request.height) = (Some(320), Some(180));
    let config = request.build().expect("a valid size");
    let plan = RenderPlan::new(Arc::new(score()), Arc::new(composition), config, None);
    Motion::new(&plan.expect("a plan"), &Supplies::none())
}

fn at(song: f64) -> Moment {
    Moment { song, video: song }
}

/// What the first number of layer 0 is at these times, with one modulation of the glow of falling notes.
fn glows(modulation: &str, times: &[f64]) -> Vec<f32> {
    let motion = motion(&format!(
        r#"{{"layers":[{{"type":"fallingNotes","glow":1}}],"modulation":[{{"target":"fallingNotes.glow",{modulation}}}]}}"#
    ));
    let value = |time: &f64| motion.layer(0, at(*time)).next().map_or(f32::NAN, |it| it.1);
    times.iter().map(value).collect()
}

fn near(found: &[f32], wanted: &[f32]) {
    let all = found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 0.01);
    assert!(all && found.len() == wanted.len(), "{found:?} is not {wanted:?}");
}

#[test]
fn keyframes_move_the_number_they_name() {
    let motion = motion(
        r#"{"layers":[{"type":"fallingNotes","keyframes":[
            {"parameter":"glow","points":[{"at":0,"value":0,"easing":"linear"},{"at":2,"value":2}]},
            {"parameter":"opacity","points":[{"at":0,"value":0.25}]},
            {"parameter":"place.x","points":[{"at":0,"value":0.75}]}]}]}"#,
    );
    let values: Vec<_> = motion.layer(0, at(1.0)).collect();
    let glow = <FallingNotes as Part>::shape().position("glow").expect("a field");
    let x = <Place as Part>::shape().position("x").expect("a field");
    assert_eq!(
        values,
        [
            (Slot::Own(glow), 1.0),
            (Slot::Amount, 0.25),
            (Slot::Place(x), 0.75)
        ]
    );
}

#[test]
fn notes_flash_and_decay() {
    let found = glows(
        r#""source":{"type":"noteOn","velocity":0,"lowKey":50},"decay":0.3"#,
        &[0.4, 0.5, 0.6, 1.0],
    );
    near(
        &found,
        &[1.0, 2.0, 1.0 + (-1.0_f32).exp(), 1.0 + (-5.0_f32).exp()],
    );
}

#[test]
fn the_three_modes_add_multiply_and_replace() {
    for (mode, wanted) in [("add", 1.5), ("multiply", 0.5), ("replace", 0.5)] {
        let modulation = format!(
            r#""source":{{"type":"controller","number":11}},"decay":0,"from":0,"to":0.5,"mode":"{mode}""#
        );
        let before = if mode == "add" { 1.0 } else { 0.0 };
        near(&glows(&modulation, &[0.9, 1.2]), &[before, wanted]);
    }
}

#[test]
fn what_would_leave_its_limits_stays_at_them() {
    let modulation = r#""source":{"type":"beat"},"decay":0,"from":10,"to":10"#;
    near(&glows(modulation, &[0.1]), &[2.0]);
}

#[test]
fn velocity_is_that_of_the_loudest_note_that_sounds() {
    let modulation = r#""source":{"type":"velocity"},"decay":0,"mode":"replace""#;
    near(
        &glows(modulation, &[0.2, 0.7, 1.2, 2.0, 3.5]),
        &[0.0, 1.0, 1.0, 64.0 / 127.0, 0.0],
    );
}

#[test]
fn beats_bars_and_waves_follow_the_metre() {
    let beat = r#""source":{"type":"beat"},"decay":0,"mode":"replace""#;
    near(&glows(beat, &[0.0, 0.25, 0.5]), &[1.0, 0.5, 1.0]);
    let bar = r#""source":{"type":"bar"},"decay":0,"mode":"replace""#;
    near(&glows(bar, &[0.0, 0.5, 1.0]), &[0.0, 0.25, 0.5]);
    let wave = r#""source":{"type":"wave","beats":4},"decay":0,"mode":"replace""#;
    near(&glows(wave, &[0.0, 0.5, 1.0]), &[0.0, 0.5, 1.0]);
}

#[test]
fn threshold_gain_and_curve_shape_the_source() {
    let bar = r#""source":{"type":"bar"},"decay":0,"mode":"replace","threshold":0.25,"gain":2"#;
    near(&glows(bar, &[0.25, 0.5, 1.0]), &[0.0, 0.0, 0.5]);
    let square = format!("{bar},\"curve\":\"square\"");
    near(&glows(&square, &[1.0]), &[0.25]);
    let switch = format!("{bar},\"curve\":\"switch\"");
    near(&glows(&switch, &[0.9, 1.1]), &[0.0, 1.0]);
}

#[test]
fn a_slow_attack_still_reaches_the_top() {
    let found = glows(
        r#""source":{"type":"noteOn","velocity":0,"lowKey":50},"attack":0.3,"decay":1,"mode":"replace""#,
        &[0.5, 0.79],
    );
    assert!(found[0] < 0.2 && found[1] > 0.9, "{found:?}");
}
