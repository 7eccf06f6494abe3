//! Levels of VP9 (bitstream specification 0.6, annex A).

/// Ten times the level's number, luma samples a second, luma samples of a picture, kbit/s, and the longest side.
const TABLE: [(u8, u64, u64, u64, u32); 12] = [
    (10, 829_440, 36_864, 200, 512),
    (11, 2_764_800, 73_728, 800, 768),
    (20, 4_608_000, 122_880, 1_800, 960),
    (21, 9_216_000, 245_760, 3_600, 1_344),
    (30, 20_736_000, 552_960, 7_200, 2_048),
    (31, 36_864_000, 983_040, 12_000, 2_752),
    (40, 83_558_400, 2_228_224, 18_000, 4_160),
    (41, 160_432_128, 2_228_224, 30_000, 4_160),
    (50, 311_951_360, 8_912_896, 60_000, 8_384),
    (51, 588_251_136, 8_912_896, 120_000, 8_384),
    (52, 1_176_502_272, 8_912_896, 180_000, 8_384),
    (60, 1_176_502_272, 35_651_584, 180_000, 16_832),
];

/// Ten times the number of the lowest level for such pictures; `kbps` is 0 where there is no bound.
pub(super) fn lowest(width: u32, height: u32, fps: f64, kbps: u64) -> u8 {
    let samples = u64::from(width) * u64::from(height);
    let rate = (samples as f64 * fps).ceil() as u64;
    let side = width.max(height);
    let fits =
        |row: &&(u8, u64, u64, u64, u32)| rate <= row.1 && samples <= row.2 && kbps <= row.3 && side <= row.4;
    TABLE.iter().find(fits).map_or(60, |row| row.0)
}

#[cfg(test)]
mod tests {
    use super::lowest;

    #[test]
    fn usual_sizes_get_their_usual_levels() {
        assert_eq!(lowest(1280, 720, 30.0, 5_000), 31);
        assert_eq!(lowest(1920, 1080, 30.0, 8_000), 40);
        assert_eq!(lowest(1080, 1920, 60.0, 8_000), 41);
        assert_eq!(lowest(3840, 2160, 30.0, 35_000), 50);
        assert_eq!(lowest(3840, 2160, 60.0, 35_000), 51);
        assert_eq!(lowest(128, 128, 24.0, 0), 10);
        assert_eq!(lowest(1920, 1080, 30.0, 50_000), 50);
        assert_eq!(lowest(3840, 128, 30.0, 1_000), 40);
    }
}
