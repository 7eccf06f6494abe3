use super::*;
use crate::composition::Composition;
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
