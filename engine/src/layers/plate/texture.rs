//! A picture on the device.

use crate::gpu::{Device, FORMAT, reading};
use crate::material::Picture;

/// What it is called among the device's resources.
const LABEL: &str = "picture";

/// A picture on the device.
pub(in crate::layers) struct Texture {
    group: wgpu::BindGroup,
}

impl Texture {
    pub fn new(device: &Device, picture: &Picture) -> Self {
        let size = (picture.width, picture.height);
        let view = reading::picture(device, LABEL, size, FORMAT, &picture.rgba);
        let sampler = reading::smooth(device, LABEL, wgpu::AddressMode::ClampToEdge);
        let resources = vec![
            wgpu::BindingResource::TextureView(&view),
            wgpu::BindingResource::Sampler(&sampler),
        ];
        Self {
            group: reading::group(device, LABEL, &layout(device), resources),
        }
    }

    pub fn group(&self) -> &wgpu::BindGroup {
        &self.group
    }
}

pub(super) fn layout(device: &Device) -> wgpu::BindGroupLayout {
    let types = [reading::PICTURE, reading::SAMPLER];
    reading::layout(device, LABEL, wgpu::ShaderStages::FRAGMENT, &types)
}
