//! A small picture in a corner.

use super::image::Sight;
use super::plate::{Plate, Plates, put};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, Corner};
use crate::gpu::{Device, Instances};

/// Draws a logo.
pub(super) struct Logo {
    parameters: composition::Logo,
    sight: Option<Sight>,
    plates: Plates,
    list: Instances<Plate>,
    stage: Stage,
}

impl Logo {
    pub fn new(parameters: &composition::Logo, scene: &Scene<'_>) -> Self {
        let reference = parameters.picture.as_ref();
        let picture = reference.and_then(|it| scene.supplies.material.picture(it.as_str()));
        Self {
            parameters: parameters.clone(),
            sight: picture.map(|picture| Sight::new(picture, scene)),
            plates: Plates::new(scene, "fragment"),
            list: Instances::new(scene.device, "logo", 1),
            stage: scene.stage.clone(),
        }
    }

    fn plate(&self, [width, height]: [f32; 2]) -> Plate {
        let [_, _, right, bottom] = self.stage.whole();
        let unit = right.min(bottom);
        let scale = self.parameters.size * unit / width.max(height) / 2.0;
        let half = [width * scale, height * scale];
        let margin = self.parameters.margin * unit;
        let near = |axis: usize| margin + half[axis];
        let far = |axis: usize| [right, bottom][axis] - near(axis);
        let middle = match self.parameters.corner {
            Corner::TopRight => [far(0), near(1)],
            Corner::TopLeft => [near(0), near(1)],
            Corner::BottomLeft => [near(0), far(1)],
            Corner::BottomRight => [far(0), far(1)],
            Corner::Center => [right / 2.0, bottom / 2.0],
        };
        Plate::new(middle, half)
    }
}

impl Layer for Logo {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        self.sight.is_some().then(|| self.stage.whole())
    }

    fn moving(&self) -> Option<Area> {
        None
    }

    fn prepare_still(&mut self, device: &Device) {
        if let Some(sight) = &self.sight {
            let plate = self.plate(sight.size());
            put(&mut self.list, device, &[plate]);
        }
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        if let Some(sight) = &self.sight {
            self.plates.draw(pass, sight.texture(), &self.list);
        }
    }

    fn prepare(&mut self, _device: &Device, _moment: Moment) {}

    fn draw(&self, _pass: &mut wgpu::RenderPass<'_>) {}
}
