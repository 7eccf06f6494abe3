//! What is usual in a sound, and values relative to that.

/// The value below which this part, 0 to 1, of the values lie; zero where there are none. The order is lost.
pub fn quantile(values: &mut [f32], part: f64) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let place = ((values.len() - 1) as f64 * part).round() as usize;
    *values.select_nth_unstable_by(place, f32::total_cmp).1
}

/// Leaves what is at most 0.9 as it is and bends what is more towards 1.
pub fn bend(value: f32) -> f32 {
    const KNEE: f32 = 0.9;
    if value <= KNEE {
        return value.max(0.0);
    }
    let room = 1.0 - KNEE;
    KNEE + room * ((value - KNEE) / room).tanh()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_known_values() {
        let mut values: Vec<f32> = (0..=100).rev().map(|n| n as f32).collect();
        assert_eq!(quantile(&mut values, 0.9), 90.0);
        assert_eq!(quantile(&mut values, 1.0), 100.0);
        assert_eq!(quantile(&mut [], 0.5), 0.0);
    }

    #[test]
    fn nothing_bends_past_one() {
        assert_eq!(bend(0.9), 0.9);
        assert!(bend(0.95) > 0.93 && bend(1.1) < 1.0 && bend(1e9) <= 1.0);
    }
}
