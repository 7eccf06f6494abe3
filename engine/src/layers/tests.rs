use super::stage::StageData;
use super::{
    SHADERS, arcs, background, bar_lines, card, columns, falling_notes, keyboard, lettering, metaballs,
    note_rings, pedals, piano_roll, plate, radial_notes, ribbon, small, smoke, spark, strokes,
};
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
        "crowd" => (
            "Column",
            size_of::<falling_notes::Column>(),
            &falling_notes::COLUMN_ATTRIBUTES,
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
        "strokes" => ("Stroke", size_of::<strokes::Stroke>(), &strokes::ATTRIBUTES),
        "columns" => ("Column", size_of::<columns::Column>(), &columns::ATTRIBUTES),
        "arcs" => ("Arc", size_of::<arcs::Arc>(), &arcs::ATTRIBUTES),
        "text" => ("Card", size_of::<card::Place>(), &card::ATTRIBUTES),
        "piano_roll" => ("Note", size_of::<piano_roll::Note>(), &piano_roll::ATTRIBUTES),
        "note_rings" => ("Ring", size_of::<note_rings::Ring>(), &note_rings::ATTRIBUTES),
        "radial_notes" => (
            "Wedge",
            size_of::<radial_notes::Wedge>(),
            &radial_notes::ATTRIBUTES,
        ),
        "bar_lines" => ("Line", size_of::<bar_lines::Line>(), &bar_lines::ATTRIBUTES),
        "pedals" => ("Pedal", size_of::<pedals::Plate>(), &pedals::ATTRIBUTES),
        "metaballs" => ("Field", size_of::<metaballs::Field>(), &metaballs::ATTRIBUTES),
        "ribbon" => ("Segment", size_of::<ribbon::Segment>(), &ribbon::ATTRIBUTES),
        "small" => ("Tile", size_of::<small::Tile>(), &small::ATTRIBUTES),
        "smoke" => ("Puff", size_of::<smoke::Puff>(), &smoke::ATTRIBUTES),
        "spark" => ("Spark", size_of::<spark::Spark>(), &spark::ATTRIBUTES),
        "lettering" => ("Mark", size_of::<lettering::Mark>(), &lettering::ATTRIBUTES),
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
