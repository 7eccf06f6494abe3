//! A source's curve becomes what a number is moved by.

use super::grid::RATE;
use crate::composition::{Curve, Modulation, Source};

/// After its time a rise or fall has come so many time constants far: 95 % of the way.
const CONSTANTS: f32 = 3.0;

/// Threshold and gain, attack and decay, curve and range, in this order.
pub(super) fn shaped(mut curve: Vec<f32>, modulation: &Modulation) -> Vec<f32> {
    for value in &mut curve {
        *value = ((*value - modulation.threshold) * modulation.gain).clamp(0.0, 1.0);
    }
    if matches!(modulation.source, Source::NoteOn(_) | Source::Onset(_)) {
        hold(&mut curve, modulation.attack);
    }
    follow(&mut curve, modulation.attack, modulation.decay);
    for value in &mut curve {
        let bent = bend(modulation.curve, *value);
        *value = modulation.from + (modulation.to - modulation.from) * bent;
    }
    curve
}

/// Lets what lasts only a moment stay as long as it takes to rise to it.
fn hold(curve: &mut [f32], seconds: f32) {
    let points = (f64::from(seconds) * RATE) as usize;
    let (mut held, mut left) = (0.0, 0);
    for value in curve.iter_mut() {
        if *value >= held || left == 0 {
            (held, left) = (*value, points);
        } else {
            left -= 1;
        }
        *value = held;
    }
}

/// Rises and falls as fast as allowed: a follower of first order.
fn follow(curve: &mut [f32], attack: f32, decay: f32) {
    let share = |seconds: f32| match seconds {
        seconds if seconds > 0.0 => 1.0 - (-CONSTANTS / (seconds * RATE as f32)).exp(),
        _ => 1.0,
    };
    let (rise, fall) = (share(attack), share(decay));
    let mut now = 0.0;
    for value in curve.iter_mut() {
        now += (*value - now) * if *value > now { rise } else { fall };
        *value = now;
    }
}

fn bend(curve: Curve, x: f32) -> f32 {
    match curve {
        Curve::Linear => x,
        Curve::Square => x * x,
        Curve::Root => x.max(0.0).sqrt(),
        Curve::Smooth => x * x * (3.0 - 2.0 * x),
        Curve::Switch => f32::from(u8::from(x >= 0.5)),
    }
}
