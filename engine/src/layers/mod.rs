//! The visual layers: this table, and one folder for each.
//!
//! Enters: a layer's parameters, the [`Scene`] they are drawn in, and a [`Moment`]. Leaves: what the layer adds to
//! the picture of that moment. Nothing a layer draws depends on which moments were drawn before. What does not
//! change with time is drawn once, by [`Layer::draw_static`], and lies behind all that does.

mod background;
mod card;
mod falling_notes;
mod hue;
mod index;
mod keyboard;
mod layout;
mod scene;
mod song;
#[cfg(test)]
mod tests;
mod text;
mod title;

pub use scene::Scene;

use crate::composition;
use crate::gpu::Device;

/// A point in time, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// From the start of the song.
    pub song: f64,
    /// From the start of the video.
    pub video: f64,
}

/// Draws one layer of a composition.
pub trait Layer: Send {
    /// Draws what never changes.
    fn draw_static(&mut self, device: &Device, pass: &mut wgpu::RenderPass<'_>);

    /// Sends the device what [`draw`](Self::draw) needs for this moment.
    fn prepare(&mut self, device: &Device, moment: Moment);

    /// Draws what changes.
    fn draw(&self, pass: &mut wgpu::RenderPass<'_>);
}

/// The table: what draws each layer of a composition.
pub fn layer(parameters: &composition::Layer, scene: &Scene<'_>) -> Box<dyn Layer> {
    match parameters {
        composition::Layer::Background(it) => Box::new(background::Background::new(it, scene)),
        composition::Layer::FallingNotes(it) => Box::new(falling_notes::FallingNotes::new(it, scene)),
        composition::Layer::Keyboard(it) => Box::new(keyboard::Keyboard::new(it, scene)),
        composition::Layer::Title(it) => Box::new(title::Title::new(it, scene)),
    }
}

/// A layer's shader with what all layers share before it.
macro_rules! shader {
    ($path:literal) => {
        concat!(include_str!("common.wgsl"), include_str!($path))
    };
}

/// Every shader of the layers, by name.
const SHADERS: [(&str, &str); 5] = [
    ("background", shader!("background/shader.wgsl")),
    ("falling_notes", shader!("falling_notes/shader.wgsl")),
    ("light", shader!("falling_notes/light.wgsl")),
    ("keyboard", shader!("keyboard/shader.wgsl")),
    ("text", shader!("text.wgsl")),
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
