use super::*;
use crate::composition::EndCard;
use crate::export::{ExportRequest, PresetId};

fn planned(card: Option<f32>, change: impl Fn(&mut ExportRequest)) -> Result<RenderPlan, PlanError> {
    let mut request = ExportRequest::preset(PresetId::Youtube1080p);
    change(&mut request);
    let branding = Branding {
        end_card: card.map(|duration| EndCard {
            duration,
            ..EndCard::default()
        }),
        ..Branding::default()
    };
    RenderPlan::branded(
        Arc::default(),
        Arc::default(),
        Arc::new(branding),
        request.build().expect("a valid export"),
        Some(MediaTime::from_seconds(10.01)),
    )
}

#[test]
fn an_end_card_makes_the_video_longer() {
    let (plain, carded) = (
        planned(None, |_| ()).expect("a plan"),
        planned(Some(3.0), |_| ()).expect("a plan"),
    );
    assert_eq!((plain.frames, carded.frames), (301, 391));
    assert_eq!(carded.song, plain.duration);
    assert_eq!(carded.duration, plain.duration + MediaTime::from_seconds(3.0));
    let last = carded.segments.last().expect("segments");
    assert_eq!(last.frames.end, 391);
    assert_ne!(plain.fingerprint, carded.fingerprint);
    assert_ne!(
        planned(Some(3.0), |_| ()).expect("a plan").fingerprint,
        planned(Some(3.01), |_| ()).expect("a plan").fingerprint
    );
}

#[test]
fn the_sound_fades_from_the_cards_first_moment_to_the_last_frames_end() {
    let audio = |card, fade_out: f64| {
        let plan = planned(card, |request| {
            request.fade_out = Some(MediaTime::from_seconds(fade_out))
        });
        let plan = plan.expect("a plan");
        let fade = plan.audio().expect("sound").fade_out;
        plan.frame_rate().time_of(plan.frames) - fade
    };
    assert_eq!(audio(Some(3.0), 1.0), MediaTime::from_seconds(10.01));
    assert_eq!(
        audio(Some(3.0), 5.0),
        planned(Some(3.0), |_| ())
            .map(|plan| { plan.frame_rate().time_of(plan.frames) - MediaTime::from_seconds(5.0) })
            .expect("a plan")
    );
    let plain = planned(None, |request| {
        request.fade_out = Some(MediaTime::from_seconds(1.0))
    });
    assert_eq!(
        plain.expect("a plan").audio().expect("sound").fade_out,
        MediaTime::from_seconds(1.0)
    );
}

#[test]
fn fades_and_lengths_count_the_card() {
    let fades = |card, seconds: f64| {
        planned(card, |request| {
            request.fade_in = Some(MediaTime::from_seconds(seconds))
        })
    };
    assert!(fades(Some(3.0), 10.0).is_ok());
    assert!(matches!(
        fades(Some(3.0), 10.1),
        Err(PlanError::FadesTooLong { .. })
    ));
    let card = Arc::new(Branding {
        end_card: Some(EndCard::default()),
        ..Branding::default()
    });
    let config = ExportRequest::preset(PresetId::Youtube1080p)
        .build()
        .expect("a valid export");
    let plan = RenderPlan::branded(
        Arc::default(),
        Arc::default(),
        card,
        config,
        Some(crate::export::MAX_DURATION),
    );
    assert!(matches!(plan, Err(PlanError::TooLong { .. })));
}
