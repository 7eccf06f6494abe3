//! Title and artist. Where they are to appear at the very start they are there from the first frame on, which is
//! what platforms show as the cover; later they fade in, and always out.

mod card;

use super::scene::{Scene, Stage};
use super::{Layer, Moment, module};
use crate::composition;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};
use card::Card;
use wgpu::util::DeviceExt;

/// Fields of [`Place`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 2] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32];

/// `Card` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Place {
    bounds: [f32; 4],
    opacity: f32,
}

/// How far the card moves while it fades, in units.
const DRIFT: f32 = 14.0;

/// Draws title and artist.
pub(super) struct Title {
    parameters: composition::Title,
    /// None where there is nothing to say.
    drawn: Option<Drawn>,
    stage: Stage,
    unit: f32,
}

struct Drawn {
    card: Card,
    pipeline: QuadPipeline,
    group: wgpu::BindGroup,
    place: Instances<Place>,
}

impl Title {
    pub fn new(parameters: &composition::Title, scene: &Scene<'_>) -> Self {
        let composition = &scene.plan.composition;
        let title = composition
            .title
            .as_deref()
            .or(scene.plan.score.title())
            .unwrap_or("");
        let artist = composition.artist.as_deref().unwrap_or("");
        let something = !title.trim().is_empty() || !artist.trim().is_empty();
        let drawn = something.then(|| {
            let card = Card::new(title.trim(), artist.trim(), parameters.size, &scene.layout);
            Drawn::new(card, scene)
        });
        Self {
            parameters: parameters.clone(),
            drawn,
            stage: scene.stage.clone(),
            unit: scene.layout.unit,
        }
    }

    /// Opacity at `time` seconds of the video, and how far the fading in (negative) or out (positive) has the card
    /// moved, in units.
    fn fade(&self, time: f32) -> (f32, f32) {
        let composition::Title {
            start,
            duration,
            fade,
            ..
        } = self.parameters;
        let (since, left) = (time - start, start + duration - time);
        if since < 0.0 || left <= 0.0 {
            return (0.0, 0.0);
        }
        let share = |seconds: f32| {
            if fade > 0.0 {
                (seconds / fade).min(1.0)
            } else {
                1.0
            }
        };
        let appeared = if start > 0.0 { smooth(share(since)) } else { 1.0 };
        let remains = smooth(share(left));
        (appeared * remains, DRIFT * ((1.0 - appeared) - (1.0 - remains)))
    }
}

impl Layer for Title {
    fn draw_static(&mut self, _device: &Device, _pass: &mut wgpu::RenderPass<'_>) {}

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let (opacity, drift) = self.fade(moment.video as f32);
        let Some(Drawn { card, place, .. }) = &mut self.drawn else {
            return;
        };
        place.items().clear();
        if opacity > 0.0 {
            let (left, top) = (card.left, card.top + drift * self.unit);
            place.items().push(Place {
                bounds: [left, top, left + card.width as f32, top + card.height as f32],
                opacity,
            });
        }
        place.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if let Some(drawn) = &self.drawn {
            pass.set_bind_group(0, &self.stage.group, &[]);
            pass.set_bind_group(1, &drawn.group, &[]);
            drawn.pipeline.draw(pass, &drawn.place);
        }
    }
}

/// Smoothly from 0 to 1.
fn smooth(x: f32) -> f32 {
    x * x * (3.0 - 2.0 * x)
}

impl Drawn {
    fn new(mut card: Card, scene: &Scene<'_>) -> Self {
        let raw = scene.device.raw();
        let layout = group_layout(raw);
        let quads = Quads {
            label: "title",
            module: &module(scene.device, "title"),
            fragment: "fragment",
            stride: size_of::<Place>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::PREMULTIPLIED_ALPHA_BLENDING,
            groups: &[Some(&scene.stage.layout), Some(&layout)],
        };
        let pixels = std::mem::take(&mut card.pixels);
        let group = group(scene.device, &layout, &card, &pixels);
        Self {
            card,
            pipeline: QuadPipeline::new(scene.device, &quads),
            group,
            place: Instances::new(scene.device, "title", 1),
        }
    }
}

fn group_layout(raw: &wgpu::Device) -> wgpu::BindGroupLayout {
    let entry = |binding, ty| wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::FRAGMENT,
        ty,
        count: None,
    };
    let picture = wgpu::BindingType::Texture {
        sample_type: wgpu::TextureSampleType::Float { filterable: true },
        view_dimension: wgpu::TextureViewDimension::D2,
        multisampled: false,
    };
    let sampler = wgpu::BindingType::Sampler(wgpu::SamplerBindingType::Filtering);
    raw.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some("title"),
        entries: &[entry(0, picture), entry(1, sampler)],
    })
}

fn group(device: &Device, layout: &wgpu::BindGroupLayout, card: &Card, pixels: &[u8]) -> wgpu::BindGroup {
    let raw = device.raw();
    let descriptor = wgpu::TextureDescriptor {
        label: Some("title"),
        size: wgpu::Extent3d {
            width: card.width,
            height: card.height,
            depth_or_array_layers: 1,
        },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rg8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING,
        view_formats: &[],
    };
    let order = wgpu::util::TextureDataOrder::LayerMajor;
    let texture = raw.create_texture_with_data(device.queue(), &descriptor, order, pixels);
    let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
    let sampler = raw.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("title"),
        mag_filter: wgpu::FilterMode::Linear,
        min_filter: wgpu::FilterMode::Linear,
        ..Default::default()
    });
    let entry = |binding, resource| wgpu::BindGroupEntry { binding, resource };
    raw.create_bind_group(&wgpu::BindGroupDescriptor {
        label: Some("title"),
        layout,
        entries: &[
            entry(0, wgpu::BindingResource::TextureView(&view)),
            entry(1, wgpu::BindingResource::Sampler(&sampler)),
        ],
    })
}
