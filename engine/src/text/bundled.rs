//! The fonts that come with the program; `assets/fonts/README.md` says where they are from.

/// A bundled face.
pub(super) struct Bundled {
    /// The family's name.
    pub family: &'static str,
    /// Boldness, 100 to 900.
    pub weight: u16,
    /// Whether it is offered by name; the others help out with what those lack.
    pub offered: bool,
    pub bytes: &'static [u8],
}

macro_rules! face {
    ($offered:literal, $family:literal, $weight:literal, $file:literal) => {
        Bundled {
            family: $family,
            weight: $weight,
            offered: $offered,
            bytes: include_bytes!(concat!("../../../assets/fonts/", $file)),
        }
    };
}

/// The family for titles and that for everything smaller.
pub(super) const TITLE: &str = "Inter Display";
pub(super) const TEXT: &str = "Inter";
/// The families for Chinese characters in Japanese text and in all other.
pub(super) const JAPANESE: &str = "Noto Sans CJK JP";
pub(super) const CHINESE: &str = "Noto Sans CJK SC";
/// The family of pictures in colour.
pub(super) const EMOJI: &str = "Noto Color Emoji";

/// All faces, in the order in which they help out.
pub(super) static BUNDLED: [Bundled; 30] = [
    face!(true, "Inter", 500, "Inter-Medium.otf"),
    face!(true, "Inter Display", 600, "InterDisplay-SemiBold.otf"),
    face!(true, "EB Garamond", 400, "EBGaramond12-Regular.otf"),
    face!(true, "Bebas Neue", 400, "BebasNeue-Regular.ttf"),
    face!(true, "JetBrains Mono", 600, "JetBrainsMono-SemiBold.ttf"),
    face!(true, "Caveat", 600, "Caveat-SemiBold.ttf"),
    face!(false, "Noto Sans Arabic", 500, "NotoSansArabic-Medium.ttf"),
    face!(false, "Noto Sans Hebrew", 500, "NotoSansHebrew-Medium.ttf"),
    face!(
        false,
        "Noto Sans Devanagari",
        500,
        "NotoSansDevanagari-Medium.ttf"
    ),
    face!(false, "Noto Sans Thai", 500, "NotoSansThai-Medium.ttf"),
    face!(false, "Noto Sans Bengali", 500, "NotoSansBengali-Medium.ttf"),
    face!(false, "Noto Sans Tamil", 500, "NotoSansTamil-Medium.ttf"),
    face!(false, "Noto Sans Telugu", 500, "NotoSansTelugu-Medium.ttf"),
    face!(false, "Noto Sans Gujarati", 500, "NotoSansGujarati-Medium.ttf"),
    face!(false, "Noto Sans Gurmukhi", 500, "NotoSansGurmukhi-Medium.ttf"),
    face!(false, "Noto Sans Kannada", 500, "NotoSansKannada-Medium.ttf"),
    face!(false, "Noto Sans Malayalam", 500, "NotoSansMalayalam-Medium.ttf"),
    face!(false, "Noto Sans Sinhala", 500, "NotoSansSinhala-Medium.ttf"),
    face!(false, "Noto Sans Georgian", 500, "NotoSansGeorgian-Medium.ttf"),
    face!(false, "Noto Sans Armenian", 500, "NotoSansArmenian-Medium.ttf"),
    face!(false, "Noto Sans Ethiopic", 500, "NotoSansEthiopic-Medium.ttf"),
    face!(false, "Noto Sans Khmer", 500, "NotoSansKhmer-Medium.ttf"),
    face!(false, "Noto Sans Lao", 500, "NotoSansLao-Medium.ttf"),
    face!(false, "Noto Sans Myanmar", 500, "NotoSansMyanmar-Medium.ttf"),
    face!(false, "Noto Music", 400, "NotoMusic-Regular.ttf"),
    face!(false, "Noto Sans CJK JP", 500, "NotoSansCJKjp-Medium-subset.otf"),
    face!(false, "Noto Sans CJK SC", 500, "NotoSansCJKsc-Medium-subset.otf"),
    face!(false, "Noto Sans Symbols", 500, "NotoSansSymbols-Medium.ttf"),
    face!(false, "Noto Sans Symbols 2", 400, "NotoSansSymbols2-Regular.ttf"),
    face!(false, "Noto Color Emoji", 400, "NotoColorEmoji.ttf"),
];
