//! A still picture, fitted, blurred, dimmed and slowly moved.

mod fitting;

pub(super) use fitting::{Fitting, fitted};

use super::plate::{Plate, Plates, Texture, put};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::{Device, Instances};
use crate::material::Picture;
use std::sync::Arc;

/// Steps from sharp to wholly blurred, so that a blur that moves is not made anew for what nobody sees.
const BLUR_STEPS: f32 = 48.0;
/// The longer side of what is blurred, in pixels: nothing finer is left.
const BLURRED_SIDE: u32 = 480;
/// Radius of the whole blur, in pixels of that.
const BLUR_RADIUS: f32 = 26.0;

/// Draws a picture.
pub(super) struct Image {
    parameters: composition::Image,
    sight: Option<Sight>,
    plates: Plates,
    list: Instances<Plate>,
    stage: Stage,
}

impl Image {
    pub fn new(parameters: &composition::Image, scene: &Scene<'_>) -> Self {
        let picture = scene.picture(parameters.picture.as_ref());
        Self {
            parameters: parameters.clone(),
            sight: picture.map(|picture| Sight::new(&picture, scene)),
            plates: Plates::new(scene, "fragment"),
            list: Instances::new(scene.device, "image", 1),
            stage: scene.stage.clone(),
        }
    }

    fn moves(&self) -> bool {
        self.parameters.pan > 0.0
    }

    fn plate(&self, sight: &Sight, song: f64) -> Plate {
        let it = &self.parameters;
        let fitting = Fitting {
            fit: it.fit,
            focus: [it.focus_x, it.focus_y],
            pan: it.pan,
            turn: (song / f64::from(it.pan_seconds)) as f32,
        };
        let mut plate = fitted(&fitting, sight.size(), self.stage.whole());
        let light = 1.0 - it.dim;
        plate.tint = [light, light, light, 1.0];
        plate.shape[2] = it.roundness * plate.place[2].min(plate.place[3]);
        plate
    }

    fn put(&mut self, device: &Device, song: f64) {
        let Some(mut sight) = self.sight.take() else {
            return;
        };
        sight.blur(device, self.parameters.blur);
        let plate = self.plate(&sight, song);
        put(&mut self.list, device, &[plate]);
        self.sight = Some(sight);
    }

    fn show(&self, pass: &mut wgpu::RenderPass<'_>) {
        if let Some(sight) = &self.sight {
            self.plates.draw(pass, &sight.texture, &self.list);
        }
    }
}

impl Layer for Image {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn still(&self) -> Option<Area> {
        (!self.moves() && self.sight.is_some()).then(|| self.stage.whole())
    }

    fn moving(&self) -> Option<Area> {
        (self.moves() && self.sight.is_some()).then(|| self.stage.whole())
    }

    fn prepare_still(&mut self, device: &Device) {
        if !self.moves() {
            self.put(device, 0.0);
        }
    }

    fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        if !self.moves() {
            self.show(pass);
        }
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        if self.moves() {
            self.put(device, moment.song);
        }
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if self.moves() {
            self.show(pass);
        }
    }
}

/// A picture as it is seen: no larger than it is shown, and blurred.
pub(super) struct Sight {
    picture: Arc<Picture>,
    /// The steps by which the texture is blurred.
    steps: u32,
    texture: Texture,
}

impl Sight {
    pub fn new(picture: &Arc<Picture>, scene: &Scene<'_>) -> Self {
        Self::of(scene.device, &Arc::new(scene.shown(picture)))
    }

    /// Of a picture that is no larger than it is shown.
    pub fn of(device: &Device, picture: &Arc<Picture>) -> Self {
        Self {
            texture: Texture::new(device, picture),
            picture: Arc::clone(picture),
            steps: 0,
        }
    }

    /// Width and height in pixels.
    pub fn size(&self) -> [f32; 2] {
        [self.picture.width as f32, self.picture.height as f32]
    }

    pub fn texture(&self) -> &Texture {
        &self.texture
    }

    /// Blurs by an amount from 0 to 1.
    pub fn blur(&mut self, device: &Device, amount: f32) {
        let steps = (amount * BLUR_STEPS).round() as u32;
        if steps == self.steps {
            return;
        }
        self.steps = steps;
        let share = steps as f32 / BLUR_STEPS;
        self.texture = match steps {
            0 => Texture::new(device, &self.picture),
            _ => {
                let small = self.picture.within(BLURRED_SIDE);
                let radius = (share * share * BLUR_RADIUS).round().max(1.0);
                Texture::new(device, &small.blurred(radius as u32))
            }
        };
    }
}
