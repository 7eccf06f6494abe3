//! Defaults as GraphQL writes them.

use super::names;
use phonoglyph_engine::composition::document::{Field, Kind};
use serde_json::Value;

/// What a field is where it is left out; none where it must be given or is null then.
pub fn default(field: &Field) -> Option<String> {
    let value = field.default.as_ref().filter(|value| !value.is_null())?;
    Some(literal(&field.kind, value))
}

/// A value of the document as GraphQL writes it: of parts only what differs from their defaults.
fn literal(kind: &Kind, value: &Value) -> String {
    match (kind, value) {
        (Kind::Choice(_), Value::String(word)) => names::constant(word),
        (Kind::Optional(kind), value) if !value.is_null() => literal(kind, value),
        (Kind::List(kind, _), Value::Array(entries)) => {
            let entries: Vec<_> = entries.iter().map(|entry| literal(kind, entry)).collect();
            format!("[{}]", entries.join(", "))
        }
        (Kind::Part(shape), value) => object(shape().fields.iter(), value),
        (Kind::OneOf(variants), value) => {
            let variants = variants();
            variants.chosen(value).map_or_else(String::new, |(word, part)| {
                format!("{{{word}: {}}}", object(variants.fields(part), value))
            })
        }
        (_, value) => value.to_string(),
    }
}

fn object<'a>(fields: impl Iterator<Item = &'a Field>, value: &Value) -> String {
    let differs = fields.filter_map(|field| {
        let value = value.get(&field.name)?;
        let default = field.default.as_ref();
        (default != Some(value))
            .then(|| format!("{}: {}", names::field(&field.name), literal(&field.kind, value)))
    });
    format!("{{{}}}", differs.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonoglyph_engine::composition::Composition;

    fn of(name: &str) -> Option<String> {
        let mut fields = Composition::shape().fields.iter();
        default(fields.find(|field| field.name == name)?)
    }

    #[test]
    fn only_what_differs_is_written() {
        assert_eq!(of("canvas").as_deref(), Some("{}"));
        assert_eq!(of("title"), None);
        let layers = of("layers").expect("there are some");
        assert!(
            layers.starts_with("[{background: {}}, {fallingNotes: {}}"),
            "{layers}"
        );
    }
}
