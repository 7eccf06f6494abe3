//! Light that spreads from what is bright: a pyramid of ever smaller pictures, brought together again.

mod processor;

use crate::composition;
use crate::composition::document::Numbers;
use crate::effects::data::{Now, Values};
use crate::effects::filter::{Filter, FilterData, Kit, Small, scale};
use crate::effects::laid::Laid;
use crate::effects::stage::{Reading, Stage, Texture};
use crate::effects::{Effect, Scene};
use crate::gpu::Device;
use processor::{Processor, SMALLEST};

/// Pixels at 1080p that one of the first picture covers.
const SCALE: f32 = 8.0;

/// Draws the bloom.
pub(super) struct Bloom {
    parameters: composition::Bloom,
    /// From the largest to the smallest; what is bright is read into the first.
    levels: Vec<Small>,
    /// From each to the next.
    halve: Vec<Filter>,
    /// The same as the levels but the last, each with the light of all smaller ones.
    lit: Vec<Small>,
    /// The last makes the largest.
    join: Vec<Filter>,
    scale: f32,
    processor: Processor,
}

impl Bloom {
    pub fn new(parameters: &composition::Bloom, scene: &Scene<'_>) -> Self {
        let device = scene.device;
        let scale = scale(scene.size, SCALE);
        let kit = Kit::new(device);
        let mut levels = vec![Small::of_canvas(device, "bloom", scene.size, scale)];
        let mut halve = Vec::new();
        while let Some(last) = levels.last() {
            let enough = last.size[0].min(last.size[1]) <= SMALLEST;
            if enough && levels.len() > 2 {
                break;
            }
            halve.push(kit.filter("halve", last));
            let next = last.half(device, "bloom");
            levels.push(next);
        }
        let inner = &levels[..levels.len() - 1];
        let lit: Vec<_> = inner
            .iter()
            .map(|level| Small::new(device, "bloom", level.size))
            .collect();
        let smaller = lit.iter().skip(1).chain(levels.last());
        let pairs: Vec<_> = inner.iter().zip(smaller).collect();
        let join = pairs.into_iter().rev();
        Self {
            processor: Processor::new(scene.size, scale, levels[0].size),
            join: join
                .map(|(level, smaller)| kit.joining("join", level, smaller))
                .collect(),
            parameters: parameters.clone(),
            halve,
            lit,
            levels,
            scale,
        }
    }
}

impl Effect for Bloom {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn stage(&self) -> Stage {
        Stage::new("bloom", include_str!("shader.wgsl"))
            .colors()
            .with(Texture::Flat)
            .reads(Reading::new(3).filtered())
    }

    fn prepare(&mut self, device: &Device, now: &Now<'_>) -> Option<Values> {
        let composition::Bloom {
            intensity,
            threshold,
            radius,
        } = self.parameters;
        let light = intensity * now.strength;
        if light < 1e-3 {
            return None;
        }
        let share = FilterData {
            a: [0.35 + 0.45 * radius, 0.0, 0.0, 0.0],
            ..FilterData::default()
        };
        self.join.iter().for_each(|filter| filter.set(device, share));
        let [across, down] = self.levels.first()?.places(self.scale);
        Some(Values {
            a: [light * 2.4, threshold, share.a[0], 0.0],
            b: [across, down, 0.0, 0.0],
            d: [0.0, 0.0, 0.0, self.scale],
            ..Values::default()
        })
    }

    fn texture(&self) -> Option<&wgpu::TextureView> {
        self.lit.first().map(|lit| &lit.view)
    }

    fn laid(&mut self) -> Option<&mut dyn Laid> {
        Some(&mut self.processor)
    }

    fn source(&self) -> Option<(&wgpu::TextureView, [u32; 2])> {
        self.levels.first().map(|level| (&level.view, level.size))
    }

    fn filter(&self, encoder: &mut wgpu::CommandEncoder) {
        for (filter, level) in self.halve.iter().zip(&self.levels[1..]) {
            filter.draw(encoder, level, level.size);
        }
        for (filter, lit) in self.join.iter().zip(self.lit.iter().rev()) {
            filter.draw(encoder, lit, lit.size);
        }
    }
}
