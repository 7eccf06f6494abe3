//! The part of a picture that players leave free.
//!
//! Players of vertical video lay their own things over it: the account and the search above, the caption and the progress
//! below, the buttons to like and share at the right. On canvases narrower than 2:3 (9:16) 14 % at the top, 20 % at the
//! bottom, 12 % at the right and 4 % at the left are kept free, which is what Instagram asks for in stories (14 % and
//! 20 %) and TikTok's buttons take. On all other canvases 5 % of each side are kept free: the title-safe area of
//! SMPTE ST 2046-1.

/// What is kept free, as shares of the width (left and right) and of the height (top and bottom).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SafeArea {
    /// From the left, in widths.
    pub left: f32,
    /// From the top, in heights.
    pub top: f32,
    /// From the right, in widths.
    pub right: f32,
    /// From the bottom, in heights.
    pub bottom: f32,
}

/// Width over height below which a canvas is shown full screen on a phone.
const TALL: f64 = 0.66;

impl SafeArea {
    /// What to keep free on a canvas of `size`, in pixels.
    pub fn of((width, height): (u32, u32)) -> Self {
        if f64::from(width) < TALL * f64::from(height) {
            Self {
                left: 0.04,
                top: 0.14,
                right: 0.12,
                bottom: 0.2,
            }
        } else {
            Self {
                left: 0.05,
                top: 0.05,
                right: 0.05,
                bottom: 0.05,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vertical_video_keeps_the_players_buttons_free() {
        assert_eq!(SafeArea::of((1080, 1920)).bottom, 0.2);
        for size in [(1920, 1080), (1080, 1080), (1080, 1350)] {
            assert_eq!(SafeArea::of(size).bottom, 0.05, "{size:?}");
        }
    }
}
