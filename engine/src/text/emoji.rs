//! Which characters are pictures in colour.

/// Characters outside the blocks of pictures that are shown as pictures unless something else is asked for:
/// Emoji_Presentation in the Unicode Character Database (UTS #51).
#[rustfmt::skip]
const PICTURES: [(u32, u32); 41] = [
    (0x231A, 0x231B), (0x23E9, 0x23EC), (0x23F0, 0x23F0), (0x23F3, 0x23F3), (0x25FD, 0x25FE),
    (0x2614, 0x2615), (0x2648, 0x2653), (0x267F, 0x267F), (0x2693, 0x2693), (0x26A1, 0x26A1),
    (0x26AA, 0x26AB), (0x26BD, 0x26BE), (0x26C4, 0x26C5), (0x26CE, 0x26CE), (0x26D4, 0x26D4),
    (0x26EA, 0x26EA), (0x26F2, 0x26F3), (0x26F5, 0x26F5), (0x26FA, 0x26FA), (0x26FD, 0x26FD),
    (0x2705, 0x2705), (0x270A, 0x270B), (0x2728, 0x2728), (0x274C, 0x274C), (0x274E, 0x274E),
    (0x2753, 0x2755), (0x2757, 0x2757), (0x2795, 0x2797), (0x27B0, 0x27B0), (0x27BF, 0x27BF),
    (0x2B1B, 0x2B1C), (0x2B50, 0x2B50), (0x2B55, 0x2B55), (0x1F004, 0x1F004), (0x1F0CF, 0x1F0CF),
    (0x1F18E, 0x1F18E), (0x1F191, 0x1F19A), (0x1F1E6, 0x1F1FF), (0x1F201, 0x1F265), (0x1F300, 0x1F6FF),
    (0x1F7E0, 0x1FAFF),
];

/// The character after another that asks for a picture, and that which asks for a plain letter.
const AS_PICTURE: char = '\u{FE0F}';
const AS_TEXT: char = '\u{FE0E}';
/// The frame of a key around the character before.
const KEYCAP: char = '\u{20E3}';

/// Whether `letter`, followed by `next`, is to be a picture.
pub(super) fn is_picture(letter: char, next: Option<char>) -> bool {
    match next {
        Some(AS_TEXT) => false,
        Some(AS_PICTURE | KEYCAP) => true,
        _ => {
            let code = u32::from(letter);
            PICTURES
                .iter()
                .any(|&(first, last)| (first..=last).contains(&code))
        }
    }
}

/// Whether a character changes the one before and stays with it: joiners, variations, combining marks of all
/// scripts, tones of skin, and the tags of flags.
pub(super) fn joins_the_former(letter: char) -> bool {
    matches!(u32::from(letter),
        0x300..=0x36F | 0x1AB0..=0x1AFF | 0x1DC0..=0x1DFF | 0x200C..=0x200D | 0x20D0..=0x20FF | 0xFE00..=0xFE0F
        | 0xFE20..=0xFE2F | 0x1F3FB..=0x1F3FF | 0xE0020..=0xE007F | 0xE0100..=0xE01EF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_told_from_letters() {
        assert!(is_picture('🎵', None) && is_picture('⭐', Some('a')) && is_picture('❤', Some(AS_PICTURE)));
        assert!(is_picture('1', Some(KEYCAP)) && is_picture('🇯', Some('🇵')));
        assert!(!is_picture('❤', None) && !is_picture('1', Some('2')) && !is_picture('♪', None));
        assert!(!is_picture('⭐', Some(AS_TEXT)));
    }
}
