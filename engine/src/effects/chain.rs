//! All effects of a composition, in their order.

use super::data::{ChainData, Now, Values};
use super::laid::{Laying, Light};
use super::passes::{Common, Draw, Step, onto, steps};
use super::program::{Link, fits};
use super::{Effect, MOST, Scene, effect};
use crate::composition::document::Numbers;
use crate::gpu::{Device, Retouch, Target};
use crate::plan::{Moment, RenderPlan};
use crate::score::Metre;
use crate::supplies::Supplies;
use crate::time::FrameIndex;
use std::collections::HashMap;

/// Less of an effect is not seen.
const UNSEEN: f32 = 0.002;
/// Chains that are kept ready; more come about only where many effects come and go by themselves.
const MOST_CHAINS: usize = 24;

/// The effects of a composition.
pub struct Chain {
    effects: Vec<Box<dyn Effect>>,
    metre: Metre,
    data: ChainData,
    common: Common,
    /// The layers below the effects.
    picture: Target,
    /// What lies between passes, where there are several.
    spares: [Target; 2],
    /// Whether light that stands alone is laid by the processor.
    lays: bool,
    /// The steps for each set of effects that were seen together, a bit for each.
    chains: HashMap<u32, Vec<Step>>,
    seen: u32,
    frame: FrameIndex,
}

impl Chain {
    /// Prepares what depends on the plan alone; none where there are no effects. `lays` is whether the processor may
    /// change the picture after it was read back: light that stands alone is not drawn then but told by
    /// [`light`](Self::light).
    pub fn new(device: &Device, plan: &RenderPlan, supplies: &Supplies, lays: bool) -> Option<Self> {
        let composition = &plan.composition;
        let (width, height) = plan.size();
        let scene = Scene {
            device,
            supplies,
            size: [width, height],
            fps: plan.frame_rate().fps(),
            seed: composition.seed,
        };
        let effects = composition.effects.iter().take(MOST);
        let effects: Vec<_> = effects.map(|it| effect(&it.kind, &scene)).collect();
        if effects.is_empty() {
            return None;
        }
        let links: Vec<_> = (0..effects.len()).map(|index| link(&effects, index)).collect();
        let common = Common::new(device, size_of::<ChainData>() as u64);
        let between = if fits(&links) { (1, 1) } else { plan.size() };
        Some(Self {
            metre: Metre::new(&plan.score),
            data: ChainData {
                size: [width as f32, height as f32],
                texel: [1.0 / width as f32, 1.0 / height as f32],
                unit: width.min(height) as f32 / 1080.0,
                seed: composition.seed,
                padding: [0; 2],
                effects: [Values::default(); MOST],
            },
            lays,
            common,
            picture: Target::new(device, "before effects", plan.size()),
            spares: ["spare", "other spare"].map(|label| Target::new(device, label, between)),
            chains: HashMap::new(),
            seen: 0,
            frame: 0,
            effects,
        })
    }

    /// The numbers of effect `index`, to be set before [`prepare`](Self::prepare).
    pub fn numbers(&mut self, index: usize) -> Option<&mut dyn Numbers> {
        match self.effects.get_mut(index) {
            Some(effect) => Some(effect.numbers()),
            None => None,
        }
    }

    /// Prepares all effects for a frame, of each of which there is so much; says whether any is seen.
    pub fn prepare(&mut self, device: &Device, frame: FrameIndex, moment: Moment, strengths: &[f32]) -> bool {
        self.frame = frame;
        self.seen = 0;
        for (index, effect) in self.effects.iter_mut().enumerate() {
            let strength = strengths.get(index).copied().unwrap_or_default();
            let now = Now {
                frame,
                moment,
                strength,
                size: self.data.size,
                unit: self.data.unit,
                seed: self.data.seed.wrapping_add(index as u32),
                metre: &self.metre,
            };
            let values = (strength > UNSEEN)
                .then(|| effect.prepare(device, &now))
                .flatten();
            if let Some(values) = values {
                self.seen |= 1 << index;
                self.data.effects[index] = values;
            }
        }
        if self.seen != 0 {
            let bytes = bytemuck::bytes_of(&self.data);
            device.queue().write_buffer(&self.common.uniform, 0, bytes);
            if self.light().is_none() {
                self.make(device);
            }
        }
        self.seen != 0
    }

