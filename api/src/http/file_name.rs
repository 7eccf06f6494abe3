//! Names of downloads, from names that people gave.

/// The longest name without its ending, in characters.
const MAX_NAME: usize = 100;

/// A name that every file system takes: letters and digits of any script, and a few signs.
pub fn safe(name: &str, extension: &str) -> String {
    let keep = |c: char| {
        if c.is_alphanumeric() || "-_. ()".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(keep).take(MAX_NAME).collect();
    // Windows drops dots and spaces at the end; a dot at the start hides the file elsewhere.
    let name = name.trim_matches([' ', '.']);
    let name = if name.is_empty() { "video" } else { name };
    format!("{name}.{extension}")
}

/// The value of `Content-Disposition` (RFC 6266): the name in ASCII for old clients, and in UTF-8.
pub fn disposition(kind: &str, name: &str) -> String {
    let ascii: String = name.chars().map(|c| if c.is_ascii() { c } else { '_' }).collect();
    let mut header = format!("{kind}; filename=\"{ascii}\"; filename*=UTF-8''");
    for byte in name.bytes() {
        match byte {
            // attr-char of RFC 8187, section 3.2.1, as far as `safe` lets it through.
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => header.push(byte as char),
            _ => header.push_str(&format!("%{byte:02X}")),
        }
    }
    header
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_safe() {
        let cases = [
            ("Evening (live)", "Evening (live).mp4"),
            ("../../etc/passwd", "_.._etc_passwd.mp4"),
            ("a\"b\r\nc", "a_b__c.mp4"),
            ("夜想曲", "夜想曲.mp4"),
            (" .. ", "video.mp4"),
            ("", "video.mp4"),
        ];
        for (name, expected) in cases {
            assert_eq!(safe(name, "mp4"), expected);
        }
        assert_eq!(safe(&"x".repeat(500), "mp4").len(), 104);
    }

    #[test]
    fn headers_have_the_name_twice() {
        let header = disposition("attachment", "Été 1.mp4");
        assert_eq!(
            header,
            "attachment; filename=\"_t_ 1.mp4\"; filename*=UTF-8''%C3%89t%C3%A9%201.mp4"
        );
    }
}
