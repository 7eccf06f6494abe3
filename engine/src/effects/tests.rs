use super::data::{ChainData, Values};
use super::program::{Link, MOST_SAMPLES, Output, passes, shader};
use super::{MOST, Scene, effect, filter, motion_trails};
use crate::composition::{Composition, EffectKind, LutReference};
use crate::gpu::check::{assert_struct, validated};
use crate::gpu::{Device, Gpu};
use crate::supplies::Supplies;
use std::mem::offset_of;

fn device() -> Device {
    Gpu::open().and_then(|gpu| gpu.device()).expect("an adapter")
}

/// One of each kind, at its defaults.
fn kinds() -> Vec<EffectKind> {
    let read = |word: &str| {
        let json = match word {
            "lut" => r#"{"effects":[{"type":"lut","table":"any.cube"}]}"#.to_owned(),
            word => format!(r#"{{"effects":[{{"type":"{word}"}}]}}"#),
        };
        let composition = Composition::from_json(&json).expect(&json);
        composition.effects[0].kind.clone()
    };
    let words = EffectKind::variants().entries.iter();
    words.map(|(word, _)| read(word)).collect()
}

/// The links of a chain of these kinds.
fn links(device: &Device, kinds: &[EffectKind]) -> Vec<Link> {
    let supplies = Supplies::none();
    let scene = Scene {
        device,
        supplies: &supplies,
        size: [64, 36],
        fps: 30.0,
        seed: 0,
    };
    let stage = |(index, kind): (usize, &EffectKind)| Link {
        index,
        stage: effect(kind, &scene).stage(),
    };
    kinds.iter().enumerate().map(stage).collect()
}

#[test]
fn every_effect_makes_a_valid_shader_wherever_it_stands() {
    let (device, kinds) = (device(), kinds());
    for chunk in [&kinds[..MOST], &kinds[kinds.len() - MOST..]] {
        let links = links(&device, chunk);
        for range in passes(&links) {
            let module = validated(&shader(&links[range.clone()], Output::Picture));
            let values = [
                offset_of!(Values, a),
                offset_of!(Values, b),
                offset_of!(Values, c),
                offset_of!(Values, d),
            ];
            assert_struct(&module, "Values", size_of::<Values>(), &values);
            let chain = [
                offset_of!(ChainData, size),
                offset_of!(ChainData, texel),
                offset_of!(ChainData, unit),
                offset_of!(ChainData, seed),
                offset_of!(ChainData, padding),
                offset_of!(ChainData, effects),
            ];
            assert_struct(&module, "Chain", size_of::<ChainData>(), &chain);
            for at in range.clone() {
                let link = links[at];
                let before = &links[range.start..at];
                validated(&shader(&links[at..=at], Output::Picture));
                if let Some(reading) = link.stage.reading {
                    validated(&shader(before, Output::Source(&link, reading)));
                }
            }
        }
    }
}

#[test]
fn filters_are_valid() {
    let module = validated(filter::SOURCE);
    let offsets = [
        offset_of!(filter::FilterData, a),
        offset_of!(filter::FilterData, b),
        offset_of!(filter::FilterData, c),
    ];
    assert_struct(&module, "Filter", size_of::<filter::FilterData>(), &offsets);
    validated(motion_trails::SOURCE);
}

#[test]
fn a_pass_never_takes_too_many_samples() {
    let device = device();
    let apart = kinds()
        .into_iter()
        .find(|kind| kind.word() == "chromaticAberration");
    let all = vec![apart.expect("a kind"); MOST];
    let links = links(&device, &all);
    let passes = passes(&links);
    assert_eq!(passes.len(), MOST / 2);
    assert!(
        passes
            .iter()
            .all(|pass| 3_u32.pow(pass.len() as u32) <= MOST_SAMPLES)
    );
    assert_eq!(passes.iter().map(|pass| pass.len()).sum::<usize>(), MOST);
}

#[test]
fn what_moves_nothing_takes_single_pixels() {
    let device = device();
    let text = |word: &str| {
        let kinds: Vec<_> = kinds().into_iter().filter(|kind| kind.word() == word).collect();
        shader(&links(&device, &kinds), Output::Picture)
    };
    assert!(text("vignette").contains("(picture, exact"));
    assert!(text("ripple").contains("textureSampleLevel(picture"));
}

#[test]
fn a_table_must_be_named() {
    assert!(Composition::from_json(r#"{"effects":[{"type":"lut"}]}"#).is_err());
    assert_eq!(LutReference::default().as_str(), "");
}