    /// The light of the only effect that is seen, if it is to be laid by [`laying`](Self::laying) once the layers are
    /// read back; nothing is to be drawn then.
    pub fn light(&mut self) -> Option<Light> {
        let index = self.seen.trailing_zeros() as usize;
        let alone = self.lays && self.seen.is_power_of_two();
        let values = *self.data.effects.get(index)?;
        let laid = alone && self.effects.get_mut(index)?.laid().is_some();
        laid.then_some(Light { index, values })
    }

    /// What lays the light of a frame over what was read back of it.
    pub fn laying(&mut self, light: Light) -> Option<impl Retouch + '_> {
        let laid = self.effects.get_mut(light.index)?.laid()?;
        Some(Laying {
            laid,
            values: light.values,
        })
    }

    /// Makes the steps for the effects that are seen, if there are none yet.
    fn make(&mut self, device: &Device) {
        if self.chains.contains_key(&self.seen) {
            return;
        }
        if self.chains.len() >= MOST_CHAINS {
            self.chains.clear();
        }
        let links: Vec<_> = self.shown().map(|index| link(&self.effects, index)).collect();
        let [one, other] = &self.spares;
        let pictures = [&self.picture, one, other];
        let steps = steps(device, &self.common, &self.effects, &links, pictures);
        self.chains.insert(self.seen, steps);
    }

    /// The effects that are seen, in the order they are drawn in: trails are made of the layers themselves.
    fn shown(&self) -> impl Iterator<Item = usize> {
        let is_first = |index: usize| {
            let reading = self.effects[index].stage().reading;
            reading.is_some_and(|reading| reading.first)
        };
        let seen = self.seen;
        let all = move || (0..MOST).filter(move |index| seen & (1 << index) != 0);
        let first = all().filter(move |index| is_first(*index));
        first.chain(all().filter(move |index| !is_first(*index)))
    }

    /// An earlier frame whose layers an effect needs and does not have; [`remember`](Self::remember) gives them.
    pub fn lacks(&self) -> Option<FrameIndex> {
        self.shown().find_map(|index| self.effects[index].lacks())
    }

    /// What the layers below the effects are to be drawn onto.
    pub fn picture(&self) -> &Target {
        &self.picture
    }

    /// Keeps what the effects need of frame `former`, whose layers have been drawn.
    pub fn remember(&mut self, encoder: &mut wgpu::CommandEncoder, former: FrameIndex) {
        for step in self.chains.get(&self.seen).into_iter().flatten() {
            if let Step::Read { effect, draw } = step {
                let effect = &mut self.effects[*effect];
                if effect.stage().reading.is_some_and(|reading| reading.first) {
                    effect.keep(former);
                    read(encoder, &**effect, draw);
                }
            }
        }
    }

    /// Draws the picture with all effects onto `target`.
    pub fn draw(&mut self, encoder: &mut wgpu::CommandEncoder, target: &Target) {
        let size = [target.texture().width(), target.texture().height()];
        for step in self.chains.get(&self.seen).into_iter().flatten() {
            match step {
                Step::Read { effect, draw } => {
                    let effect = &mut self.effects[*effect];
                    effect.keep(self.frame);
                    read(encoder, &**effect, draw);
                    effect.filter(encoder);
                }
                Step::Draw { draw, onto: spare } => {
                    let target = spare.map_or(target, |spare| &self.spares[spare]);
                    draw.record(&mut onto(encoder, "effects", target.view(), size));
                }
            }
        }
    }
}

fn link(effects: &[Box<dyn Effect>], index: usize) -> Link {
    Link {
        index,
        stage: effects[index].stage(),
    }
}

fn read(encoder: &mut wgpu::CommandEncoder, effect: &dyn Effect, draw: &Draw) {
    if let Some((view, size)) = effect.source() {
        draw.record(&mut onto(encoder, effect.stage().name, view, size));
    }
}
