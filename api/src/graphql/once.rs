//! Idempotency keys: what was asked for, in a form that is equal for equal questions.

use super::error::{Problem, Result};
use async_graphql::{Context, Value};
use phonoglyph_engine::job::Once;
use sha2::{Digest, Sha256};

/// The longest key, in characters.
const MAX_KEY: usize = 200;
/// The field of the input that has the key.
const FIELD: &str = "idempotencyKey";

/// The key of a request with the hash of what it asks for; none where no key is given.
pub(super) fn once(ctx: &Context<'_>, key: Option<&str>) -> Result<Option<Once>> {
    let Some(key) = key else { return Ok(None) };
    let length = key.chars().count();
    if !(1..=MAX_KEY).contains(&length) || key.chars().any(char::is_control) {
        let limit = format!("1 to {MAX_KEY} characters, none of them a control character");
        return Err(Problem::field(
            format!("input.{FIELD}"),
            format!("a text of {length} characters"),
            limit,
        ));
    }
    let arguments = ctx.field().arguments();
    let arguments = arguments.map_err(|error| Problem::internal(&error))?;
    let mut asked = ctx.field().name().to_owned();
    for (name, value) in &arguments {
        asked.push_str(name);
        write(value, &mut asked);
    }
    let hash = Sha256::digest(asked.as_bytes());
    Ok(Some(Once {
        key: key.to_owned(),
        fingerprint: hash.iter().map(|byte| format!("{byte:02x}")).collect(),
    }))
}

/// Writes a value so that equal values are written equally: fields in the order of their names, without those that are
/// null, which mean the same as those left out, and without the key.
fn write(value: &Value, to: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields
                .iter()
                .filter(|(name, value)| **value != Value::Null && name.as_str() != FIELD)
                .collect();
            fields.sort_unstable_by(|a, b| a.0.cmp(b.0));
            to.push('{');
            for (name, value) in fields {
                to.push_str(name);
                to.push(':');
                write(value, to);
                to.push(',');
            }
            to.push('}');
        }
        Value::List(values) => {
            to.push('[');
            for value in values {
                write(value, to);
                to.push(',');
            }
            to.push(']');
        }
        // 30 and 30.0 are the same number.
        Value::Number(number) => to.push_str(&number.as_f64().unwrap_or_default().to_string()),
        // A word is an enum value in the document and a text among the variables.
        Value::Enum(word) => write(&Value::String(word.to_string()), to),
        other => to.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_graphql::{Name, value};

    fn written(value: &Value) -> String {
        let mut text = String::new();
        write(value, &mut text);
        text
    }

    #[test]
    fn equal_questions_are_written_equally() {
        let one = value!({ "a": 30, "b": { "x": "RED", "y": null }, "idempotencyKey": "1", "l": [1, 2] });
        let word = Value::Enum(Name::new("RED"));
        let two = value!({ "b": { "x": word }, "l": [1.0, 2], "a": 30.0, "idempotencyKey": "2" });
        assert_eq!(written(&one), written(&two));
        for other in [
            value!({ "a": 30, "b": { "x": "RED" }, "l": [2, 1] }),
            value!({ "a": 31, "b": { "x": "RED" }, "l": [1, 2] }),
            value!({ "a": 30, "b": { "x": "RED", "y": "" }, "l": [1, 2] }),
        ] {
            assert_ne!(written(&one), written(&other));
        }
        assert_ne!(written(&value!(["a", "b"])), written(&value!(["a,b"])));
    }
}
