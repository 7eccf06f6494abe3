//! The document's fields as arguments.

use super::{LookName, describe, literal, meta, read, types};
use crate::graphql::error::{Problem, Result};
use async_graphql::indexmap::IndexMap;
use async_graphql::registry::Registry;
use async_graphql::{InputObjectType, InputType, InputValueError, InputValueResult, Name, Value};
use phonoglyph_engine::composition::document::Field;
use phonoglyph_engine::composition::{Composition, Look};
use serde_json::{Map, Value as Json};
use std::borrow::Cow;

/// The ways of saying what colours voices have, of which the one that is given last counts.
const COLORS: [&str; 2] = ["paletteName", "palettePicture"];

/// What belongs to a song and not to the look of its video.
const OF_SONG: [&str; 7] = ["title", "artist", "cover", "lyrics", "fonts", "stems", "sound"];

/// What is given of a document; what is left out is as by default, or with `CHANGE` as it was.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DocumentInput<const CHANGE: bool> {
    given: IndexMap<Name, Value>,
}

/// A document that was given, and how: by fields of its own, as a whole, or both.
pub struct Given {
    /// The document, all of it inside its limits.
    pub composition: Composition,
    paths: Paths,
}

/// Where the parts of a document stand in the argument `input`.
struct Paths {
    document: Json,
    /// The fields that were given beside the whole; all others come from it.
    beside: Option<Vec<String>>,
}

impl Given {
    /// The path in the argument of a path in the document.
    pub fn path(&self, path: &str) -> String {
        self.paths.path(path)
    }
}

impl Paths {
    fn path(&self, path: &str) -> String {
        let field = path.split(['.', '[']).next().unwrap_or_default();
        match &self.beside {
            Some(beside) if beside.iter().all(|name| name != field) => format!("input.document.{path}"),
            _ => format!("input.{}", read::given_path(&self.document, path)),
        }
    }
}

/// What the fields of a document are laid over.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Start {
    /// What was there before.
    #[default]
    Before,
    /// A document that was given as a whole.
    Whole(Json),
    /// A finished look. What belongs to the song stays as it was before.
    Look(Look),
}

impl Start {
    /// By what was given beside the fields.
    ///
    /// # Errors
    /// When both were given.
    pub fn new(whole: Option<Json>, look: Option<LookName>) -> Result<Self> {
        match (whole, look) {
            (None, None) => Ok(Self::Before),
            (Some(whole), None) => Ok(Self::Whole(whole)),
            (None, Some(LookName(look))) => Ok(Self::Look(look)),
            (Some(_), Some(_)) => {
                let limit = "left out where there is a look: one of them says what to draw";
                Err(Problem::field("input.document", "a document", limit))
            }
        }
    }

    fn composition(self, before: Composition) -> Result<Composition> {
        match self {
            Self::Before => Ok(before),
            Self::Whole(whole) => Composition::from_value(whole)
                .map_err(|error| Problem::composition(error, |path| format!("input.document.{path}"))),
            Self::Look(look) => {
                let composition = look.composition().map_err(|error| Problem::internal(&error))?;
                let mut of_song = match before.to_value() {
                    Json::Object(map) => map,
                    _ => Map::new(),
                };
                of_song.retain(|name, _| OF_SONG.contains(&name.as_str()));
                Composition::from_value(laid_over(composition.to_value(), of_song))
                    .map_err(|error| Problem::internal(&error))
            }
        }
    }
}

impl<const CHANGE: bool> DocumentInput<CHANGE> {
    /// The document that comes of it.
    ///
    /// # Errors
    /// Every value outside its limits, by its path in the argument `input`.
    pub fn over(&self, start: Start, before: Composition) -> Result<Given> {
        let given = read::fields(super::fields(), &self.given);
        let is_whole = matches!(start, Start::Whole(_));
        let beside = is_whole.then(|| given.keys().cloned().collect());
        let document = laid_over(start.composition(before)?.to_value(), given);
        let paths = Paths { document, beside };
        let composition = Composition::from_value(paths.document.clone())
            .map_err(|error| Problem::composition(error, |path| paths.path(path)))?;
        Ok(Given { composition, paths })
    }
}

/// The document with the given fields in it.
fn laid_over(mut document: Json, given: Map<String, Json>) -> Json {
    if let Json::Object(map) = &mut document {
        if given.contains_key("palette") {
            COLORS.iter().for_each(|name| drop(map.remove(*name)));
        }
        map.extend(given);
    }
    document
}

impl<const CHANGE: bool> InputType for DocumentInput<CHANGE> {
    type RawValueType = Self;

    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(if CHANGE {
            "DocumentChangeInput"
        } else {
            "DocumentInput"
        })
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let entry = |field: &Field| {
            let ty = types::nullable(registry, &field.kind, types::Side::Input);
            // No default of the schema's own: a document beside these fields says what they are where they are left out.
            let description = match literal::default(field).filter(|_| !CHANGE) {
                Some(default) => format!("{} By default `{default}`.", describe::field(field)),
                None => describe::field(field),
            };
            let value = meta::input_value(&field.name, description, ty, None);
            (field.name.clone(), value)
        };
        let fields = super::fields().map(entry).collect();
        let name = Self::type_name();
        let made = meta::input(&name, "What to draw.", fields, false);
        registry.types.insert(name.into_owned(), made);
        Self::qualified_type_name()
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let Some(Value::Object(mut given)) = value else {
            return Err(InputValueError::expected_type(value.unwrap_or_default()));
        };
        given.retain(|name, _| super::fields().any(|field| field.name == name.as_str()));
        Ok(Self { given })
    }

    fn to_value(&self) -> Value {
        Value::Object(self.given.clone())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

impl<const CHANGE: bool> InputObjectType for DocumentInput<CHANGE> {}
