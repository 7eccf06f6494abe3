//! Colours by a table.

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::stage::{Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::{Device, FORMAT};
use wgpu::util::DeviceExt;

/// Draws with the colours of a table.
pub(super) struct Lut {
    parameters: composition::Lut,
    table: wgpu::TextureView,
    edge: u32,
    /// Whether the table was there.
    found: bool,
}

impl Lut {
    pub fn new(parameters: &composition::Lut, scene: &Scene<'_>) -> Self {
        let table = scene.supplies.material.lut(parameters.table.as_str());
        let (edge, colors) = match &table {
            Some(table) => (table.natural_size(), table.table(table.natural_size())),
            None => (1, vec![[0.0; 4]]),
        };
        let bytes = colors
            .iter()
            .flatten()
            .map(|it| (it.clamp(0.0, 1.0) * 255.0).round() as u8);
        let edge = edge as u32;
        let descriptor = wgpu::TextureDescriptor {
            label: Some("look-up table"),
            size: wgpu::Extent3d {
                width: edge,
                height: edge,
                depth_or_array_layers: edge,
            },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D3,
            format: FORMAT,
            usage: wgpu::TextureUsages::TEXTURE_BINDING,
            view_formats: &[],
        };
        let texture = scene.device.raw().create_texture_with_data(
            scene.device.queue(),
            &descriptor,
            wgpu::util::TextureDataOrder::LayerMajor,
            &bytes.collect::<Vec<_>>(),
        );
        Self {
            parameters: parameters.clone(),
            table: texture.create_view(&wgpu::TextureViewDescriptor::default()),
            edge,
            found: table.is_some(),
        }
    }
}

impl Effect for Lut {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("lut", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Cube)
    }

    fn prepare(&mut self, _device: &Device, now: &Now<'_>) -> Option<Values> {
        let edge = self.edge as f32;
        self.found.then(|| Values {
            // The first and the last colours are those of the middles of the first and the last pixels.
            a: [now.strength, (edge - 1.0) / edge, 0.5 / edge, 0.0],
            ..Values::default()
        })
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        Some(&self.table)
    }
}
