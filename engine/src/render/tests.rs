use super::*;
use crate::composition::{Branding, Composition};
use crate::export::{ExportConfig, ExportRequest, PresetId};
use crate::score::{Note, Score, Track};
use crate::time::MediaTime;

/// Narrow enough that rows are padded when they are read back.
const SIZE: (u32, u32) = (180, 320);

fn note(id: u32, channel: u8, key: u8, begin: i64, end: i64) -> Note {
    Note {
        id,
        track: 0,
        channel,
        key,
        velocity: 100,
        onset: MediaTime::from_millis(begin),
        release: MediaTime::from_millis(end),
    }
}

fn score() -> Score {
    Score {
        notes: vec![
            note(0, 0, 48, 0, 3900),
            note(1, 9, 36, 0, 100),
            note(2, 0, 60, 500, 900),
            note(3, 1, 66, 900, 900),
            note(4, 0, 64, 1000, 1400),
            note(5, 1, 127, 1200, 1500),
            note(6, 1, 0, 1300, 1400),
        ],
        tracks: vec![Track {
            name: Some("Étude".to_owned()),
            ..Track::default()
        }],
        duration: MediaTime::from_millis(4000),
        ..Score::default()
    }
}

fn plan(score: Score, composition: Composition) -> Arc<RenderPlan> {
    let mut request = ExportRequest::preset(PresetId::Custom);
    (request.width, request.height) = (Some(SIZE.0), Some(SIZE.1));
    let config: ExportConfig = request.build().expect("a valid size");
    let plan = RenderPlan::new(Arc::new(score), Arc::new(composition), config, None);
    Arc::new(plan.expect("something to render"))
}

fn renderer(plan: &Arc<RenderPlan>) -> Renderer {
    let gpu = Gpu::open().expect("an adapter");
    Renderer::new(&gpu, plan, &Supplies::none()).expect("a renderer")
}

fn planes(renderer: &mut Renderer, frames: Range<FrameIndex>) -> Vec<(FrameIndex, [Vec<u8>; 3])> {
    let mut all = Vec::new();
    let run = renderer.run(frames, &mut |frame| {
        all.push((frame.index, frame.planes.clone()));
        ControlFlow::Continue(())
    });
    run.expect("a working device");
    all
}

#[test]
fn a_frame_depends_on_nothing_but_its_index() {
    let plan = plan(score(), Composition::default());
    let mut first = renderer(&plan);
    let run = planes(&mut first, 25..33);
    let indices: Vec<u64> = run.iter().map(|frame| frame.0).collect();
    assert_eq!(indices, (25..33).collect::<Vec<_>>());
    let alone = renderer(&plan).rgba(31).expect("a frame");
    assert_eq!(
        alone,
        first.rgba(31).expect("a frame"),
        "drawn alone and after others"
    );
    assert_eq!(planes(&mut renderer(&plan), 31..33), run[6..], "begun elsewhere");
    assert_ne!(run[0].1, run[7].1, "the picture moves");
}

#[test]
fn a_stopped_run_leaves_the_renderer_ready() {
    let plan = plan(score(), Composition::default());
    let mut renderer = renderer(&plan);
    let mut seen = 0;
    let stopped = renderer.run(0..30, &mut |_| {
        seen += 1;
        ControlFlow::Break(())
    });
    stopped.expect("a working device");
    assert_eq!(seen, 1);
    let again: Vec<u64> = planes(&mut renderer, 1..6).iter().map(|frame| frame.0).collect();
    assert_eq!(again, [1, 2, 3, 4, 5]);
}

#[test]
fn the_first_frame_shows_the_title() {
    let untitled = Composition {
        title: Some(String::new()),
        ..Composition::default()
    };
    let with = renderer(&plan(score(), Composition::default()))
        .rgba(0)
        .expect("a frame");
    let without = renderer(&plan(score(), untitled)).rgba(0).expect("a frame");
    let brightest = |pixels: &[u8]| pixels.chunks(4).take(SIZE.0 as usize * 100).map(|p| p[1]).max();
    assert!(brightest(&with) > Some(200) && brightest(&without) < Some(200));
    assert!(with.chunks(4).all(|pixel| pixel[3] == 255), "opaque");
}

