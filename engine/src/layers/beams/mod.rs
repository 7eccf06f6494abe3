//! Beams of light that stand on the keys that sound.

use super::chance::wander;
use super::hue::{mix, share};
use super::layout::Layout;
use super::ribbon::{Cut, Knot, Ribbons, chain};
use super::scene::Scene;
use super::song::{KeyNote, Song};
use super::spark::{Look, Spark, Sparks};
use super::stage::{Area, Stage};
use super::{Layer, Moment};
use crate::composition;
use crate::composition::document::Numbers;
use crate::gpu::Device;
use std::sync::Arc;

/// How many pieces a beam has, so that it fades and sways along a curve.
const PIECES: usize = 7;
/// Less light is not drawn.
const DARK: f32 = 0.012;
/// Brightness of all beams together that is drawn in full.
const FULL: f32 = 10.0;
/// Seconds in which a beam rises.
const RISES: f64 = 0.045;

/// Draws the beams.
pub(super) struct Beams {
    parameters: composition::Beams,
    song: Arc<Song>,
    layout: Arc<Layout>,
    beams: Ribbons,
    feet: Sparks,
    stage: Stage,
}

impl Beams {
    pub fn new(parameters: &composition::Beams, scene: &Scene<'_>) -> Self {
        Self {
            parameters: parameters.clone(),
            song: Arc::clone(&scene.song),
            layout: Arc::clone(&scene.layout),
            beams: Ribbons::new(scene, "beams", Cut::Light, 512),
            feet: Sparks::new(scene, "feet of beams", Look::Spark, 128),
            stage: scene.stage.clone(),
        }
    }

    fn add(&mut self, key: u8, [r, g, b, light]: [f32; 4], now: f64) {
        let color = [r, g, b];
        let parameters = &self.parameters;
        let Layout {
            width, strike, unit, ..
        } = *self.layout;
        let place = self.layout.key(key);
        let half = place.width().clamp(20.0 * unit, 52.0 * unit) * parameters.width;
        let lean = parameters.fan.to_radians() * (place.middle() / width * 2.0 - 1.0);
        let sway = 0.06 * parameters.sway * wander(now, 0.8, f32::from(key) * 0.37);
        let length = strike * parameters.length * (0.72 + 0.28 * light.min(1.0));
        let knot = |piece: usize| {
            let along = piece as f32 / (PIECES - 1) as f32;
            let angle = lean + sway * along;
            let left = 1.0 - along;
            let [r, g, b] = mix(color, [1.0; 3], 0.18 * left).map(|c| c * light * left.powf(1.5));
            Knot {
                at: [
                    place.middle() + angle.sin() * length * along,
                    strike - angle.cos() * length * along,
                ],
                half: half * (0.62 + 0.75 * along),
                color: [r, g, b, 0.4 * left],
            }
        };
        let knots: [Knot; PIECES] = std::array::from_fn(knot);
        self.beams.items().extend(chain(&knots));
        let foot = [place.middle(), strike];
        let axis = [half * 2.6, 0.0];
        let light = 0.7 * light.min(1.0);
        self.feet
            .items()
            .push(Spark::long(foot, axis, half * 0.5, color, light, 0.6));
    }
}

impl Layer for Beams {
    fn numbers(&mut self) -> &mut dyn Numbers {
        &mut self.parameters
    }

    fn moving(&self) -> Option<Area> {
        Some(self.stage.whole())
    }

    fn prepare(&mut self, device: &Device, moment: Moment) {
        let now = moment.song;
        let fade = f64::from(self.parameters.fade);
        // The brightest of each key: more of them at once would cost without being seen.
        let mut lights = [[0.0; 4]; 128];
        for note in self.song.notes_between(now - 5.0 * fade, now) {
            let light = self.parameters.strength * shines(note, now, fade);
            let brightest = &mut lights[usize::from(note.key & 127)];
            if light > brightest[3] {
                let [r, g, b] = note.color;
                *brightest = [r, g, b, light];
            }
        }
        // Light over light would end in white: where very many keys shine, each gives less.
        let all: f32 = lights.iter().map(|light| light[3]).sum();
        let share = share(all, FULL);
        self.beams.items().clear();
        self.feet.items().clear();
        for (key, [r, g, b, light]) in (0..).zip(lights) {
            if light * share > DARK {
                self.add(key, [r, g, b, light * share], now);
            }
        }
        self.beams.upload(device);
        self.feet.upload(device);
    }

    fn draw(&self, pass: &mut wgpu::RenderPass<'_>) {
        pass.set_bind_group(0, &self.stage.group, &[]);
        self.beams.draw(pass);
        self.feet.draw(pass);
    }
}

/// How much a note shines, 0 to 1: most at its onset, then as long as it is held, then it fades.
fn shines(note: &KeyNote, now: f64, fade: f64) -> f32 {
    let since = now - note.onset;
    if since <= 0.0 {
        return 0.0;
    }
    let over = (now - note.release).max(0.0);
    let held = 0.5 + 0.5 * (-since / 0.5).exp();
    let rises = (since / RISES).min(1.0);
    (0.3 + 0.7 * note.velocity) * (rises * held * (-over / fade).exp()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beam_comes_and_goes_without_a_leap() {
        let note = KeyNote {
            id: 0,
            key: 60,
            voice: 0,
            apart: f32::INFINITY,
            hidden: f64::INFINITY,
            pace: 0.0,
            onset: 1.0,
            release: 2.0,
            velocity: 1.0,
            color: [1.0; 3],
        };
        let at = |step: u32| shines(&note, 0.9 + f64::from(step) / 240.0, 0.45);
        assert_eq!(at(0), 0.0);
        for step in 0..1200 {
            assert!((at(step + 1) - at(step)).abs() < 0.1, "a leap at {step}");
        }
        assert!(at(1200) < DARK);
    }
}
