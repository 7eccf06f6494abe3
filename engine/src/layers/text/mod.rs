//! Free text, with what the song is called and made of in place of names in braces.

mod words;

use super::lettering::{At, Block, Coming, Look, Pen, Reveal, Setup, cased};
use super::scene::Scene;
use super::stage::Area;
use super::{Layer, Moment};
use crate::composition::document::Numbers;
use crate::composition::{self, Anchor, TextAlign};
use crate::gpu::Device;
use crate::text::Family;

pub(super) use words::filled;

/// Height of letters, in units.
const SIZE: f32 = 54.0;

/// Draws a text.
pub(super) struct Text {
    parameters: composition::Text,
    block: Option<Block>,
    look: Look,
    coming: Coming,
    /// Where its upper left corner is, in pixels.
    origin: [f32; 2],
    /// When it begins to come, in seconds of the song; with the video where there is nothing.
    start: Option<f32>,
    /// The size it was drawn for.
    drawn: f32,
    pen: Pen,
}

impl Text {
    pub fn new(parameters: &composition::Text, scene: &Scene<'_>) -> Self {
        let layout = &scene.layout;
        let margin = parameters.margin * layout.width.min(layout.height);
        let room = [layout.width - 2.0 * margin, layout.height - 2.0 * margin];
        let setup = Setup {
            family: Family::Text,
            size: SIZE * parameters.size * layout.unit,
            room: Some(room.map(|side| side.max(8.0))),
            align: TextAlign::Center,
            letter_spacing: 0.0,
            tabular: false,
        };
        let style = &parameters.style;
        let text = cased(style, filled(&parameters.text, scene).trim());
        scene.lettering.check("a text", style, [text.as_str()]);
        let pen = Pen::new(scene);
        let coming = Coming::new(style);
        let block = (!text.is_empty()).then(|| {
            let style = setup.style(style);
            Block::new(
                scene.device,
                &pen,
                &scene.lettering,
                &text,
                &style,
                coming.split(),
            )
        });
        let height = block.as_ref().map_or(0.0, |block| block.size[1]);
        let top = match parameters.anchor {
            Anchor::Top => margin,
            Anchor::Middle => (layout.height - height) / 2.0,
            Anchor::Bottom => layout.height - margin - height,
        };
        Self {
            parameters: parameters.clone(),
            block,
            look: Look::new(style, &scene.colors),
            coming,
            origin: [margin.round(), top.round()],
            start: scene.start,
            drawn: parameters.size.max(1e-3),
            pen,
        }
    }
}

impl Layer for Text {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        let block = self.block.as_ref()?;
        let scale = (self.parameters.size / self.drawn).max(1.0);
        let reach = block.letters * 4.0 + block.size[1] * (scale - 1.0);
        let [left, top] = self.origin;
        let [width, height] = block.size;
        Some([
            left - reach - width * (scale - 1.0),
            top - reach,
            left + width * scale + reach,
            top + height + reach,
        ])
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.pen.begin();
        if let Some(block) = &self.block {
            let since = match self.start {
                Some(start) => moment.song as f32 - start,
                None => moment.video as f32,
            };
            let scale = self.parameters.size / self.drawn;
            let about = |axis: usize| {
                let half = block.size[axis] / 2.0;
                self.origin[axis] + half - half * scale
            };
            let at = At {
                origin: [about(0), about(1)],
                scale,
            };
            let count = block.units.len();
            let (coming, letters) = (self.coming, block.letters * scale);
            self.pen.write(block, at, &self.look, |number| {
                let rtl = block.units.get(number).is_some_and(|unit| unit.rtl);
                if coming.is_still() {
                    Reveal::default()
                } else {
                    coming.reveal((number, count), since, letters, rtl)
                }
            });
        }
        self.pen.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}