#[test]
fn strange_songs_and_compositions_are_drawn() {
    let long =
        "Ein sehr langer Titel, der nicht auf eine Zeile geht, mit 日本語 und \u{202e} und \n Umbruch "
            .repeat(2);
    let strange = Composition {
        title: Some(long),
        artist: Some("x".repeat(200)),
        layers: Composition::default().layers.into_iter().rev().collect(),
        ..Composition::default()
    };
    let bare = Composition {
        layers: Vec::new(),
        ..Composition::default()
    };
    for plan in [plan(Score::default(), strange), plan(score(), bare)] {
        let pixels = renderer(&plan).rgba(1).expect("a frame");
        assert_eq!(pixels.len(), SIZE.0 as usize * SIZE.1 as usize * 4);
    }
}

#[test]
fn a_layer_that_may_move_looks_as_one_that_does_not() {
    let draw = |moved: &str| {
        let json = format!(r#"{{"layers":[{{"type":"background"}},{{"type":"keyboard"{moved}}}]}}"#);
        let composition = Composition::from_json(&json).expect("a document");
        renderer(&plan(score(), composition))
            .rgba(20)
            .expect("a working device")
    };
    let keyframes = r#","keyframes":[{"parameter":"opacity","points":[{"at":0,"value":1}]}]"#;
    let (still, moved) = (draw(""), draw(keyframes));
    assert_eq!(still, moved);
    assert_ne!(still, draw(r#","opacity":0.5"#));
}

#[test]
fn notes_whose_glow_moves_fall_over_the_same_lanes_and_keys() {
    let draw = |glow: &str| {
        let notes = format!(r#"{{"type":"fallingNotes"{glow}}}"#);
        let json = format!(r#"{{"layers":[{{"type":"background"}},{notes},{{"type":"keyboard"}}]}}"#);
        let composition = Composition::from_json(&json).expect("a document");
        renderer(&plan(score(), composition))
            .rgba(20)
            .expect("a working device")
    };
    let keyframes = r#","keyframes":[{"parameter":"glow","points":[{"at":0,"value":0.5}]}]"#;
    assert_eq!(draw(r#","glow":0.5"#), draw(keyframes));
    assert_ne!(draw(""), draw(keyframes));
}

/// Frame 20 of a keyboard before a background, with these effects.
fn finished(effects: &str) -> Vec<u8> {
    let json = format!(
        r#"{{"layers":[{{"type":"background"}},{{"type":"fallingNotes"}},{{"type":"keyboard"}}],"effects":[{effects}]}}"#
    );
    let composition = Composition::from_json(&json).expect(&json);
    renderer(&plan(score(), composition))
        .rgba(20)
        .expect("a working device")
}

#[test]
fn what_there_is_none_of_changes_nothing() {
    let plain = finished("");
    for effects in [
        r#"{"type":"bloom","strength":0},{"type":"motionTrails","strength":0}"#,
        r#"{"type":"kaleidoscope","start":5},{"type":"crt","end":0.1}"#,
        r#"{"type":"vignette","amount":0},{"type":"chromaticAberration","amount":0},{"type":"blur","radius":0}"#,
        r#"{"type":"grain","keyframes":[{"parameter":"strength","points":[{"at":0,"value":0}]}]}"#,
    ] {
        assert!(finished(effects) == plain, "{effects}");
    }
    let neutral = r#"{"type":"colorGrading","contrast":0,"saturation":1,"toning":0}"#;
    let off = finished(neutral)
        .iter()
        .zip(&plain)
        .map(|(a, b)| a.abs_diff(*b))
        .max();
    assert!(off <= Some(1), "grading that changes nothing: {off:?}");
}

#[test]
fn every_effect_changes_the_picture_and_leaves_it_opaque() {
    let plain = finished("");
    for (word, _) in &crate::composition::EffectKind::variants().entries {
        let more = match word.as_str() {
            // Tables are material; a golden frame shows one.
            "lut" => continue,
            // The frame lies between beats.
            "glitch" => r#","length":1"#,
            _ => "",
        };
        let picture = finished(&format!(r#"{{"type":"{word}"{more}}}"#));
        assert!(picture != plain, "{word} is not seen");
        assert!(picture.chunks(4).all(|pixel| pixel[3] == 255), "{word} is opaque");
    }
}

#[test]
fn the_order_of_effects_counts() {
    let one = finished(r#"{"type":"vignette","amount":1},{"type":"kaleidoscope"}"#);
    let other = finished(r#"{"type":"kaleidoscope"},{"type":"vignette","amount":1}"#);
    assert_ne!(one, other);
    let dark = |picture: &[u8]| picture[..3].iter().all(|value| *value < 4);
    assert!(
        dark(&other) && !dark(&one),
        "a vignette after the mirrors lies in the corners"
    );
}

#[test]
fn effects_pass_by_the_layers_above_them() {
    let draw = |effects: &str| {
        let json = format!(
            r#"{{"layers":[{{"type":"background"}},{{"type":"keyboard","aboveEffects":true}}],"effects":[{effects}]}}"#
        );
        let composition = Composition::from_json(&json).expect(&json);
        renderer(&plan(score(), composition))
            .rgba(20)
            .expect("a working device")
    };
    let (plain, posterised) = (draw(""), draw(r#"{"type":"posterise","levels":2}"#));
    let row = SIZE.0 as usize * 4;
    let middle = |picture: &[u8], y: usize| picture[y * row + row / 2..y * row + row / 2 + 40].to_vec();
    let keys = SIZE.1 as usize - 20;
    let off = |y: usize| {
        let pairs = middle(&plain, y).into_iter().zip(middle(&posterised, y));
        pairs.map(|(a, b)| a.abs_diff(b)).max()
    };
    // A key lets a little of the background through, and light on it is rounded once more.
    assert!(off(keys) <= Some(2), "{:?}", off(keys));
    assert!(off(100) > Some(4), "{:?}", off(100));
}

#[test]
fn trails_do_not_depend_on_what_was_drawn_before() {
    let json = r#"{"effects":[{"type":"bloom"},{"type":"motionTrails","seconds":0.6}]}"#;
    let plan = plan(score(), Composition::from_json(json).expect(json));
    let alone = renderer(&plan).rgba(31).expect("a frame");
    let mut other = renderer(&plan);
    for frame in [40, 29, 12, 30] {
        other.rgba(frame).expect("a frame");
    }
    assert!(other.rgba(31).expect("a frame") == alone);
}

#[test]
fn the_end_card_follows_the_song_and_hides_it() {
    let branding = Branding::from_json(
        r##"{"endCard":{"duration":2,"backgroundColor":"#204060","text":"Thank you","socialMedia":{"handles":{"youtube":"@ours"},"showQrCode":true}}}"##,
    );
    let branding = Arc::new(branding.expect("a document"));
    let mut request = ExportRequest::preset(PresetId::Custom);
    (request.width, request.height) = (Some(SIZE.0), Some(SIZE.1));
    let config: ExportConfig = request.build().expect("a valid size");
    let branded = RenderPlan::branded(Arc::new(score()), Arc::default(), branding, config, None);
    let branded = Arc::new(branded.expect("something to render"));
    let plain = plan(score(), Composition::default());
    let frames = plain.frames;
    assert_eq!(branded.frames, frames + 60);
    let mut drawn = renderer(&branded);
    let before = drawn.rgba(frames - 1).expect("a frame");
    assert_eq!(before, renderer(&plain).rgba(frames - 1).expect("a frame"));
    let fading = drawn.rgba(frames + 4).expect("a frame");
    let last = drawn.rgba(frames + 59).expect("a frame");
    assert_ne!(fading, last);
    let near = |pixel: &[u8]| {
        pixel
            .iter()
            .zip([0x20, 0x40, 0x60])
            .all(|(is, wanted)| is.abs_diff(wanted) < 12)
    };
    assert!(near(&last[..3]) && near(&last[last.len() - 4..last.len() - 1]));
    assert!(
        last.chunks(4).any(|pixel| pixel[..3] == [255, 255, 255]),
        "the code's panel"
    );
    let mut alone = renderer(&branded);
    assert_eq!(alone.rgba(frames + 59).expect("a frame"), last, "drawn alone");
    assert_eq!(
        alone.rgba(frames + 4).expect("a frame"),
        fading,
        "after a later one"
    );
}
