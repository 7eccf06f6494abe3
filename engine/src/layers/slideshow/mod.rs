//! Pictures one after another, changed in time with the music.

mod order;
mod transition;

use super::image::{Fitting, Sight, fitted};
use super::plate::{Plate, Plates, put};
use super::scene::Scene;
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, Pace};
use crate::gpu::{Device, Instances};
use crate::material::Picture;
use crate::score::Metre;
use order::Order;
use std::sync::Arc;
use transition::{Share, shares};

/// Seconds in which a slide that moves would be back where it began.
const PAN_SECONDS: f64 = 36.0;

/// Draws a slideshow.
pub(super) struct Slideshow {
    parameters: composition::Slideshow,
    pictures: Vec<Arc<Picture>>,
    order: Order,
    metre: Arc<Metre>,
    /// The slide that goes and the one that is there.
    slides: [Option<Slide>; 2],
    plates: Plates,
    stage: Stage,
}

struct Slide {
    picture: usize,
    sight: Sight,
    list: Instances<Plate>,
    seen: bool,
}

impl Slideshow {
    pub fn new(parameters: &composition::Slideshow, scene: &Scene<'_>) -> Self {
        let named = parameters.pictures.iter();
        let mut pictures: Vec<_> = named.filter_map(|it| scene.picture(Some(it))).collect();
        if pictures.is_empty() {
            pictures.extend(scene.picture(None));
        }
        let fitting = |picture: Arc<Picture>| Arc::new(scene.shown(&picture));
        Self {
            parameters: parameters.clone(),
            order: Order {
                count: pictures.len(),
                shuffled: parameters.shuffle,
                seed: scene.plan.composition.seed,
            },
            pictures: pictures.into_iter().map(fitting).collect(),
            metre: Arc::clone(&scene.metre),
            slides: [None, None],
            plates: Plates::new(scene, "fragment"),
            stage: scene.stage.clone(),
        }
    }

    /// Slides since the start of the song, and seconds since the last change.
    fn place(&self, song: f64) -> (i64, f64) {
        let count = |seconds: f64| match self.parameters.pace {
            Pace::Bars => self.metre.bars_at(seconds),
            Pace::Beats => self.metre.beats_at(seconds),
            Pace::Seconds => seconds,
        };
        let slides = count(song) / f64::from(self.parameters.every);
        // How fast they go now, from a hundredth of a second.
        let pace = (count(song) - count(song - 0.01)) / 0.01 / f64::from(self.parameters.every);
        let since = (slides - slides.floor()) / pace.max(1e-6);
        (slides.floor() as i64, since)
    }

    fn plate(&self, slide: i64, sight: &Sight, song: f64, share: &Share) -> Plate {
        // Each slide moves its own way.
        let turn = song / PAN_SECONDS + slide as f64 * 0.381_966;
        let fitting = Fitting {
            fit: self.parameters.fit,
            focus: [0.5; 2],
            pan: self.parameters.pan,
            turn: turn as f32,
        };
        let area = self.stage.whole();
        let mut plate = fitted(&fitting, sight.size(), area);
        share.apply(&mut plate, area);
        let light = (1.0 - self.parameters.dim) * share.light;
        plate.tint = [light, light, light, share.opacity];
        plate
    }

    fn show(&mut self, device: &Device, at: usize, slide: i64, song: f64, share: &Share) {
        let picture = self.order.picture(slide);
        let kept = self.slides[at].take().filter(|kept| kept.picture == picture);
        let mut kept = kept.unwrap_or_else(|| Slide {
            picture,
            sight: Sight::of(device, &self.pictures[picture]),
            list: Instances::new(device, "slide", 1),
            seen: false,
        });
        kept.sight.blur(device, self.parameters.blur);
        kept.seen = share.opacity > 0.0;
        let plate = self.plate(slide, &kept.sight, song, share);
        put(&mut kept.list, device, &[plate]);
        self.slides[at] = Some(kept);
    }
}

impl Layer for Slideshow {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        (!self.pictures.is_empty()).then(|| self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        if self.pictures.is_empty() {
            return;
        }
        let (slide, since) = self.place(moment.song);
        let took = f64::from(self.parameters.transition_seconds);
        let progress = if took > 0.0 { (since / took).min(1.0) } else { 1.0 } as f32;
        let (last, next) = shares(self.parameters.transition, progress);
        if let Some(last) = last {
            // What is there now was there a moment ago: it stays where it was.
            if self.slides[0].as_ref().map(|it| it.picture) != Some(self.order.picture(slide - 1)) {
                self.slides.swap(0, 1);
            }
            self.show(device, 0, slide - 1, moment.song, &last);
        } else if let Some(slide) = &mut self.slides[0] {
            slide.seen = false;
        }
        self.show(device, 1, slide, moment.song, &next);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        for slide in self.slides.iter().flatten().filter(|slide| slide.seen) {
            self.plates.draw(pass, slide.sight.texture(), &slide.list);
        }
    }
}
