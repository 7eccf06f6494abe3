//! The limits of a composition's values, all of them in one place.

use super::{Background, Composition, FallingNotes, Keyboard, Layer, Title, VERSION};
use std::fmt;
use std::ops::RangeInclusive;

/// The longest title or artist, in characters.
const MAX_TEXT: usize = 200;
/// How many colours a palette may have.
const PALETTE: RangeInclusive<usize> = 1..=32;
/// How many layers a composition may have.
const LAYERS: RangeInclusive<usize> = 1..=64;

/// A value outside its limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The path of the value, such as `layers[1].glow`.
    pub path: String,
    /// The value that was given.
    pub value: String,
    /// What is allowed.
    pub limit: String,
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}: it must be {}", self.path, self.value, self.limit)
    }
}

/// Why a document is no composition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompositionError {
    /// The text is not JSON of the right shape.
    #[error("the composition cannot be read: {message} (line {line}, column {column})")]
    Syntax {
        /// What is wrong.
        message: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Values outside their limits.
    #[error("{}", .0.iter().map(ValueError::to_string).collect::<Vec<_>>().join("; "))]
    Values(Vec<ValueError>),
}

impl CompositionError {
    pub(super) fn syntax(error: serde_json::Error) -> Self {
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
        Self::Syntax {
            message,
            line: error.line(),
            column: error.column(),
        }
    }
}

pub(super) fn check(composition: &Composition) -> Result<(), CompositionError> {
    let mut wrong = Wrong::default();
    wrong.require(
        composition.version == VERSION,
        "version",
        composition.version,
        VERSION.to_string(),
    );
    wrong.text("title", composition.title.as_deref());
    wrong.text("artist", composition.artist.as_deref());
    wrong.count("palette", composition.palette.len(), PALETTE);
    wrong.count("layers", composition.layers.len(), LAYERS);
    for (index, layer) in composition.layers.iter().enumerate() {
        wrong.layer(&format!("layers[{index}]"), layer);
    }
    if wrong.0.is_empty() {
        Ok(())
    } else {
        Err(CompositionError::Values(wrong.0))
    }
}

#[derive(Default)]
struct Wrong(Vec<ValueError>);

impl Wrong {
    fn require(&mut self, ok: bool, path: impl Into<String>, value: impl fmt::Display, limit: String) {
        if !ok {
            self.0.push(ValueError {
                path: path.into(),
                value: value.to_string(),
                limit,
            });
        }
    }

    fn number(&mut self, path: String, value: f32, range: RangeInclusive<f32>) {
        let limit = format!("from {} to {}", range.start(), range.end());
        self.require(range.contains(&value), path, value, limit);
    }

    fn count(&mut self, path: &str, count: usize, range: RangeInclusive<usize>) {
        let limit = format!("{} to {} entries", range.start(), range.end());
        self.require(range.contains(&count), path, format!("a list of {count}"), limit);
    }

    fn text(&mut self, path: &str, text: Option<&str>) {
        let length = text.map_or(0, |text| text.chars().count());
        let value = format!("a text of {length} characters");
        self.require(
            length <= MAX_TEXT,
            path,
            value,
            format!("at most {MAX_TEXT} characters"),
        );
    }

    fn layer(&mut self, path: &str, layer: &Layer) {
        match layer {
            Layer::Background(Background { vignette, .. }) => {
                self.number(format!("{path}.vignette"), *vignette, 0.0..=1.0);
            }
            Layer::FallingNotes(FallingNotes {
                fall_seconds,
                roundness,
                glow,
            }) => {
                self.number(format!("{path}.fallSeconds"), *fall_seconds, 0.5..=20.0);
                self.number(format!("{path}.roundness"), *roundness, 0.0..=1.0);
                self.number(format!("{path}.glow"), *glow, 0.0..=2.0);
            }
            Layer::Keyboard(Keyboard { height, .. }) => {
                if let Some(height) = height {
                    self.number(format!("{path}.height"), *height, 0.05..=0.5);
                }
            }
            Layer::Title(title) => self.title(path, title),
        }
    }

    fn title(&mut self, path: &str, title: &Title) {
        self.number(format!("{path}.start"), title.start, 0.0..=3600.0);
        self.number(format!("{path}.duration"), title.duration, 0.5..=3600.0);
        self.number(
            format!("{path}.fade"),
            title.fade,
            0.0..=(title.duration / 2.0).max(0.0),
        );
        self.number(format!("{path}.size"), title.size, 0.5..=2.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_good_and_survives_json() {
        let composition = Composition::default();
        let json = serde_json::to_string(&composition).expect("plain data");
        assert_eq!(Composition::from_json(&json), Ok(composition));
    }

    #[test]
    fn a_bad_value_names_its_path_and_limit() {
        let mut composition = Composition::default();
        composition.layers.push(Layer::FallingNotes(FallingNotes {
            glow: f32::NAN,
            ..Default::default()
        }));
        let error = composition.check().expect_err("NaN is no glow");
        assert_eq!(error.to_string(), "layers[4].glow is NaN: it must be from 0 to 2");
    }

    #[test]
    fn unknown_fields_and_layers_are_refused() {
        for json in [
            r##"{"version":1,"palette":["#ffffff"],"layers":[{"type":"title","colour":1}]}"##,
            r##"{"version":1,"palette":["#ffffff"],"layers":[{"type":"hologram"}]}"##,
            r##"{"version":1,"palette":["#ffffff"],"layers":[{"type":"title"}],"extra":0}"##,
            r##"{"version":2,"palette":["#ffffff"],"layers":[{"type":"title"}]}"##,
            r##"{"version":1,"palette":[],"layers":[{"type":"title"}]}"##,
        ] {
            assert!(Composition::from_json(json).is_err(), "{json}");
        }
    }
}
