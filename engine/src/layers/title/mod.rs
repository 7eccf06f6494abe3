//! Title and artist. Where they are to appear at the very start they are there from the first frame on, which is
//! what platforms show as the cover; later they fade in, and always out.

mod setting;

use super::card::Card;
use super::scene::Scene;
use super::stage::Area;
use super::{Layer, Moment};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use setting::Setting;

/// Colour of the text.
const COLOR: [f32; 3] = [0.97, 0.97, 1.0];
/// How far the card moves while it fades, in units.
const DRIFT: f32 = 14.0;

/// Draws title and artist.
pub(super) struct Title {
    parameters: composition::Title,
    /// None where there is nothing to say.
    card: Option<Card>,
    corner: [f32; 2],
    unit: f32,
}

impl Title {
    pub fn new(parameters: &composition::Title, scene: &Scene<'_>) -> Self {
        let composition = &scene.plan.composition;
        let title = composition
            .title
            .as_deref()
            .or(scene.plan.score.title())
            .unwrap_or("");
        let artist = composition.artist.as_deref().unwrap_or("");
        let something = !title.trim().is_empty() || !artist.trim().is_empty();
        let setting =
            something.then(|| Setting::new(title.trim(), artist.trim(), parameters.size, &scene.layout));
        Self {
            parameters: parameters.clone(),
            corner: setting.as_ref().map_or([0.0; 2], |setting| setting.corner),
            card: setting.map(|setting| Card::new("title", &setting.pixels, scene)),
            unit: scene.layout.unit,
        }
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
        self.card
            .as_ref()
            .map(|card| card.area(self.corner, DRIFT * self.unit))
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let (opacity, drift) = fade(&self.parameters, moment.video as f32);
        if let Some(card) = &mut self.card {
            let [left, top] = self.corner;
            card.place(device, [left, top + drift * self.unit], COLOR, opacity);
        }
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        if let Some(card) = &self.card {
            card.draw(pass);
        }
    }
}

/// Smoothly from 0 to 1.
fn smooth(x: f32) -> f32 {
    x * x * (3.0 - 2.0 * x)
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
            size: 1.0,
        };
        let seen = [0.9, 1.0, 1.9, 2.0].map(|time| fade(&title, time).0);
        assert_eq!(seen, [0.0, 1.0, 1.0, 0.0]);
    }
}
