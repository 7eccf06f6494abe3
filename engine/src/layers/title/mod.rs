//! Title and artist. Where they are to appear at the very start they are there from the first frame on, which is
//! what platforms show as the cover; later they fade in, and always out. While they are there the card comes slowly
//! closer.

mod setting;

use super::lettering::{At, Pen, Reveal, smooth};
use super::scene::Scene;
use super::stage::Area;
use super::{Layer, Moment};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use setting::{GROWN, Line, Setting};

/// How far the card moves while it fades, in units.
const DRIFT: f32 = 14.0;
/// How much of the fine line is seen.
const RULE: f32 = 0.62;

/// Draws title and artist.
pub(super) struct Title {
    parameters: composition::Title,
    setting: Setting,
    pen: Pen,
    box_size: [f32; 2],
    unit: f32,
    /// The size that the card was drawn for.
    drawn: f32,
}

impl Title {
    pub fn new(parameters: &composition::Title, scene: &Scene<'_>) -> Self {
        let pen = Pen::new(scene);
        Self {
            parameters: parameters.clone(),
            setting: Setting::new(parameters, scene, &pen),
            pen,
            box_size: [scene.layout.width, scene.layout.height],
            unit: scene.layout.unit,
            drawn: parameters.size.max(1e-3),
        }
    }

    fn middle(&self) -> f32 {
        self.box_size[1] * self.parameters.height.unwrap_or(self.setting.middle)
    }

    /// Writes the card, `since` seconds after it began to appear.
    fn write(&mut self, opacity: f32, drift: f32, since: f32) {
        let middle = [self.box_size[0] / 2.0, self.middle() + drift * self.unit];
        let share = (since / self.parameters.duration.max(0.5)).clamp(0.0, 1.0);
        // As large as it was drawn at the end, so that it is never blurred.
        let scale = self.parameters.size / self.drawn * (1.0 / GROWN + share * (1.0 - 1.0 / GROWN));
        let Setting {
            title, artist, rule, ..
        } = &self.setting;
        for line in [title, artist].into_iter().flatten() {
            write(&mut self.pen, line, middle, scale, opacity, since);
        }
        if let (Some([y, length, thickness]), Some(title)) = (*rule, title) {
            let opened = if title.coming.is_still() {
                1.0
            } else {
                smooth((since / 0.9).clamp(0.0, 1.0))
            };
            let half = [length / 2.0 * scale * opened, thickness / 2.0 * scale];
            let y = middle[1] + y * scale;
            let look = title.look.faded(opacity * RULE * opened);
            let bounds = [middle[0] - half[0], y - half[1], middle[0] + half[0], y + half[1]];
            self.pen.rule(bounds, &look);
        }
    }
}

fn write(pen: &mut Pen, line: &Line, middle: [f32; 2], scale: f32, opacity: f32, since: f32) {
    let block = &line.block;
    let at = At {
        origin: [
            middle[0] - block.size[0] / 2.0 * scale,
            middle[1] + line.top * scale,
        ],
        scale,
    };
    let count = block.units.len();
    let reveal = |unit: usize| {
        let rtl = block.units.get(unit).is_some_and(|unit| unit.rtl);
        line.coming
            .reveal((unit, count), since, block.letters * scale, rtl)
    };
    if line.coming.is_still() {
        pen.write(block, at, &line.look.faded(opacity), |_| Reveal::default());
    } else {
        pen.write(block, at, &line.look.faded(opacity), reveal);
    }
}

/// Opacity at `time` seconds of the video, and how far the fading in (negative) or out (positive) has the card
/// moved, in units.
fn fade(parameters: &composition::Title, time: f32) -> (f32, f32) {
    let composition::Title {
        appears: start,
        duration,
        fade,
        ..
    } = *parameters;
    let (since, left) = (time - start, start + duration - time);
    if since < 0.0 || left <= 0.0 {
        return (0.0, 0.0);
    }
    let share = |seconds: f32| {
        if fade > 0.0 {
            (seconds / fade).min(1.0)
        } else {
            1.0
        }
    };
    let appeared = if start > 0.0 { smooth(share(since)) } else { 1.0 };
    let remains = smooth(share(left));
    (appeared * remains, DRIFT * ((1.0 - appeared) - (1.0 - remains)))
}

impl Layer for Title {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        let Setting {
            title, artist, reach, ..
        } = &self.setting;
        (title.is_some() || artist.is_some()).then(|| {
            let reach = reach + DRIFT * self.unit;
            let middle = self.middle();
            [0.0, middle - reach, self.box_size[0], middle + reach]
        })
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        self.pen.begin();
        let time = moment.video as f32;
        let (mut opacity, mut drift) = fade(&self.parameters, time);
        let animated = [&self.setting.title, &self.setting.artist]
            .into_iter()
            .flatten()
            .any(|line| !line.coming.is_still());
        let left = self.parameters.appears + self.parameters.duration - time;
        if animated && left > self.parameters.fade && opacity > 0.0 {
            (opacity, drift) = (1.0, 0.0);
        }
        if opacity > 0.0 {
            self.write(opacity, drift, time - self.parameters.appears);
        }
        self.pen.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        self.pen.draw(pass);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_at_the_start_is_there_at_once_and_fades_out() {
        let title = composition::Title::default();
        assert_eq!(fade(&title, 0.0), (1.0, 0.0));
        let (half, drift) = fade(&title, title.duration - title.fade / 2.0);
        assert!((half - 0.5).abs() < 1e-3 && drift < 0.0, "it leaves upwards");
        assert_eq!(fade(&title, title.duration), (0.0, 0.0));
    }

    #[test]
    fn a_later_title_fades_in() {
        let title = composition::Title {
            appears: 2.0,
            ..composition::Title::default()
        };
        assert_eq!(fade(&title, 1.99), (0.0, 0.0));
        let (half, drift) = fade(&title, 2.0 + title.fade / 2.0);
        assert!((half - 0.5).abs() < 1e-3 && drift > 0.0, "it comes from below");
        assert_eq!(fade(&title, 4.0), (1.0, 0.0));
    }

    #[test]
    fn a_title_without_fades_is_there_or_not() {
        let title = composition::Title {
            appears: 1.0,
            duration: 1.0,
            fade: 0.0,
            ..composition::Title::default()
        };
        let seen = [0.9, 1.0, 1.9, 2.0].map(|time| fade(&title, time).0);
        assert_eq!(seen, [0.0, 1.0, 1.0, 0.0]);
    }
}
