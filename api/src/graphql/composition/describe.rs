//! What a field's description says: what it means, and its limits where the words do not tell them.

use crate::graphql::material;
use phonoglyph_engine::composition::document::{Field, Kind, Limits};
use phonoglyph_engine::media::MaterialKind;

/// The description of a field.
pub fn field(field: &Field) -> String {
    if let Some(kind) = reference(&field.kind) {
        let kind = format!("{:?}", material::wanted(kind)).to_uppercase();
        return format!("{} The id of an asset of kind {kind}.", field.doc);
    }
    match limits(&field.kind) {
        Some((limits, unit)) if !told(&field.doc, limits) => {
            let said = match (limits.min, unit) {
                (min, "") => format!("From {min} to {}.", limits.max),
                (0.0, unit) => format!("At most {}{unit}.", limits.max),
                (min, unit) => format!("{min} to {}{unit}.", limits.max),
            };
            format!("{} {said}", field.doc)
        }
        _ => field.doc.clone(),
    }
}

/// What a value refers to.
fn reference(kind: &Kind) -> Option<MaterialKind> {
    match kind {
        Kind::Reference(kind) => Some(*kind),
        Kind::Optional(kind) | Kind::List(kind, _) => reference(kind),
        _ => None,
    }
}

/// The limits of a value and what they count.
fn limits(kind: &Kind) -> Option<(Limits, &'static str)> {
    match kind {
        Kind::Number(limits) if limits.bounded() => Some((*limits, "")),
        // What any whole number holds is no limit to speak of.
        Kind::Integer(limits) if limits.max != f64::from(i32::MAX) => Some((*limits, "")),
        Kind::Text(limits) => Some((*limits, " characters")),
        Kind::List(_, limits) => Some((*limits, " entries")),
        Kind::Optional(kind) => limits(kind),
        _ => None,
    }
}

/// Whether the words tell the most that there may be.
fn told(doc: &str, limits: Limits) -> bool {
    let most = limits.max.to_string();
    let mut numbers = doc.split(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == '-'));
    numbers.any(|number| number.trim_end_matches('.') == most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(doc: &str, kind: Kind) -> String {
        field(&Field {
            name: "x".to_owned(),
            doc: doc.to_owned(),
            kind,
            default: None,
        })
    }

    #[test]
    fn limits_are_told_once() {
        let number = Kind::Number(Limits::new(0.5, 20.0));
        assert_eq!(
            described("Seconds, 0.5 to 20.", number.clone()),
            "Seconds, 0.5 to 20."
        );
        assert_eq!(described("Seconds.", number), "Seconds. From 0.5 to 20.");
        let text = Kind::Optional(Box::new(Kind::Text(Limits::new(1.0, 64.0))));
        assert_eq!(described("Its name.", text), "Its name. 1 to 64 characters.");
        assert_eq!(described("Whether it is.", Kind::Flag), "Whether it is.");
    }
}
