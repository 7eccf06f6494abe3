//! Levels: how much a decoder must be able to do.

use crate::export::Profile;

/// A level of Rec. ITU-T H.264, annex A.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Level(u8);

/// The limits of a level, from Table A-1; each entry also fits all levels above it.
struct Limits {
    /// Ten times the level's number.
    idc: u8,
    /// Macroblocks a second.
    rate: u64,
    /// Macroblocks in a frame.
    frame: u64,
    /// Bitrate in units of 1000 bit/s for Baseline and Main.
    kbps: u64,
}

const TABLE: [Limits; 14] = [
    limits(10, 1_485, 99, 64),
    limits(11, 3_000, 396, 192),
    limits(12, 6_000, 396, 384),
    limits(13, 11_880, 396, 768),
    limits(20, 11_880, 396, 2_000),
    limits(21, 19_800, 792, 4_000),
    limits(22, 20_250, 1_620, 4_000),
    limits(30, 40_500, 1_620, 10_000),
    limits(31, 108_000, 3_600, 14_000),
    limits(32, 216_000, 5_120, 20_000),
    limits(40, 245_760, 8_192, 20_000),
    limits(42, 522_240, 8_704, 50_000),
    limits(51, 983_040, 36_864, 240_000),
    limits(52, 2_073_600, 36_864, 240_000),
];

const fn limits(idc: u8, rate: u64, frame: u64, kbps: u64) -> Limits {
    Limits {
        idc,
        rate,
        frame,
        kbps,
    }
}

impl Level {
    /// The lowest level for pictures of `width` by `height` pixels at `fps` frames a second and at most `kbps`.
    pub(super) fn lowest(width: u32, height: u32, fps: f64, kbps: u64, profile: Profile) -> Self {
        let blocks = |side: u32| u64::from(side.div_ceil(16));
        let (across, down) = (blocks(width), blocks(height));
        let frame = across * down;
        let rate = (frame as f64 * fps).ceil() as u64;
        // High may spend a quarter more: cpbBrVclFactor in Table A-2.
        let kbps = if profile == Profile::High {
            kbps * 4 / 5
        } else {
            kbps
        };
        let fits = |l: &&Limits| {
            frame <= l.frame && across.max(down).pow(2) <= 8 * l.frame && rate <= l.rate && kbps <= l.kbps
        };
        Self(TABLE.iter().find(fits).map_or(52, |l| l.idc))
    }

    /// Ten times the level's number, as `level_idc` has it.
    pub(super) fn idc(self) -> u8 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_sizes_get_their_usual_levels() {
        let level = |w, h, fps, kbps| Level::lowest(w, h, fps, kbps, Profile::High).idc();
        assert_eq!(level(1280, 720, 30.0, 5_000), 31);
        assert_eq!(level(1920, 1080, 30.0, 8_000), 40);
        assert_eq!(level(1920, 1080, 60.0, 12_000), 42);
        assert_eq!(level(1080, 1920, 30.0, 3_500), 40);
        assert_eq!(level(3840, 2160, 30.0, 35_000), 51);
        assert_eq!(level(3840, 2160, 60.0, 60_000), 52);
        assert_eq!(level(128, 128, 24.0, 64), 11);
    }

    #[test]
    fn bitrate_and_long_sides_raise_the_level() {
        let level = |w, h, kbps, profile| Level::lowest(w, h, 30.0, kbps, profile).idc();
        assert_eq!(level(1920, 1080, 25_000, Profile::High), 40);
        assert_eq!(level(1920, 1080, 25_000, Profile::Main), 42);
        assert_eq!(level(3840, 128, 1_000, Profile::Main), 40);
        assert_eq!(level(128, 3840, 1_000, Profile::Main), 40);
    }
}
