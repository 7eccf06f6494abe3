//! What things of the document are called in GraphQL.

use phonoglyph_engine::composition::document::{Choices, Shape, Variants};

/// A word of the document as GraphQL writes the values of an enum: `EASE_IN` for `easeIn`.
pub fn constant(word: &str) -> String {
    let mut constant = String::with_capacity(word.len() + 4);
    for letter in word.chars() {
        if letter.is_uppercase() && !constant.is_empty() {
            constant.push('_');
        }
        constant.extend(letter.to_uppercase());
    }
    constant
}

/// The word of the document that GraphQL writes so.
pub fn word<'a>(choices: &'a Choices, constant_of_it: &str) -> Option<&'a str> {
    let mut words = choices.entries.iter().map(|(word, _)| word.as_str());
    words.find(|word| constant(word) == constant_of_it)
}

/// The name that a layer or an effect has in the document, and what GraphQL calls it: there `id` is what names an object
/// among all objects, and a client that keeps what it has read under its id would take two layers for one.
const LOCAL_NAME: (&str, &str) = ("id", "name");

/// A field of the document as GraphQL calls it.
pub fn field(of_document: &str) -> &str {
    match of_document {
        name if name == LOCAL_NAME.0 => LOCAL_NAME.1,
        name => name,
    }
}

/// The input for a part.
pub fn input(shape: &Shape) -> String {
    format!("{}Input", shape.name)
}

/// The input for parts of which one is chosen.
pub fn choice_input(variants: &Variants) -> String {
    format!("{}Input", variants.noun())
}

/// The input for one of several parts. A layer's is called after its part alone: `FallingNotesInput`.
pub fn variant_input(variants: &Variants, part: &Shape) -> String {
    match variants.noun() {
        "Layer" => input(part),
        _ => format!("{}Input", variants.full_name(part)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonoglyph_engine::composition::Easing;

    #[test]
    fn words_are_found_again_by_their_constants() {
        assert_eq!(constant("easeInOut"), "EASE_IN_OUT");
        for (known, _) in &Easing::choices().entries {
            assert_eq!(word(Easing::choices(), &constant(known)), Some(known.as_str()));
        }
        assert_eq!(word(Easing::choices(), "easeIn"), None);
    }
}
