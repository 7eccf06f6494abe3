//! What looks random and is not: numbers from a hash, and wandering from sums of sines.

/// A number from 0 to 1 that looks random, from four others. PCG's output permutation over a mix of the words, see
/// Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 9(3), 2020.
pub(super) fn unit_hash(words: [u32; 4]) -> f32 {
    let mut hash = 0_u32;
    for word in words {
        let state = (hash ^ word)
            .wrapping_mul(747_796_405)
            .wrapping_add(2_891_336_453);
        let mixed = ((state >> ((state >> 28) + 4)) ^ state).wrapping_mul(277_803_737);
        hash = (mixed >> 22) ^ mixed;
    }
    (hash >> 8) as f32 / (1 << 24) as f32
}

/// Wanders smoothly between -1 and 1, about once in `6.3 / speed` seconds; each `phase` (any number) wanders its own
/// way. The speeds of the sines have no common period.
pub(super) fn wander(seconds: f64, speed: f64, phase: f32) -> f32 {
    let (time, phase) = (seconds * speed, f64::from(phase) * std::f64::consts::TAU);
    let sum = (time + phase).sin() * 0.55
        + (time * 1.618 + phase * 2.3 + 1.1).sin() * 0.3
        + (time * 2.72 + phase * 4.1 + 2.6).sin() * 0.15;
    sum as f32
}

/// From 0 to 1 with level ends, as `x` goes from `from` to `to`.
pub(super) fn smoothstep(from: f32, to: f32, x: f32) -> f32 {
    let t = ((x - from) / (to - from)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_random_fills_its_range() {
        let numbers: Vec<f32> = (0..1000).map(|i| unit_hash([1, 2, i, 3])).collect();
        assert!(numbers.iter().all(|n| (0.0..1.0).contains(n)));
        for tenth in 0..10 {
            let within = |n: &&f32| (**n * 10.0) as i32 == tenth;
            let count = numbers.iter().filter(within).count();
            assert!((60..160).contains(&count), "{count} in the tenth {tenth}");
        }
    }

    #[test]
    fn wandering_is_smooth_and_stays_within_its_bounds_for_hours() {
        for phase in [0.0, 0.3, 0.9] {
            let place = |frame: u32| wander(f64::from(frame) / 30.0 + 7200.0, 1.0, phase);
            for frame in 0..3000 {
                assert!(place(frame).abs() <= 1.0);
                assert!((place(frame + 1) - place(frame)).abs() < 0.06, "jumps at {frame}");
            }
        }
    }
}
