//! Caps that stay where a bar was and then fall, in closed form: the highest of what each moment threw up and has not
//! come down yet.

use crate::layers::ear::Ear;

/// Moments a second that are looked at; they are the same whatever the time is.
const GRID: f64 = 40.0;
/// Seconds a cap stays.
const HOLD: f32 = 0.3;
/// How fast it falls then, in heights a second squared.
const FALL: f32 = 1.5;

/// What throws the caps up.
pub(super) struct Bands<'a> {
    pub ear: &'a Ear,
    pub contrast: f32,
    /// As many levels as there are caps.
    pub spare: &'a mut [f32],
}

/// How far a cap has come down, `age` seconds after it was thrown up.
fn fallen(age: f32) -> f32 {
    let falling = (age - HOLD).max(0.0);
    FALL * falling * falling
}

/// Seconds after which every cap has come down.
fn longest() -> f64 {
    f64::from(HOLD + (1.0 / FALL).sqrt())
}

/// Raises `caps`, which are the levels at `now`, to what earlier moments threw up.
pub(super) fn hold(bands: Bands<'_>, now: f64, caps: &mut [f32]) {
    let first = ((now - longest()) * GRID).ceil().max(0.0) as u64;
    let last = (now * GRID).floor();
    if last < 0.0 {
        return;
    }
    for step in first..=last as u64 {
        let then = step as f64 / GRID;
        bands.ear.spectrum(then, bands.contrast, bands.spare);
        let down = fallen((now - then) as f32);
        for (cap, level) in caps.iter_mut().zip(bands.spare.iter()) {
            *cap = cap.max(level - down);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cap_stays_then_falls_to_the_ground() {
        assert_eq!(fallen(0.0), 0.0);
        assert_eq!(fallen(HOLD), 0.0);
        assert!((fallen(longest() as f32) - 1.0).abs() < 1e-4);
        let steps: Vec<f32> = (0..40).map(|step| fallen(step as f32 * 0.03)).collect();
        assert!(steps.windows(2).all(|pair| pair[1] >= pair[0]));
    }
}
