//! Levels of H.265 (Rec. ITU-T H.265, annex A.4), main tier.

/// Ten times the level's number, luma samples of a picture, luma samples a second, and kbit/s (tables A.8 and A.9).
const TABLE: [(u8, u64, u64, u64); 13] = [
    (10, 36_864, 552_960, 128),
    (20, 122_880, 3_686_400, 1_500),
    (21, 245_760, 7_372_800, 3_000),
    (30, 552_960, 16_588_800, 6_000),
    (31, 983_040, 33_177_600, 10_000),
    (40, 2_228_224, 66_846_720, 12_000),
    (41, 2_228_224, 133_693_440, 20_000),
    (50, 8_912_896, 267_386_880, 25_000),
    (51, 8_912_896, 534_773_760, 40_000),
    (52, 8_912_896, 1_069_547_520, 60_000),
    (60, 35_651_584, 1_069_547_520, 60_000),
    (61, 35_651_584, 2_139_095_040, 120_000),
    (62, 35_651_584, 4_278_190_080, 240_000),
];

/// Ten times the number of the lowest level for such pictures; `kbps` is 0 where there is no bound.
pub(super) fn lowest(width: u32, height: u32, fps: f64, kbps: u64) -> u8 {
    let samples = u64::from(width) * u64::from(height);
    let rate = (samples as f64 * fps).ceil() as u64;
    let side = u64::from(width.max(height));
    let fits = |row: &&(u8, u64, u64, u64)| {
        samples <= row.1 && side * side <= 8 * row.1 && rate <= row.2 && kbps <= row.3
    };
    TABLE.iter().find(fits).map_or(62, |row| row.0)
}

#[cfg(test)]
mod tests {
    use super::lowest;

    #[test]
    fn usual_sizes_get_their_usual_levels() {
        assert_eq!(lowest(1280, 720, 30.0, 5_000), 31);
        assert_eq!(lowest(1920, 1080, 30.0, 8_000), 40);
        assert_eq!(lowest(1080, 1920, 60.0, 8_000), 41);
        assert_eq!(lowest(3840, 2160, 30.0, 25_000), 50);
        assert_eq!(lowest(3840, 2160, 60.0, 35_000), 51);
        assert_eq!(lowest(128, 128, 24.0, 0), 10);
        assert_eq!(lowest(3840, 2160, 60.0, 100_000), 61);
    }
}
