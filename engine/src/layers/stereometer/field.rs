//! Where a pair of samples lies in the field.

/// Soft sounds are brought out: how far a point lies from the middle, as a power of its amplitude.
const SENSED: f32 = 0.62;

/// The usual amplitude, at which nothing is magnified.
const USUAL: f32 = 0.32;
/// How much of the difference to it is made up for, as a power.
const MADE_UP: f32 = 0.7;
/// The most that anything is magnified.
const MOST: f32 = 5.0;
/// How many times the light's reach the wave spreads where it is thin enough.
const SPREAD: f32 = 11.0;

/// How much a sound of this amplitude is magnified.
pub(super) fn magnified(amplitude: f32) -> f32 {
    (USUAL / amplitude.max(1e-4)).powf(MADE_UP).clamp(1.0, MOST)
}

/// How much light each part of a wave takes, 0 to 1; `scale` is what an amplitude of 1 measures in reaches of light.
pub(super) fn thinned(samples: &[[f32; 2]], scale: f32) -> f32 {
    let far = |sample: &[f32; 2]| sample[0].abs() + sample[1].abs();
    let mean = samples.iter().map(far).sum::<f32>() / samples.len().max(1) as f32 * 0.5;
    (mean * scale / SPREAD).clamp(0.08, 1.0)
}

/// A pair of samples as a point, within 1 of the middle: what both sides have alike is upright, what only one has lies
/// half way to its side.
pub(super) fn point([left, right]: [f32; 2]) -> [f32; 2] {
    let (x, y) = ((right - left) * 0.5, (right + left) * 0.5);
    // In a diamond the sum of both is at most 1.
    let far = x.abs() + y.abs();
    if far < 1e-6 {
        return [0.0; 2];
    }
    let brought = far.min(1.0).powf(SENSED) / far;
    [x * brought, y * brought]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: [f32; 2], b: [f32; 2]) -> bool {
        (a[0] - b[0]).abs() < 1e-5 && (a[1] - b[1]).abs() < 1e-5
    }

    #[test]
    fn alike_is_upright_and_opposite_lies() {
        assert!(near(point([1.0, 1.0]), [0.0, 1.0]));
        assert!(near(point([1.0, -1.0]), [-1.0, 0.0]));
        assert!(near(point([0.0, 1.0]), [0.5, 0.5]), "right is to the right");
        assert_eq!(point([0.0, 0.0]), [0.0, 0.0]);
    }

    #[test]
    fn soft_sounds_are_magnified_and_dense_ones_thinned() {
        assert_eq!(magnified(0.5), 1.0);
        assert!(magnified(0.1) > 2.0 && magnified(0.0) == MOST);
        let loud = vec![[0.5, -0.5]; 9];
        assert_eq!(thinned(&loud, 100.0), 1.0);
        assert!(thinned(&loud, 10.0) < 0.5);
    }

    #[test]
    fn nothing_leaves_the_diamond() {
        for step in 0..100 {
            let t = step as f32 * 0.37;
            let [x, y] = point([(t * 3.1).sin(), (t * 1.7).cos()]);
            assert!(x.abs() + y.abs() <= 1.0 + 1e-5);
        }
        let soft = point([0.1, 0.1]);
        assert!(soft[1] > 0.1, "soft sounds are brought out");
    }
}
