//! Reading and writing parts of which one is chosen by its field `type`.

use super::{At, Reader, Shape, Variants};
use serde_json::Value;

/// Reads the object at a place: `read` gets its `type` and reads its fields.
pub(in crate::composition) fn read_tagged<T>(
    value: Value,
    at: &mut At<'_>,
    variants: &Variants,
    read: impl FnOnce(&str, &mut Reader<'_>) -> Option<T>,
) -> Option<T> {
    let words = || {
        let words: Vec<_> = variants.entries.iter().map(|(word, _)| word.as_str()).collect();
        format!("one of {}", words.join(", "))
    };
    let mut reader = Reader::new(value, at)?;
    let Some(word) = reader.take_text("type") else {
        reader.refuse("type", "missing", words());
        return None;
    };
    let Some((_, shape)) = variants.entries.iter().find(|(known, _)| *known == word) else {
        let shown: String = word.chars().take(40).collect();
        reader.refuse("type", &format!("{shown:?}"), words());
        return None;
    };
    let read = read(&word, &mut reader);
    let common: Option<&Shape> = variants.common.map(|shape| shape());
    let shapes: Vec<_> = std::iter::once(*shape).chain(common).collect();
    reader.finish(&shapes);
    read
}

/// Makes a field's value of an enum declared with `one_of!`.
macro_rules! tagged {
    ($name:ident) => {
        impl $crate::composition::document::Element for $name {
            const LIMITS: $crate::composition::document::Limits =
                $crate::composition::document::Limits::new(0.0, 0.0);

            fn kind(_limits: $crate::composition::document::Limits) -> $crate::composition::document::Kind {
                $crate::composition::document::Kind::OneOf(Self::variants)
            }

            fn read(
                value: serde_json::Value,
                _limits: $crate::composition::document::Limits,
                at: &mut $crate::composition::document::At<'_>,
            ) -> Option<Self> {
                $crate::composition::document::read_tagged(value, at, Self::variants(), Self::read_fields)
            }

            fn write(&self) -> serde_json::Value {
                let mut map = serde_json::Map::new();
                self.write_fields(&mut map);
                serde_json::Value::Object(map)
            }
        }
    };
    ($(#[doc = $doc:literal])+ $name:ident: $settings:ident + $kind:ident) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            /// What all kinds have.
            pub settings: $settings,
            /// What it is.
            pub kind: $kind,
        }

        impl From<$kind> for $name {
            fn from(kind: $kind) -> Self {
                Self {
                    settings: $settings::default(),
                    kind,
                }
            }
        }

        impl $crate::composition::document::Element for $name {
            const LIMITS: $crate::composition::document::Limits =
                $crate::composition::document::Limits::new(0.0, 0.0);

            fn kind(_limits: $crate::composition::document::Limits) -> $crate::composition::document::Kind {
                $crate::composition::document::Kind::OneOf($kind::variants)
            }

            fn read(
                value: serde_json::Value,
                _limits: $crate::composition::document::Limits,
                at: &mut $crate::composition::document::At<'_>,
            ) -> Option<Self> {
                $crate::composition::document::read_tagged(value, at, $kind::variants(), |word, reader| {
                    let settings = $crate::composition::document::Part::read(reader);
                    $kind::read_fields(word, reader).map(|kind| Self { settings, kind })
                })
            }

            fn write(&self) -> serde_json::Value {
                let mut map = serde_json::Map::new();
                self.kind.write_fields(&mut map);
                $crate::composition::document::Part::write(&self.settings, &mut map);
                serde_json::Value::Object(map)
            }
        }
    };
}

pub(in crate::composition) use tagged;
