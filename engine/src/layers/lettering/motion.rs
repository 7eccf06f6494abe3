//! How text comes: each part at its time, in closed form.

use super::pen::Reveal;
use crate::composition::{TextAnimation, TextStyle, TextUnits};
use crate::text::Split;
use std::f32::consts::TAU;

/// Seconds that a written letter takes.
const TYPED: f32 = 0.07;
/// Seconds of a wave, and how many letters one is long.
const WAVE: (f32, f32) = (2.4, 14.0);

/// How a text comes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::layers) struct Coming {
    animation: TextAnimation,
    by: TextUnits,
    seconds: f32,
    spread: f32,
}

impl Coming {
    pub fn new(style: &TextStyle) -> Self {
        Self {
            animation: style.animation,
            by: style.animate_by,
            seconds: style.animation_seconds,
            spread: style.animation_spread,
        }
    }

    /// Whether it is there at once.
    pub fn is_still(self) -> bool {
        self.animation == TextAnimation::Still
    }

    /// What a text that comes like this must be divided into.
    pub fn split(self) -> Split {
        match (self.animation, self.by) {
            (TextAnimation::Still, _) | (_, TextUnits::Whole) => Split::Whole,
            (_, TextUnits::Letters) => Split::Letters,
            (_, TextUnits::Words) => Split::Words,
            (_, TextUnits::Lines) => Split::Lines,
        }
    }

    /// How part `number` of `count` is `since` seconds after the text began to come; `size` is that of the letters, in
    /// pixels, `rtl` whether the part is read from the right.
    pub fn reveal(self, (number, count): (usize, usize), since: f32, size: f32, rtl: bool) -> Reveal {
        let place = number as f32 / count.saturating_sub(1).max(1) as f32;
        let began = since - place * self.spread;
        let typed = self.animation == TextAnimation::Type;
        let seconds = if typed { TYPED } else { self.seconds };
        let share = (began / seconds.max(1e-3)).clamp(0.0, 1.0);
        let settled = settle(share);
        let away = 1.0 - settled;
        let seen = Reveal {
            opacity: smooth((share * 1.6).min(1.0)),
            ..Reveal::default()
        };
        let towards = if rtl { 1.0 } else { -1.0 };
        match self.animation {
            TextAnimation::Still => Reveal::default(),
            TextAnimation::Fade | TextAnimation::Type => Reveal {
                opacity: smooth(share),
                ..seen
            },
            TextAnimation::Rise => seen.shifted([0.0, away * size * 0.55]),
            TextAnimation::Drop => seen.shifted([0.0, -away * size * 0.55]),
            TextAnimation::Slide => seen.shifted([towards * away * size * 0.9, 0.0]),
            TextAnimation::Scale => Reveal {
                scale: 0.55 + 0.45 * spring(share),
                ..seen
            },
            TextAnimation::Wave => {
                let turn = since / WAVE.0 - number as f32 / WAVE.1;
                Reveal {
                    opacity: smooth((since / self.seconds.max(1e-3)).clamp(0.0, 1.0)),
                    ..seen
                }
                .shifted([0.0, (turn * TAU).sin() * size * 0.085])
            }
        }
    }
}

/// Smoothly from 0 to 1.
pub(in crate::layers) fn smooth(x: f32) -> f32 {
    x * x * (3.0 - 2.0 * x)
}

/// Quickly at first, then ever slower, from 0 to 1.
fn settle(x: f32) -> f32 {
    1.0 - (1.0 - x).powi(4)
}

/// From 0 to 1 and a little beyond on the way.
fn spring(x: f32) -> f32 {
    let y = x - 1.0;
    1.0 + 2.2 * y * y * y + 1.2 * y * y
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coming(animation: TextAnimation) -> Coming {
        Coming {
            animation,
            by: TextUnits::Letters,
            seconds: 0.5,
            spread: 1.0,
        }
    }

    #[test]
    fn every_animation_begins_unseen_and_ends_in_place() {
        use TextAnimation as A;
        for animation in [A::Fade, A::Rise, A::Drop, A::Scale, A::Slide, A::Type] {
            let coming = coming(animation);
            for number in [0, 5, 9] {
                let before = coming.reveal((number, 10), 0.0, 40.0, false);
                assert_eq!(before.opacity, 0.0, "{animation:?} {number}");
                let after = coming.reveal((number, 10), 1.6, 40.0, false);
                assert_eq!(
                    (after.opacity, after.shift),
                    (1.0, [0.0; 2]),
                    "{animation:?} {number}"
                );
                assert!((after.scale - 1.0).abs() < 1e-5, "{animation:?} {number}");
            }
        }
        assert_eq!(
            coming(A::Still).reveal((3, 10), 0.0, 40.0, false),
            Reveal::default()
        );
    }

    #[test]
    fn parts_come_one_after_the_other() {
        let rise = coming(TextAnimation::Rise);
        let at = |number| rise.reveal((number, 10), 0.6, 40.0, false).opacity;
        assert!(at(0) > at(4) && at(4) > at(8) && at(9) == 0.0);
    }

    #[test]
    fn what_is_read_from_the_right_slides_in_from_there() {
        let slide = coming(TextAnimation::Slide);
        let at = |rtl| slide.reveal((0, 1), 0.1, 40.0, rtl).shift[0];
        assert!(at(false) < 0.0 && at(true) > 0.0);
    }

    #[test]
    fn a_wave_goes_on() {
        let wave = coming(TextAnimation::Wave);
        let at = |since| wave.reveal((0, 9), since, 40.0, false).shift[1];
        assert!((at(50.0) - at(50.3)).abs() > 0.1);
        assert!((0..200).all(|step| at(step as f32 * 0.1).abs() <= 40.0 * 0.0851));
    }
}
