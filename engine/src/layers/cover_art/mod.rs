//! The cover of the song: a square, a disc, or the label of a record that turns.

mod made;

pub(super) use made::made;

use super::plate::{Plate, Plates, Texture, put};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, CoverStyle};
use crate::gpu::{Device, Instances};
use std::f64::consts::TAU;

/// Radius of the corners of a rounded cover, as a share of its side.
const CORNER: f32 = 0.035;
/// How far a shadow falls and how soft it is, as shares of the side.
const DROP: f32 = 0.025;
const SOFTNESS: f32 = 0.07;

/// Draws a cover.
pub(super) struct CoverArt {
    parameters: composition::CoverArt,
    texture: Texture,
    size: [f32; 2],
    tone: [f32; 3],
    plates: Plates,
    shadows: Plates,
    cover: Instances<Plate>,
    shadow: Instances<Plate>,
    stage: Stage,
}

impl CoverArt {
    pub fn new(parameters: &composition::CoverArt, scene: &Scene<'_>) -> Self {
        let [_, _, width, height] = scene.stage.whole();
        let picture = match scene.picture(parameters.picture.as_ref()) {
            // It may be enlarged to the whole box.
            Some(picture) => picture.within((width.min(height) * 1.5).ceil() as u32),
            None => made(&scene.colors, scene.plan.composition.seed),
        };
        let fragment = match parameters.style {
            CoverStyle::Record => "record",
            CoverStyle::Rounded | CoverStyle::Circle => "fragment",
        };
        Self {
            parameters: parameters.clone(),
            texture: Texture::new(scene.device, &picture),
            size: [picture.width as f32, picture.height as f32],
            tone: scene.colors.first().copied().unwrap_or_default().unit(),
            plates: Plates::new(scene, fragment),
            shadows: Plates::new(scene, "fragment"),
            cover: Instances::new(scene.device, "cover", 1),
            shadow: Instances::new(scene.device, "cover's shadow", 1),
            stage: scene.stage.clone(),
        }
    }

    fn side(&self) -> f32 {
        let [_, _, width, height] = self.stage.whole();
        self.parameters.size * width.min(height)
    }

    fn plate(&self, song: f64) -> Plate {
        let [_, _, width, height] = self.stage.whole();
        let it = &self.parameters;
        let side = self.side();
        let mut plate = Plate::new([width / 2.0, height / 2.0], [side / 2.0; 2]);
        // The middle of a picture that is no square.
        let wider = self.size[0] / self.size[1];
        let share = [(1.0 / wider).min(1.0), wider.min(1.0)];
        let [near, far] = [-1.0, 1.0].map(|end| share.map(|share| (1.0 + end * share) / 2.0));
        plate.part = [near[0], near[1], far[0], far[1]];
        let (sin, cos) = (song * f64::from(it.turns) / 60.0 * TAU).sin_cos();
        let radius = match it.style {
            CoverStyle::Rounded => CORNER * side,
            CoverStyle::Circle | CoverStyle::Record => side / 2.0,
        };
        plate.shape = [cos as f32, sin as f32, radius, it.border * side];
        let [r, g, b] = match it.style {
            CoverStyle::Record => self.tone,
            _ => it.border_color.unit(),
        };
        plate.edge = [r, g, b, 0.0];
        plate
    }

    fn turns(&self) -> bool {
        self.parameters.turns != 0.0
    }

    fn put(&mut self, device: &Device, song: f64) {
        let (plate, side) = (self.plate(song), self.side());
        let shadow = plate.shadow(DROP * side, SOFTNESS * side, self.parameters.shadow);
        put(&mut self.cover, device, &[plate]);
        put(&mut self.shadow, device, &[shadow]);
    }

    fn show(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.shadows.draw(pass, &self.texture, &self.shadow);
        self.plates.draw(pass, &self.texture, &self.cover);
    }
}

impl Layer for CoverArt {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        (!self.turns()).then(|| self.stage.whole())
    }

    fn moving(&self) -> Option<Area> {
        self.turns().then(|| self.stage.whole())
    }

    fn prepare_still(&mut self, device: &Device) {
        if !self.turns() {
            self.put(device, 0.0);
        }
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        if !self.turns() {
            self.show(pass);
        }
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        if self.turns() {
            self.put(device, moment.song);
        }
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.turns() {
            self.show(pass);
        }
    }
}
