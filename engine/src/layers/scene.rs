//! What a layer is drawn with: the song, and where on the canvas things are.

use super::layout::Layout;
use super::lettering::Lettering;
use super::song::Song;
use super::stage::Stage;
use crate::color::Rgb;
use crate::composition::{Aspect, Follow, LayerSettings, PictureReference, Place};
use crate::gpu::Device;
use crate::material::Picture;
use crate::plan::RenderPlan;
use crate::score::Metre;
use crate::supplies::Supplies;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How much larger than its box a picture may be shown.
const GROWTH: f32 = 1.15;

/// What all layers of a picture share.
pub struct Scenery<'a> {
    device: &'a Device,
    plan: &'a RenderPlan,
    supplies: &'a Supplies,
    colors: Arc<[Rgb]>,
    song: Arc<Song>,
    metre: Arc<Metre>,
    keys: Option<RangeInclusive<u8>>,
    lettering: Lettering,
}

/// The place of one layer: the device, the song as it follows it, and where in its box things are.
pub struct Scene<'a> {
    pub(super) device: &'a Device,
    pub(super) plan: &'a RenderPlan,
    /// Material and sounds.
    pub(super) supplies: &'a Supplies,
    /// The colours of the voices, 1 to 32.
    pub(super) colors: Arc<[Rgb]>,
    pub(super) song: Arc<Song>,
    /// Which notes the layer shows or is moved by.
    pub(super) follow: Follow,
    /// Beats and bars.
    pub(super) metre: Arc<Metre>,
    pub(super) layout: Arc<Layout>,
    pub(super) stage: Stage,
    /// The fonts of the picture.
    pub(super) lettering: Lettering,
    /// When the layer begins, in seconds of the song, if that is told.
    pub(super) start: Option<f32>,
}

impl<'a> Scenery<'a> {
    /// Prepares what depends on the plan alone.
    pub fn new(device: &'a Device, plan: &'a RenderPlan, supplies: &'a Supplies) -> Self {
        let colors = supplies.colors(&plan.composition);
        let song = Song::new(&plan.score, &colors, &Default::default());
        Self {
            device,
            plan,
            supplies,
            colors: colors.into(),
            keys: song.keys(),
            song: Arc::new(song),
            metre: Arc::new(Metre::new(&plan.score)),
            lettering: Lettering::new(&plan.composition, &supplies.material),
        }
    }

    /// The size of the canvas, in pixels.
    pub fn canvas(&self) -> (u32, u32) {
        self.plan.size()
    }

    /// What cannot be shown as it was asked for, found by the layers so far.
    pub fn warnings(&self) -> Vec<String> {
        self.lettering.warnings()
    }

    /// The scene of a layer.
    pub fn scene(&self, settings: &LayerSettings) -> Scene<'a> {
        let song = if settings.follow.takes_all() {
            Arc::clone(&self.song)
        } else {
            Arc::new(Song::new(&self.plan.score, &self.colors, &settings.follow))
        };
        let canvas = self.plan.size();
        let place = place_of(settings, canvas);
        let size = box_of(place, canvas);
        // All layers have the same keys, so that those which follow different notes fit onto one keyboard.
        let layout = Layout::new(size, &self.plan.composition, self.keys.clone());
        let stage = Stage::new(self.device, canvas, place, &layout, self.plan.composition.seed);
        Scene {
            device: self.device,
            plan: self.plan,
            supplies: self.supplies,
            colors: Arc::clone(&self.colors),
            song,
            follow: settings.follow.clone(),
            metre: Arc::clone(&self.metre),
            layout: Arc::new(layout),
            stage,
            lettering: self.lettering.clone(),
            start: settings.start,
        }
    }
}

impl Scene<'_> {
    /// The picture of that reference, or the composition's cover; none where there is neither.
    pub(super) fn picture(&self, reference: Option<&PictureReference>) -> Option<Arc<Picture>> {
        let reference = reference.or(self.plan.composition.cover.as_ref())?;
        self.supplies.material.picture(reference.as_str()).cloned()
    }

    /// A picture no larger than it can be seen in the layer's box.
    pub(super) fn shown(&self, picture: &Picture) -> Picture {
        let [_, _, width, height] = self.stage.whole();
        let (across, down) = (width / picture.width as f32, height / picture.height as f32);
        // Large enough to cover the box while it grows.
        let side = picture.width.max(picture.height) as f32 * across.max(down) * GROWTH;
        picture.within(side.ceil() as u32)
    }

    /// How the layer's box lies on the canvas.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }
}

/// Where a layer is on a canvas of this size.
pub fn place_of(settings: &LayerSettings, canvas: (u32, u32)) -> &Place {
    settings.shapes.on(Aspect::of(canvas)).unwrap_or(&settings.place)
}

/// The size of a box in whole pixels.
fn box_of(place: &Place, (width, height): (u32, u32)) -> (u32, u32) {
    let side = |canvas: u32, share: f32| ((canvas as f32 * share).round() as u32).max(8);
    (side(width, place.width), side(height, place.height))
}
