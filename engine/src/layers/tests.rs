use super::stage::StageData;
use super::{SHADERS, background, card, falling_notes, keyboard, plate};
use crate::gpu::check::{assert_instance, assert_struct, validated};
use std::mem::offset_of;
use wgpu::VertexAttribute;

/// For each shader the instances it draws: the struct, its size and its fields.
fn instances(shader: &str) -> (&'static str, usize, &'static [VertexAttribute]) {
    match shader {
        "background" => (
            "Instance",
            size_of::<background::Gradient>(),
            &background::ATTRIBUTES,
        ),
        "falling_notes" => (
            "Note",
            size_of::<falling_notes::Note>(),
            &falling_notes::NOTE_ATTRIBUTES,
        ),
        "light" => (
            "Light",
            size_of::<falling_notes::Light>(),
            &falling_notes::LIGHT_ATTRIBUTES,
        ),
        "keyboard" => (
            "Part",
            size_of::<keyboard::parts::Part>(),
            &keyboard::parts::ATTRIBUTES,
        ),
        "plate" => ("Plate", size_of::<plate::Plate>(), &plate::ATTRIBUTES),
        "text" => ("Card", size_of::<card::Place>(), &card::ATTRIBUTES),
        other => unreachable!("the instances of {other} are not checked"),
    }
}

#[test]
fn every_shader_is_valid_and_its_data_lies_as_in_rust() {
    let stage = [
        offset_of!(StageData, size),
        offset_of!(StageData, canvas),
        offset_of!(StageData, centre),
        offset_of!(StageData, axis),
        offset_of!(StageData, scale),
        offset_of!(StageData, strike),
        offset_of!(StageData, keys_bottom),
        offset_of!(StageData, fade),
        offset_of!(StageData, unit),
        offset_of!(StageData, seed),
        offset_of!(StageData, padding),
    ];
    for (name, source) in SHADERS {
        let module = validated(source);
        assert_struct(&module, "Stage", size_of::<StageData>(), &stage);
        let (instance, stride, attributes) = instances(name);
        assert_instance(&module, instance, stride, attributes);
    }
}
