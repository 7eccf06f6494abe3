//! One layer of a picture, and how it comes onto it.

use crate::composition::document::Part;
use crate::composition::{self, Blend, LayerSettings, Place};
use crate::gpu::{Composed, Composer, Device, Mixing, Target};
use crate::layers::{self, Area, Layer, Scenery, Stage, overlap, place_of};
use crate::modulation::{Motion, Slot};
use crate::plan::Moment;

/// Less of a layer is not seen: half a level of 8 bits.
const UNSEEN: f32 = 0.002;

/// A layer, and how it comes onto the picture.
pub(super) struct Drawn {
    layer: Box<dyn Layer>,
    index: usize,
    settings: LayerSettings,
    stage: Stage,
    place: Place,
    mixing: Mixing,
    /// What brings it onto the picture where it cannot be drawn there itself.
    apart: Option<Composed>,
    /// What of it keyframes and modulation change.
    moved: Moved,
    /// Whether what is still is in the still picture.
    settled: bool,
    /// How much of it is there now.
    opacity: f32,
}

/// What keyframes and modulation change of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Moved {
    Nothing,
    /// Numbers of its own.
    Numbers,
    /// Its place, or how much of it is there.
    Whole,
}

impl Moved {
    fn by(slot: Slot) -> Self {
        match slot {
            Slot::Own(_) => Self::Numbers,
            Slot::Place(_) | Slot::Amount => Self::Whole,
        }
    }
}

impl Drawn {
    pub fn new(index: usize, layer: &composition::Layer, scenery: &Scenery<'_>, motion: &Motion) -> Self {
        let settings = layer.settings.clone();
        let scene = scenery.scene(&settings);
        Self {
            layer: layers::layer(&layer.kind, &scene),
            index,
            stage: scene.stage().clone(),
            place: place_of(&settings, scenery.canvas()).clone(),
            mixing: mixing(settings.blend),
            apart: None,
            moved: motion.moved(index).map(Moved::by).max().unwrap_or(Moved::Nothing),
            settled: false,
            opacity: 0.0,
            settings,
        }
    }

    /// Whether it may ever have to be drawn apart.
    pub fn needs_apart(&self) -> bool {
        let fades = self.settings.fade_in > 0.0 || self.settings.fade_out > 0.0;
        let there = self.settings.opacity >= 1.0 && !fades;
        self.mixing != Mixing::Normal || !there || self.moved == Moved::Whole
    }

    pub fn set_apart(&mut self, device: &Device, composer: &Composer, group: &Target) {
        self.apart = Some(composer.source(device, group));
    }

    pub fn above_effects(&self) -> bool {
        self.settings.above_effects
    }

    pub fn mixing(&self) -> Mixing {
        self.mixing
    }

    /// Settles what never changes into the still picture, if nothing that changes lies behind it. Adds to `changing`
    /// where on the canvas the rest of it draws.
    pub fn settle(&mut self, device: &Device, changing: &mut Vec<Area>) -> bool {
        let always = self.settings.start.is_none() && self.settings.end.is_none();
        let fixed = self.moved == Moved::Nothing || self.layer.still_is_fixed();
        let plain = always && fixed && !self.needs_apart() && self.place.visible && !self.above_effects();
        let on_canvas = |area| self.stage.on_canvas(&area);
        let still = self.layer.still().map(on_canvas);
        if let (true, Some(still)) = (plain, still) {
            self.settled = !changing.iter().any(|area| overlap(area, &still));
        }
        let reach = match (self.settled, self.layer.moving()) {
            (true, moving) => moving,
            (false, _) => Some(self.stage.whole()),
        };
        changing.extend(reach.map(on_canvas));
        if self.settled {
            self.layer.prepare_still(device);
        }
        self.settled
    }

    /// Prepares the layer for a moment.
    pub fn prepare(&mut self, device: &Device, moment: Moment, motion: &Motion) {
        let mut opacity = self.settings.opacity;
        if self.moved != Moved::Nothing {
            for (slot, value) in motion.layer(self.index, moment) {
                match slot {
                    Slot::Amount => opacity = value,
                    Slot::Own(field) => set(self.layer.numbers().number(field), value),
                    Slot::Place(field) => set(Part::number(&mut self.place, field), value),
                }
            }
            self.stage.put(device, &self.place);
        }
        self.opacity = if self.place.visible {
            opacity * self.settings.presence(moment.song)
        } else {
            0.0
        };
        if !self.is_seen() {
            return;
        }
        if !self.settled {
            self.layer.prepare_still(device);
        }
        self.layer.prepare(device, moment);
        if let Some(apart) = &self.apart {
            apart.set_opacity(device, self.opacity);
        }
    }

    /// Whether there is anything of it at the prepared moment.
    pub fn is_seen(&self) -> bool {
        self.opacity > UNSEEN && self.area().is_some()
    }

    /// What brings it onto the picture if it must be drawn apart at the prepared moment.
    pub fn apart(&self) -> Option<&Composed> {
        let direct = self.mixing == Mixing::Normal && self.opacity >= 1.0 - UNSEEN;
        if direct { None } else { self.apart.as_ref() }
    }

    /// Where on the canvas it draws; none if that is nowhere.
    pub fn area(&self) -> Option<Area> {
        let area = self.stage.on_canvas(&self.stage.whole());
        (area[0] < area[2] && area[1] < area[3]).then_some(area)
    }

    /// Lets a pass draw inside its box only.
    pub fn cut(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.stage.cut(pass, &self.stage.whole());
    }

    pub fn draw_still(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.cut(pass);
        self.layer.draw_still(pass);
    }

    /// Draws what the layer needs before it is drawn itself.
    pub fn before(&self, encoder: &mut wgpu::CommandEncoder) {
        self.layer.before(encoder);
    }

    pub fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.cut(pass);
        if !self.settled {
            self.layer.draw_still(pass);
        }
        self.layer.draw(pass);
    }
}

fn set(number: Option<&mut f32>, value: f32) {
    if let Some(number) = number {
        *number = value;
    }
}

fn mixing(blend: Blend) -> Mixing {
    match blend {
        Blend::Normal => Mixing::Normal,
        Blend::Add => Mixing::Add,
        Blend::Multiply => Mixing::Multiply,
        Blend::Screen => Mixing::Screen,
        Blend::Overlay => Mixing::Overlay,
    }
}
