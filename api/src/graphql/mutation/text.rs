//! Texts in arguments.

use crate::graphql::error::{Problem, Result};

/// A text without space around it, of so many characters.
pub(super) fn bounded(text: &str, field: &str, least: usize, most: usize) -> Result<String> {
    let text = text.trim();
    let length = text.chars().count();
    if (least..=most).contains(&length) {
        return Ok(text.to_owned());
    }
    let value = format!("a text of {length} characters");
    Err(Problem::field(
        field,
        value,
        format!("{least} to {most} characters long"),
    ))
}
