//! The visual layers: this table, and one folder for each.
//!
//! Enters: a layer's parameters, the [`Scene`] they are drawn in, and a [`Moment`]. Leaves: what the layer adds to
//! the picture of that moment. Nothing a layer draws depends on which moments were drawn before.

mod arcs;
mod background;
mod bar_lines;
mod beams;
mod card;
mod chance;
mod chords;
mod chroma_wheel;
mod columns;
mod counter;
mod cover_art;
mod ear;
mod falling_notes;
mod hue;
mod image;
mod index;
mod keyboard;
mod layout;
mod lettering;
mod letters;
mod light_trails;
mod logo;
mod lyrics;
mod metaballs;
mod meters;
mod network;
mod note_names;
mod note_rings;
mod oscilloscope;
mod particles;
mod pedals;
mod piano_roll;
mod plate;
mod progress;
mod pulse;
mod quad_pen;
mod radial_notes;
mod radial_spectrum;
mod ramp;
mod ribbon;
mod scene;
mod sheet;
mod sine_waves;
mod slideshow;
mod small;
mod smoke;
mod song;
mod spark;
mod spectrum;
mod stage;
mod stereometer;
mod strokes;
#[cfg(test)]
mod tests;
mod text;
mod timeline;
mod title;
mod waveform;

pub use scene::{Scene, Scenery, place_of};
pub use stage::{Area, Stage, overlap};

use crate::composition::LayerKind;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use crate::plan::Moment;

/// Draws one layer of a composition, in its box.
///
/// What changes while a video goes on is told before each frame: numbers that keyframes and modulation move, then
/// [`prepare`](Self::prepare). What does not change with time alone is drawn apart: once for all frames, where
/// nothing moves what is drawn and nothing that moves lies behind it.
pub trait Layer: Send {
    /// The parameters, of which each number may be changed before [`prepare_still`](Self::prepare_still).
    fn numbers(&mut self) -> &mut dyn Numbers;

    /// What of the box [`draw_still`](Self::draw_still) draws on, in pixels; none if it draws nothing.
    fn still(&self) -> Option<Area> {
        None
    }

    /// Whether [`draw_still`](Self::draw_still) draws the same whatever the numbers are.
    fn still_is_fixed(&self) -> bool {
        false
    }

    /// What of the box [`draw`](Self::draw) draws on, in pixels; none if it draws nothing.
    fn moving(&self) -> Option<Area>;

    /// Sends the device what [`draw_still`](Self::draw_still) needs.
    fn prepare_still(&mut self, _device: &Device) {}

