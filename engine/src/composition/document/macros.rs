//! The declarations from which all else follows.

/// Declares a part: `/// What it is` `pub struct Name { /// What it means` `pub field: Type = default, within 0.0..=1.0; }`.
/// A default outside the limits means that the field must be given.
macro_rules! part {
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])+
                pub $field:ident : $ty:ty = $default:expr $(, within $limits:expr)? ;
            )*
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $( $(#[doc = $field_doc])+ pub $field: $ty, )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $( $field: $default, )* }
            }
        }

        impl $crate::composition::document::Part for $name {
            fn shape() -> &'static $crate::composition::document::Shape {
                use $crate::composition::document::{Field, Shape, limits, prose};
                static SHAPE: std::sync::LazyLock<Shape> = std::sync::LazyLock::new(|| Shape {
                    name: stringify!($name),
                    doc: prose(concat!($($doc, "\n"),+)),
                    fields: vec![
                        $( Field::new::<$ty>(
                            stringify!($field),
                            concat!($($field_doc, "\n"),+),
                            limits!($ty $(, $limits)?),
                            &$default,
                        ), )*
                    ],
                });
                &SHAPE
            }

            #[allow(unused_variables, reason = "a part may have no fields")]
            fn read(reader: &mut $crate::composition::document::Reader<'_>) -> Self {
                use $crate::composition::document::limits;
                Self {
                    $( $field: reader.field(stringify!($field), limits!($ty $(, $limits)?), || $default), )*
                }
            }

            #[allow(unused_variables, reason = "a part may have no fields")]
            fn write(&self, map: &mut serde_json::Map<String, serde_json::Value>) {
                use $crate::composition::document::{Element, camel};
                $( map.insert(camel(stringify!($field)), Element::write(&self.$field)); )*
            }

            fn number(&mut self, field: usize) -> Option<&mut f32> {
                use $crate::composition::document::Element;
                #[allow(unused_mut, reason = "a part may have no fields")]
                let mut numbers = [$( Element::number(&mut self.$field) ),*];
                numbers.into_iter().nth(field).flatten()
            }
        }

        impl $crate::composition::document::Element for $name {
            const LIMITS: $crate::composition::document::Limits =
                $crate::composition::document::Limits::new(0.0, 0.0);

            fn kind(_limits: $crate::composition::document::Limits) -> $crate::composition::document::Kind {
                $crate::composition::document::Kind::Part(<Self as $crate::composition::document::Part>::shape)
            }

            fn read(
                value: serde_json::Value,
                _limits: $crate::composition::document::Limits,
                at: &mut $crate::composition::document::At<'_>,
            ) -> Option<Self> {
                $crate::composition::document::Reader::part(value, at)
            }

            fn write(&self) -> serde_json::Value {
                let mut map = serde_json::Map::new();
                $crate::composition::document::Part::write(self, &mut map);
                serde_json::Value::Object(map)
            }
        }
    };
}

/// The limits that a declaration names, or those of its type.
macro_rules! limits {
    ($ty:ty) => {
        <$ty as $crate::composition::document::Element>::LIMITS
    };
    ($ty:ty, $limits:expr) => {
        $crate::composition::document::Limits::from($limits)
    };
}

