//! One range of a file (RFC 9110, section 14).

/// What of a file is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All of it.
    All,
    /// The bytes from the first to the last, both included.
    Part(u64, u64),
    /// No byte of it.
    Nothing,
}

/// Reads the header `Range` for a file of `length` bytes.
///
/// What is not a single range of bytes is ignored, as the standard allows: the answer is then the whole file.
pub fn wanted(header: Option<&str>, length: u64) -> Wanted {
    let Some((first, last)) = header.and_then(single) else {
        return Wanted::All;
    };
    match (number(first), number(last)) {
        // The last so many bytes.
        (None, Some(count)) if first.is_empty() => match count.min(length) {
            0 => Wanted::Nothing,
            count => Wanted::Part(length - count, length - 1),
        },
        (Some(first), None) if last.is_empty() => part(first, u64::MAX, length),
        (Some(first), Some(last)) if first <= last => part(first, last, length),
        _ => Wanted::All,
    }
}

fn single(header: &str) -> Option<(&str, &str)> {
    let (unit, ranges) = header.split_once('=')?;
    let (first, last) = ranges.split_once('-')?;
    let bytes = unit.trim().eq_ignore_ascii_case("bytes") && !ranges.contains(',');
    bytes.then(|| (first.trim(), last.trim()))
}

/// A number in digits alone; one that is too large is the largest.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

fn part(first: u64, last: u64, length: u64) -> Wanted {
    if first < length {
        Wanted::Part(first, last.min(length - 1))
    } else {
        Wanted::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_read() {
        let cases = [
            ("bytes=0-0", Wanted::Part(0, 0)),
            ("bytes=10-19", Wanted::Part(10, 19)),
            ("bytes=10-", Wanted::Part(10, 99)),
            ("bytes=-10", Wanted::Part(90, 99)),
            ("bytes=-1000", Wanted::Part(0, 99)),
            ("bytes=99-99999999999999999999999", Wanted::Part(99, 99)),
            ("Bytes = 1 - 2", Wanted::Part(1, 2)),
        ];
        for (header, expected) in cases {
            assert_eq!(wanted(Some(header), 100), expected, "{header}");
        }
    }

    #[test]
    fn ranges_past_the_end_want_nothing() {
        for header in [
            "bytes=100-",
            "bytes=100-200",
            "bytes=-0",
            "bytes=99999999999999999999999-",
        ] {
            assert_eq!(wanted(Some(header), 100), Wanted::Nothing, "{header}");
        }
        assert_eq!(wanted(Some("bytes=-5"), 0), Wanted::Nothing);
        assert_eq!(wanted(Some("bytes=0-"), 0), Wanted::Nothing);
    }

    #[test]
    fn what_is_no_single_range_is_ignored() {
        let headers = [
            "bytes=5-4",
            "bytes=0-1,5-6",
            "lines=0-1",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=+1-2",
            "0-1",
        ];
        for header in headers {
            assert_eq!(wanted(Some(header), 100), Wanted::All, "{header}");
        }
        assert_eq!(wanted(None, 100), Wanted::All);
    }
}
