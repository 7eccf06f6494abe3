//! Where a pair of samples lies in the field.

/// Soft sounds are brought out: how far a point lies from the middle, as a power of its amplitude.
const SENSED: f32 = 0.72;

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