/// Declares words of which one is chosen; the first is the default.
macro_rules! choice {
    (
        $(#[doc = $doc:literal])+
        pub enum $name:ident {
            $(#[doc = $first_doc:literal])+
            $first:ident,
            $( $(#[doc = $word_doc:literal])+ $word:ident, )*
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum $name {
            #[default]
            $(#[doc = $first_doc])+
            $first,
            $( $(#[doc = $word_doc])+ $word, )*
        }

        impl $name {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[Self::$first, $(Self::$word),*];

            /// The word in camelCase.
            pub fn word(self) -> &'static str {
                Self::choices().entries[self as usize].0.as_str()
            }

            /// What there is to choose from.
            pub fn choices() -> &'static $crate::composition::document::Choices {
                use $crate::composition::document::{Choices, camel, prose};
                static CHOICES: std::sync::LazyLock<Choices> = std::sync::LazyLock::new(|| Choices {
                    name: stringify!($name),
                    doc: prose(concat!($($doc, "\n"),+)),
                    entries: vec![
                        (camel(stringify!($first)), prose(concat!($($first_doc, "\n"),+))),
                        $( (camel(stringify!($word)), prose(concat!($($word_doc, "\n"),+))), )*
                    ],
                });
                &CHOICES
            }
        }

        impl $crate::composition::document::Element for $name {
            const LIMITS: $crate::composition::document::Limits =
                $crate::composition::document::Limits::new(0.0, 0.0);

            fn kind(_limits: $crate::composition::document::Limits) -> $crate::composition::document::Kind {
                $crate::composition::document::Kind::Choice(Self::choices)
            }

            fn read(
                value: serde_json::Value,
                _limits: $crate::composition::document::Limits,
                at: &mut $crate::composition::document::At<'_>,
            ) -> Option<Self> {
                let found = value.as_str().and_then(|text| Self::ALL.iter().find(|word| word.word() == text));
                match found {
                    Some(word) => Some(*word),
                    None => {
                        let words: Vec<_> = Self::ALL.iter().map(|word| word.word()).collect();
                        at.refuse(&value, format!("one of {}", words.join(", ")))
                    }
                }
            }

            fn write(&self) -> serde_json::Value {
                serde_json::Value::from(self.word())
            }
        }
    };
}

/// Declares parts of which one is chosen by its field `type`; the first is the default.
macro_rules! one_of {
    (
        $(#[doc = $doc:literal])+
        pub enum $name:ident $(with $common:ty)? {
            $first:ident($first_part:ty),
            $( $variant:ident($part:ty), )*
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, reason = "the parts say what they are")]
        pub enum $name {
            $first($first_part),
            $( $variant($part), )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self::$first(Default::default())
            }
        }

        impl $name {
            /// The `type`, in camelCase.
            pub fn word(&self) -> &'static str {
                Self::variants().entries[self.position()].0.as_str()
            }

            /// The position among [`variants`](Self::variants).
            pub fn position(&self) -> usize {
                #[allow(unused_variables, reason = "the last number is not needed")]
                {
                    let position = 0;
                    if matches!(self, Self::$first(_)) {
                        return position;
                    }
                    $(
                        let position = position + 1;
                        if matches!(self, Self::$variant(_)) {
                            return position;
                        }
                    )*
                    0
                }
            }

            /// What there is to choose from.
            pub fn variants() -> &'static $crate::composition::document::Variants {
                use $crate::composition::document::{Part, Variants, camel, prose};
                static VARIANTS: std::sync::LazyLock<Variants> = std::sync::LazyLock::new(|| {
                    #[allow(unused_mut, unused_assignments, reason = "not all have something in common")]
                    let mut common: Option<fn() -> &'static $crate::composition::document::Shape> = None;
                    $( common = Some(<$common as Part>::shape); )?
                    Variants {
                        name: stringify!($name),
                        doc: prose(concat!($($doc, "\n"),+)),
                        common,
                        entries: vec![
                            (camel(stringify!($first)), <$first_part as Part>::shape()),
                            $( (camel(stringify!($variant)), <$part as Part>::shape()), )*
                        ],
                    }
                });
                &VARIANTS
            }

            /// The numbers of the part.
            pub fn numbers(&mut self) -> &mut dyn $crate::composition::document::Numbers {
                match self {
                    Self::$first(part) => part,
                    $( Self::$variant(part) => part, )*
                }
            }

            pub(in crate::composition) fn read_fields(
                word: &str,
                reader: &mut $crate::composition::document::Reader<'_>,
            ) -> Option<Self> {
                use $crate::composition::document::{Part, camel};
                if word == camel(stringify!($first)) {
                    return Some(Self::$first(Part::read(reader)));
                }
                $(
                    if word == camel(stringify!($variant)) {
                        return Some(Self::$variant(Part::read(reader)));
                    }
                )*
                None
            }

            pub(in crate::composition) fn write_fields(
                &self,
                map: &mut serde_json::Map<String, serde_json::Value>,
            ) {
                use $crate::composition::document::Part;
                map.insert("type".to_owned(), self.word().into());
                match self {
                    Self::$first(part) => part.write(map),
                    $( Self::$variant(part) => part.write(map), )*
                }
            }
        }
    };
}

pub(in crate::composition) use {choice, limits, one_of, part};
