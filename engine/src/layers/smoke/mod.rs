//! Smoke that rises from keys. What was played a while ago is found that much higher, carried aside by a field of
//! eddies that drifts with it: a pure function of time, drawn small.

mod eddies;
mod emission;

use super::layout::Layout;
use super::scene::Scene;
use super::sheet::{self, Beyond, Sheet};
use super::small::{Enlarged, Small, Tiles};
use super::song::Song;
use super::stage::{Area, Stage};
use super::{Layer, Moment, module};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::{Device, Instances, QuadPipeline, Quads};
use bytemuck::{Pod, Zeroable};
use emission::{Emission, SIZE};
use std::sync::Arc;

/// Fields of [`Puff`].
pub(super) const ATTRIBUTES: [wgpu::VertexAttribute; 4] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32x4, 3 => Float32x4];

/// `Puff` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(super) struct Puff {
    bounds: Area,
    /// How far the large and the small eddies have drifted, in sheets.
    drift: [f32; 4],
    /// Rise, life, turbulence, glow.
    shape: [f32; 4],
    /// Pixels in a shorter side; where smoke begins; amount; none.
    scale: [f32; 4],
}

/// How high smoke has risen after a second, in shorter sides of the box, at speed 1.
const RISE: f32 = 0.19;
/// It slows: it has risen by this power of its age.
const SLOWING: f32 = 0.8;
/// How far eddies carry it aside at most, in shorter sides, at turbulence 1.
const REACH: f32 = 0.13;

/// How high smoke is after `age` seconds, in shorter sides, if it rises by `rise` in the first.
fn height(age: f32, rise: f32) -> f32 {
    rise * age.powf(SLOWING)
}

/// Draws the smoke.
pub(super) struct Smoke {
    parameters: composition::Smoke,
    song: Arc<Song>,
    layout: Arc<Layout>,
    emission: Emission,
    tiles: Tiles,
    sheet: Sheet,
    pipeline: QuadPipeline,
    pictures: wgpu::BindGroup,
    puffs: Instances<Puff>,
    small: Small,
    stage: Stage,
}

impl Smoke {
    pub fn new(parameters: &composition::Smoke, scene: &Scene<'_>) -> Self {
        let small = Small::new(scene, "smoke", Enlarged::Soft);
        let sheet = Sheet::new(scene.device, "smoke by age", SIZE);
        let eddies = Sheet::new(scene.device, "eddies", (eddies::SIDE, eddies::SIDE));
        eddies.write(scene.device, &eddies::sheet());
        let pictures = [(&eddies.view, Beyond::Again), (&sheet.view, Beyond::Edge)];
        let (groups, pictures) = sheet::group(scene.device, "smoke", &pictures);
        let quads = Quads {
            label: "smoke",
            module: &module(scene.device, "smoke"),
            fragment: "fragment",
            stride: size_of::<Puff>(),
            attributes: &ATTRIBUTES,
            blend: wgpu::BlendState::REPLACE,
            groups: &[Some(&small.stage().layout), Some(&groups)],
        };
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            emission: Emission::new(&scene.layout),
            tiles: Tiles::new([0.0, 0.0, scene.layout.width, scene.layout.strike]),
            sheet,
            pipeline: QuadPipeline::new(scene.device, &quads),
            pictures,
            puffs: Instances::new(scene.device, "smoke", 128),
            small,
            stage: scene.stage.clone(),
        }
    }

    /// Marks what smoke may reach.
    fn mark(&mut self) {
        let composition::Smoke {
            speed, turbulence, ..
        } = self.parameters;
        let Layout {
            width,
            height: tall,
            strike,
            ..
        } = *self.layout;
        let shorter = width.min(tall);
        let tiles = &mut self.tiles;
        tiles.clear();
        self.emission.each(|middle, half, age| {
            let up = height(age, RISE * speed);
            // Near the keys, eddies have not taken hold of it.
            let reach = REACH * turbulence * (up + REACH) / (up + REACH + 0.16);
            let aside = half * width + reach * shorter;
            let (top, bottom) = (up + 0.7 * reach, (up - 0.7 * reach).max(0.0));
            tiles.mark([
                middle * width - aside,
                strike - top * shorter,
                middle * width + aside,
                strike - bottom * shorter,
            ]);
        });
    }

    fn puff(&self, bounds: Area, now: f64) -> Puff {
        let composition::Smoke {
            amount,
            speed,
            life,
            turbulence,
            glow,
            ..
        } = self.parameters;
        // Sheets repeat: whole ones do not matter, and so nothing grows less exact with time.
        let drift = |per_second: f64| (now * per_second * f64::from(speed)).rem_euclid(1.0) as f32;
        Puff {
            bounds,
            drift: [drift(0.011), drift(0.047), drift(-0.023), drift(0.11)],
            shape: [RISE * speed, life, turbulence, glow],
            scale: [
                self.layout.width.min(self.layout.height),
                self.layout.strike,
                amount,
                0.0,
            ],
        }
    }
}

impl Layer for Smoke {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        let [left, top, right, _] = self.stage.whole();
        Some([left, top, right, self.layout.strike])
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        self.emission.fill(&self.song, &self.parameters, now);
        self.mark();
        self.sheet.write(device, self.emission.pixels());
        self.puffs.items().clear();
        for bounds in self.tiles.marked() {
            let puff = self.puff(bounds, now);
            self.puffs.items().push(puff);
        }
        self.puffs.upload(device);
        self.small.show(device, self.tiles.marked(), 1.0);
    }

    fn before(&self, encoder: &mut wgpu::CommandEncoder) {
        if self.small.is_empty() {
            return;
        }
        let mut pass = self.small.pass(encoder);
        pass.set_bind_group(1, &self.pictures, &[]);
        self.pipeline.draw(&mut pass, &self.puffs);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.small.draw(pass);
    }
}
