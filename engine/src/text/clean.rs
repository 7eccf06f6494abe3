//! Text as it comes becomes text that can be set: of bounded length, one kind of line ending, no control characters.

/// The most characters of one text that are set.
pub(super) const MOST_CHARS: usize = 4096;

/// The text to be set, and whether something had to be left out at its end.
pub(super) fn clean(text: &str) -> (String, bool) {
    let mut clean = String::with_capacity(text.len().min(4 * MOST_CHARS));
    let mut after_return = false;
    let mut count = 0;
    for letter in text.chars() {
        let returned = std::mem::replace(&mut after_return, letter == '\r');
        let letter = match letter {
            '\n' if returned => continue,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            letter if letter.is_control() => continue,
            letter => letter,
        };
        if count == MOST_CHARS {
            return (clean, true);
        }
        count += 1;
        clean.push(letter);
    }
    (clean, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_become_one_and_control_characters_none() {
        let (text, cut) = clean("a\r\nb\rc\u{2028}d\te\u{7}\u{0}f\n\ng");
        assert_eq!((text.as_str(), cut), ("a\nb\nc\nd ef\n\ng", false));
    }

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        let (text, cut) = clean(&"é".repeat(MOST_CHARS + 1));
        assert!(cut && text.chars().count() == MOST_CHARS);
        assert!(!clean(&"é".repeat(MOST_CHARS)).1);
    }
}
