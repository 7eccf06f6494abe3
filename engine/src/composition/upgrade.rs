//! Older versions of the document, brought up to date.

use super::VERSION;
use super::document::At;
use serde_json::Value;

/// The document in the newest version; none, and a note, where its version is not known.
pub(super) fn upgraded(mut document: Value, at: &mut At<'_>) -> Option<Value> {
    let Value::Object(map) = &mut document else {
        return at.refuse(&document, "an object");
    };
    // Editors find the JSON Schema by it.
    if map.get("$schema").is_some_and(Value::is_string) {
        map.remove("$schema");
    }
    let version = map.get("version").cloned();
    match version.as_ref().map(Value::as_u64) {
        Some(Some(1)) => {
            from_1(map.get_mut("layers"));
            map.insert("version".to_owned(), VERSION.into());
        }
        None | Some(Some(2)) => {}
        Some(_) => {
            let limit = format!("whole, from 1 to {VERSION}");
            return at.below("version").refuse(&version.unwrap_or_default(), limit);
        }
    }
    Some(document)
}

/// Version 1 counted a title's `start` from the start of the video; a layer's `start` is in the song now.
fn from_1(layers: Option<&mut Value>) {
    let layers = layers.and_then(Value::as_array_mut);
    for layer in layers.into_iter().flatten().filter_map(Value::as_object_mut) {
        if layer.get("type").and_then(Value::as_str) == Some("title")
            && let Some(start) = layer.remove("start")
        {
            layer.insert("appears".to_owned(), start);
        }
    }
}
