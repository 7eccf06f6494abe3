//! What is done to a wave before it is drawn.

/// The most passes of smoothing.
const PASSES: f32 = 10.0;
/// How much higher what is very soft becomes: by this much more.
const RAISED: f32 = 1.6;

/// Takes away what trembles: `much` is 0 (nothing) to 1.
pub(super) fn smooth(wave: &mut [f32], much: f32) {
    let passes = much * PASSES;
    let mut left = passes;
    while left > 0.0 {
        pass(wave, 0.25 * left.min(1.0));
        left -= 1.0;
    }
}

/// One pass: each point moves towards those beside it.
fn pass(wave: &mut [f32], share: f32) {
    let Some(mut before) = wave.first().copied() else {
        return;
    };
    for index in 0..wave.len() {
        let now = wave[index];
        let next = wave.get(index + 1).copied().unwrap_or(now);
        wave[index] = now + share * (before + next - 2.0 * now);
        before = now;
    }
}

/// Raises what is soft, so that quiet passages are seen; the highest crests stay below 1.
pub(super) fn bring_out(wave: &mut [f32]) {
    for value in wave {
        *value *= (1.0 + RAISED) / (1.0 + RAISED * value.abs());
    }
}

/// Brings both ends to rest, over this share of the whole.
pub(super) fn taper(wave: &mut [f32], share: f32) {
    let last = wave.len().saturating_sub(1).max(1) as f32;
    for (index, value) in wave.iter_mut().enumerate() {
        let end = (index as f32).min(last - index as f32) / last;
        let near = if share > 0.0 { (end / share).min(1.0) } else { 1.0 };
        *value *= near * near * (3.0 - 2.0 * near);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_keeps_what_is_slow() {
        let slow = |n: usize| (n as f32 * 0.05).sin();
        let mut wave: Vec<f32> = (0..200).map(slow).collect();
        smooth(&mut wave, 1.0);
        assert!((20..180).all(|n| (wave[n] - slow(n)).abs() < 0.02));
        let mut jagged: Vec<f32> = (0..200).map(|n| if n % 2 == 0 { 1.0 } else { -1.0 }).collect();
        smooth(&mut jagged, 0.5);
        assert!(jagged[20..180].iter().all(|value| value.abs() < 0.01));
        let mut same = jagged.clone();
        smooth(&mut same, 0.0);
        assert_eq!(same, jagged);
    }

    #[test]
    fn soft_waves_are_raised_and_loud_ones_stay() {
        let mut wave = [0.0, 0.1, -0.1, 1.0, -1.0];
        bring_out(&mut wave);
        assert!(wave[1] > 0.2 && wave[2] == -wave[1]);
        assert_eq!((wave[0], wave[3], wave[4]), (0.0, 1.0, -1.0));
    }

    #[test]
    fn the_ends_come_to_rest() {
        let mut wave = vec![1.0; 101];
        taper(&mut wave, 0.2);
        assert_eq!((wave[0], wave[50], wave[100]), (0.0, 1.0, 0.0));
        assert!(wave[..20].windows(2).all(|pair| pair[1] > pair[0]));
        let mut whole = vec![1.0; 5];
        taper(&mut whole, 0.0);
        assert_eq!(whole, [1.0; 5]);
    }
}
