//! The layers of a picture, brought together from the back to the front.

use super::drawn::Drawn;
use crate::composition::LayerKind;
use crate::gpu::{Composer, Device, Mixing, Target};
use crate::layers::Scenery;
use crate::modulation::Motion;
use crate::plan::{Moment, RenderPlan};
use crate::supplies::Supplies;

/// The layers of a plan.
pub(super) struct Picture {
    layers: Vec<Drawn>,
    /// What never changes, drawn once; none where nothing is still.
    still: Option<Target>,
    apart: Option<Apart>,
    backdrop: wgpu::Color,
    warnings: Vec<String>,
}

/// What layers are drawn with that cannot be drawn onto the picture itself.
struct Apart {
    composer: Composer,
    /// One such layer alone.
    group: Target,
    /// What is behind a layer that overlays.
    behind: Target,
}

/// Which layers are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Those that effects change.
    Below,
    /// Those that effects pass by.
    Above,
}

impl Picture {
    pub fn new(device: &Device, plan: &RenderPlan, supplies: &Supplies, motion: &Motion) -> Self {
        let scenery = Scenery::new(device, plan, supplies);
        let transparent = plan.config.video().transparent;
        let layers = plan.composition.layers.iter().enumerate();
        let layers =
            layers.filter(|(_, layer)| !(transparent && matches!(layer.kind, LayerKind::Background(_))));
        let layers = layers.map(|(index, layer)| Drawn::new(index, layer, &scenery, motion));
        let mut layers: Vec<_> = layers.collect();
        let apart = layers.iter().any(Drawn::needs_apart).then(|| {
            let overlays = layers.iter().any(|layer| layer.mixing() == Mixing::Overlay);
            Apart::new(device, plan.size(), overlays)
        });
        if let Some(apart) = &apart {
            for layer in layers.iter_mut().filter(|layer| layer.needs_apart()) {
                layer.set_apart(device, &apart.composer, &apart.group);
            }
        }
        let backdrop = if transparent {
            wgpu::Color::TRANSPARENT
        } else {
            color(plan.composition.canvas.color.unit())
        };
        let still = settled(device, plan.size(), &mut layers, backdrop);
        Self {
            layers,
            still,
            apart,
            backdrop,
            warnings: scenery.warnings(),
        }
    }

    /// Whether any layer is drawn after the effects.
    pub fn draws_above(&self) -> bool {
        self.layers.iter().any(Drawn::above_effects)
    }

    /// What cannot be shown as it was asked for.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Prepares all layers for a moment.
    pub fn prepare(&mut self, device: &Device, moment: Moment, motion: &Motion) {
        for layer in &mut self.layers {
            layer.prepare(device, moment, motion);
        }
    }

    /// Draws the layers below the effects onto `target`, over nothing.
    pub fn draw_below(&self, encoder: &mut wgpu::CommandEncoder, target: &Target) {
        self.begin(encoder, target);
        self.draw(encoder, target, Side::Below);
    }

    fn begin(&self, encoder: &mut wgpu::CommandEncoder, target: &Target) {
        match &self.still {
            Some(still) => target.copy_from(encoder, still),
            None => drop(target.pass(encoder, "canvas", Some(self.backdrop))),
        }
    }

    /// Draws the layers on one side onto `target`.
    pub fn draw(&self, encoder: &mut wgpu::CommandEncoder, target: &Target, side: Side) {
        for layer in self.seen(side) {
            layer.before(encoder);
        }
        let mut layers = self.seen(side).peekable();
        while let Some(next) = layers.peek() {
            if next.apart().is_some() {
                if let (Some(layer), Some(apart)) = (layers.next(), &self.apart) {
                    apart.draw(encoder, target, layer);
                }
                continue;
            }
            // As many as follow each other are drawn in one pass.
            let mut pass = target.pass(encoder, "layers", None);
            while let Some(layer) = layers.next_if(|layer| layer.apart().is_none()) {
                layer.draw(&mut pass);
            }
        }
    }

    fn seen(&self, side: Side) -> impl Iterator<Item = &Drawn> {
        let above = side == Side::Above;
        let layers = self.layers.iter();
        layers.filter(move |layer| layer.above_effects() == above && layer.is_seen())
    }
}

/// Draws what never changes.
fn settled(device: &Device, size: (u32, u32), layers: &mut [Drawn], backdrop: wgpu::Color) -> Option<Target> {
    let mut changing = Vec::new();
    let settled: Vec<_> = layers
        .iter_mut()
        .map(|layer| layer.settle(device, &mut changing))
        .collect();
    if !settled.contains(&true) {
        return None;
    }
    let still = Target::new(device, "still picture", size);
    let descriptor = wgpu::CommandEncoderDescriptor {
        label: Some("still picture"),
    };
    let mut encoder = device.raw().create_command_encoder(&descriptor);
    let mut pass = still.pass(&mut encoder, "still picture", Some(backdrop));
    for (layer, _) in layers.iter().zip(settled).filter(|(_, settled)| *settled) {
        layer.draw_still(&mut pass);
    }
    drop(pass);
    device.queue().submit([encoder.finish()]);
    Some(still)
}

impl Apart {
    fn new(device: &Device, size: (u32, u32), overlays: bool) -> Self {
        let behind = Target::new(device, "backdrop", if overlays { size } else { (1, 1) });
        Self {
            composer: Composer::new(device, &behind),
            group: Target::new(device, "layer apart", size),
            behind,
        }
    }

    fn draw(&self, encoder: &mut wgpu::CommandEncoder, target: &Target, layer: &Drawn) {
        let Some(source) = layer.apart() else { return };
        let mut pass = self
            .group
            .pass(encoder, "layer apart", Some(wgpu::Color::TRANSPARENT));
        layer.draw(&mut pass);
        drop(pass);
        if layer.mixing() == Mixing::Overlay {
            self.behind.copy_from(encoder, target);
        }
        let mut pass = target.pass(encoder, "compose", None);
        layer.cut(&mut pass);
        self.composer.draw(&mut pass, source, layer.mixing());
    }
}

fn color([r, g, b]: [f32; 3]) -> wgpu::Color {
    let [r, g, b] = [r, g, b].map(f64::from);
    wgpu::Color { r, g, b, a: 1.0 }
}
