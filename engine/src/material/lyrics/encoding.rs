//! Bytes of a text file become Unicode.

use encoding_rs::{Encoding, WINDOWS_1252};
use std::borrow::Cow;

/// Follows a byte order mark (UTF-8, UTF-16), else takes what is valid UTF-8 for it, and all else for Windows-1252,
/// which holds Latin-1. UTF-8 that is cut within its last character is still UTF-8. The mark itself is left out.
pub(in crate::material) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if error.error_len().is_none() => String::from_utf8_lossy(&bytes[..error.valid_up_to()]),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}
