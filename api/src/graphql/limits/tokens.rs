//! Counting the words and signs of a document without parsing it (GraphQL, section 2.1).

use super::{MAX_BRACKETS, MAX_TOKENS, Over};

/// Refuses a document of too many words, or of brackets in brackets in brackets.
pub(super) fn check(document: &str) -> Result<(), Over> {
    let (mut tokens, mut open, mut deepest) = (0_usize, 0_usize, 0_usize);
    let mut rest = document.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = match first {
            // White space, commas and the byte order mark are nothing.
            b' ' | b'\t' | b'\n' | b'\r' | b',' | 0xef | 0xbb | 0xbf => {
                rest = after;
                continue;
            }
            b'#' => {
                rest = skip(after, |byte| byte != b'\n' && byte != b'\r');
                continue;
            }
            b'"' => string(after),
            b'{' | b'(' | b'[' => {
                open += 1;
                deepest = deepest.max(open);
                after
            }
            b'}' | b')' | b']' => {
                open = open.saturating_sub(1);
                after
            }
            byte if is_word(*byte) => skip(after, is_word),
            _ => after,
        };
        tokens += 1;
    }
    Over::check(
        "TOO_MANY_TOKENS",
        "the document is too long in words and signs",
        tokens,
        MAX_TOKENS,
    )?;
    Over::check(
        "QUERY_TOO_DEEP",
        "the document nests brackets too deep",
        deepest,
        MAX_BRACKETS,
    )
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

fn skip(bytes: &[u8], while_: impl Fn(u8) -> bool) -> &[u8] {
    let end = bytes.iter().position(|byte| !while_(*byte));
    &bytes[end.unwrap_or(bytes.len())..]
}

/// What follows a string whose first quote was read.
fn string(bytes: &[u8]) -> &[u8] {
    if let Some(block) = bytes.strip_prefix(b"\"\"") {
        return block_string(block);
    }
    let mut rest = bytes;
    loop {
        match rest {
            [b'\\', _, after @ ..] => rest = after,
            [b'"', after @ ..] => return after,
            // Not closed: the parser says so.
            [b'\n' | b'\r', after @ ..] => return after,
            [_, after @ ..] => rest = after,
            [] => return rest,
        }
    }
}

fn block_string(mut rest: &[u8]) -> &[u8] {
    loop {
        match rest {
            [b'\\', b'"', b'"', b'"', after @ ..] => rest = after,
            [b'"', b'"', b'"', after @ ..] => return after,
            [_, after @ ..] => rest = after,
            [] => return rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_and_comments_are_one_word_or_none() {
        let long = "{ a ".repeat(MAX_TOKENS);
        for harmless in [
            format!("{{ a(b: \"{}\") }}", long.replace('\n', " ")),
            format!("{{ a(b: \"\"\"{long} \\\"\"\" {long}\"\"\") }}"),
            format!("# {long}\n{{ a }}"),
            format!("{{ a{} }}", ", ".repeat(MAX_TOKENS)),
            "{ a(b: \"\\\"{{{{\") }".to_owned(),
        ] {
            assert_eq!(check(&harmless), Ok(()));
        }
    }

    #[test]
    fn words_and_brackets_are_bounded() {
        let words = |count: usize| format!("{{{}}}", "a ".repeat(count - 2));
        assert_eq!(check(&words(MAX_TOKENS)), Ok(()));
        let over = check(&words(MAX_TOKENS + 1)).expect_err("one too many");
        assert_eq!(
            (over.code, over.value, over.limit),
            ("TOO_MANY_TOKENS", MAX_TOKENS + 1, MAX_TOKENS)
        );
        let nested = |depth: usize| format!("{{ a(b: {}1{}) }}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(check(&nested(MAX_BRACKETS - 2)), Ok(()));
        assert_eq!(
            check(&nested(MAX_BRACKETS - 1)).map_err(|over| over.code),
            Err("QUERY_TOO_DEEP")
        );
    }

    #[test]
    fn what_is_no_document_is_left_to_the_parser() {
        for text in ["", "\"", "\"\"\"", "\\", "\u{feff}{ a }", "…", "}}}", "\"\\"] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }
}