    /// Draws what only the parameters change.
    fn draw_still(&self, _pass: &mut wgpu::RenderPass<'_>) {}

    /// Sends the device what [`draw`](Self::draw) needs for this moment.
    fn prepare(&mut self, device: &Device, moment: Moment);

    /// Draws what [`draw`](Self::draw) needs onto pictures of the layer's own, in passes of their own.
    fn before(&self, _encoder: &mut wgpu::CommandEncoder) {}

    /// Draws what time changes, over what is still.
    fn draw(&self, pass: &mut wgpu::RenderPass<'_>);
}

/// The table: what draws each layer of a composition.
pub fn layer(kind: &LayerKind, scene: &Scene<'_>) -> Box<dyn Layer> {
    match kind {
        LayerKind::Background(it) => Box::new(background::Background::new(it, scene)),
        LayerKind::Beams(it) => Box::new(beams::Beams::new(it, scene)),
        LayerKind::FallingNotes(it) => Box::new(falling_notes::FallingNotes::new(it, scene)),
        LayerKind::Keyboard(it) => Box::new(keyboard::Keyboard::new(it, scene)),
        LayerKind::Image(it) => Box::new(image::Image::new(it, scene)),
        LayerKind::Slideshow(it) => Box::new(slideshow::Slideshow::new(it, scene)),
        LayerKind::CoverArt(it) => Box::new(cover_art::CoverArt::new(it, scene)),
        LayerKind::Logo(it) => Box::new(logo::Logo::new(it, scene)),
        LayerKind::LightTrails(it) => Box::new(light_trails::LightTrails::new(it, scene)),
        LayerKind::Metaballs(it) => Box::new(metaballs::Metaballs::new(it, scene)),
        LayerKind::Network(it) => Box::new(network::Network::new(it, scene)),
        LayerKind::Particles(it) => Box::new(particles::Particles::new(it, scene)),
        LayerKind::SineWaves(it) => Box::new(sine_waves::SineWaves::new(it, scene)),
        LayerKind::Smoke(it) => Box::new(smoke::Smoke::new(it, scene)),
        LayerKind::Title(it) => Box::new(title::Title::new(it, scene)),
        LayerKind::PianoRoll(it) => Box::new(piano_roll::PianoRoll::new(it, scene)),
        LayerKind::NoteRings(it) => Box::new(note_rings::NoteRings::new(it, scene)),
        LayerKind::RadialNotes(it) => Box::new(radial_notes::RadialNotes::new(it, scene)),
        LayerKind::BarLines(it) => Box::new(bar_lines::BarLines::new(it, scene)),
        LayerKind::Pedals(it) => Box::new(pedals::Pedals::new(it, scene)),
        LayerKind::Waveform(it) => Box::new(waveform::Waveform::new(it, scene)),
        LayerKind::Oscilloscope(it) => Box::new(oscilloscope::Oscilloscope::new(it, scene)),
        LayerKind::Spectrum(it) => Box::new(spectrum::Spectrum::new(it, scene)),
        LayerKind::RadialSpectrum(it) => Box::new(radial_spectrum::RadialSpectrum::new(it, scene)),
        LayerKind::Stereometer(it) => Box::new(stereometer::Stereometer::new(it, scene)),
        LayerKind::ChromaWheel(it) => Box::new(chroma_wheel::ChromaWheel::new(it, scene)),
        LayerKind::Meters(it) => Box::new(meters::Meters::new(it, scene)),
        LayerKind::Text(it) => Box::new(text::Text::new(it, scene)),
        LayerKind::Lyrics(it) => Box::new(lyrics::Lyrics::new(it, scene)),
        LayerKind::NoteNames(it) => Box::new(note_names::NoteNames::new(it, scene)),
        LayerKind::Chords(it) => Box::new(chords::Chords::new(it, scene)),
        LayerKind::Counter(it) => Box::new(counter::Counter::new(it, scene)),
        LayerKind::Progress(it) => Box::new(progress::Progress::new(it, scene)),
    }
}

/// A layer's shader with what all layers share before it.
macro_rules! shader {
    ($path:literal) => {
        concat!(include_str!("common.wgsl"), include_str!($path))
    };
}

/// Every shader of the layers, by name.
const SHADERS: &[(&str, &str)] = &[
    ("background", shader!("background/shader.wgsl")),
    ("falling_notes", shader!("falling_notes/shader.wgsl")),
    ("crowd", shader!("falling_notes/crowd.wgsl")),
    ("light", shader!("falling_notes/light.wgsl")),
    ("keyboard", shader!("keyboard/shader.wgsl")),
    ("plate", shader!("plate/shader.wgsl")),
    ("metaballs", shader!("metaballs/shader.wgsl")),
    ("ribbon", shader!("ribbon/shader.wgsl")),
    ("small", shader!("small/shader.wgsl")),
    ("smoke", shader!("smoke/shader.wgsl")),
    ("spark", shader!("spark/shader.wgsl")),
    ("text", shader!("text.wgsl")),
    ("piano_roll", shader!("piano_roll/shader.wgsl")),
    ("note_rings", shader!("note_rings/shader.wgsl")),
    ("radial_notes", shader!("radial_notes/shader.wgsl")),
    ("bar_lines", shader!("bar_lines/shader.wgsl")),
    ("pedals", shader!("pedals/shader.wgsl")),
    ("strokes", shader!("strokes.wgsl")),
    ("columns", shader!("columns.wgsl")),
    ("arcs", shader!("arcs.wgsl")),
    ("lettering", shader!("lettering/shader.wgsl")),
];

/// The shader `name`, one of [`SHADERS`].
fn module(device: &Device, name: &str) -> wgpu::ShaderModule {
    let source = SHADERS.iter().find(|shader| shader.0 == name);
    debug_assert!(source.is_some(), "{name} is no shader");
    device.raw().create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some(name),
        source: wgpu::ShaderSource::Wgsl(source.map_or("", |shader| shader.1).into()),
    })
}
