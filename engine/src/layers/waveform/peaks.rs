//! Which stretches of the sound are shown, and how high they are.

/// How much more of the height loud stretches take than soft ones.
const CONTRAST: f32 = 1.35;

/// Stretches of equal width, one beside the other.
pub(super) struct Stretch {
    /// Where the first begins, in seconds.
    pub from: f64,
    /// The width of each, in seconds.
    pub width: f64,
    pub count: usize,
    /// What lies at the left and the right edge of the picture, in seconds.
    edges: (f64, f64),
}

impl Stretch {
    /// What is heard within `seconds` around `now`. The stretches begin at multiples of their width, whatever the
    /// time is, so that each keeps its height while it passes.
    pub fn around(now: f64, seconds: f64, count: usize) -> Self {
        let width = seconds / count as f64;
        let edges = (now - 0.5 * seconds, now + 0.5 * seconds);
        Self {
            from: (edges.0 / width).floor() * width,
            width,
            count: count + 1,
            edges,
        }
    }

    /// A sound of `seconds` from its beginning to its end.
    pub fn whole(seconds: f64, count: usize) -> Self {
        Self {
            from: 0.0,
            width: seconds / count as f64,
            count,
            edges: (0.0, seconds),
        }
    }

    /// The middle of a stretch, in seconds.
    pub fn time(&self, index: usize) -> f64 {
        self.from + (index as f64 + 0.5) * self.width
    }

    /// Where the middle of a stretch is, as a share of the picture's width.
    pub fn share(&self, index: usize) -> f32 {
        self.share_of(self.time(index))
    }

    /// Where a time is, as a share of the picture's width.
    pub fn share_of(&self, time: f64) -> f32 {
        ((time - self.edges.0) / (self.edges.1 - self.edges.0)) as f32
    }
}

/// How high a stretch is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Peak(pub f32);

impl Peak {
    /// The height of the lowest and highest sample.
    pub fn of((low, high): (f32, f32)) -> Self {
        Self(high.max(-low).clamp(0.0, 1.0).powf(CONTRAST))
    }

    /// The height at a stretch and those beside it.
    pub fn smooth(peaks: &[(f32, f32)], index: usize) -> Self {
        let at = |index: usize| peaks.get(index).map_or(0.0, |peak| Self::of(*peak).0);
        let before = index.checked_sub(1).map_or(0.0, at);
        Self(0.5 * at(index) + 0.25 * (before + at(index + 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_stay_while_they_pass() {
        let a = Stretch::around(3.0, 6.0, 120);
        let b = Stretch::around(3.0 + 1.0 / 60.0, 6.0, 120);
        let time = a.time(60);
        let same = (0..b.count).any(|index| (b.time(index) - time).abs() < 1e-9);
        assert!(same, "a stretch is the same a frame later");
        assert!((b.share_of(time) - a.share_of(time) + 1.0 / 360.0).abs() < 1e-5);
        assert!(a.time(0) - 0.5 * a.width <= 0.0 && a.time(a.count - 1) + 0.5 * a.width >= 6.0);
    }

    #[test]
    fn a_whole_sound_fills_the_width() {
        let whole = Stretch::whole(90.0, 100);
        assert!((whole.share(0) - 0.005).abs() < 1e-6 && (whole.share(99) - 0.995).abs() < 1e-6);
        assert_eq!(whole.share_of(45.0), 0.5);
    }

    #[test]
    fn peaks_count_on_both_sides_of_zero() {
        assert_eq!(Peak::of((-0.5, 0.2)), Peak::of((-0.1, 0.5)));
        assert_eq!(Peak::of((-2.0, 0.0)), Peak(1.0));
        assert_eq!(Peak::smooth(&[(0.0, 1.0); 3], 1), Peak(1.0));
        assert_eq!(Peak::smooth(&[], 5), Peak(0.0));
    }
}
