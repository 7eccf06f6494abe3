//! The templates that come with the program, and their pictures.

use super::Branding;
use crate::composition::CompositionError;
use crate::composition::document::ValueError;
use serde::Deserialize;
use std::sync::LazyLock;

/// A template that comes with the program.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The word that names it.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What it shows.
    pub branding: Branding,
}

/// The files of the templates, in the order in which they are offered.
const FILES: [&str; 2] = [
    include_str!("../../../../assets/templates/clean-minimal.json"),
    include_str!("../../../../assets/templates/social-media-pack.json"),
];

/// A picture that comes with a template: its name in documents, and the PNG file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BundledPicture {
    /// Its name in documents.
    pub name: &'static str,
    /// The PNG file.
    pub png: &'static [u8],
}

macro_rules! bundled {
    ($name:literal) => {
        BundledPicture {
            name: concat!("/templates/", $name),
            png: include_bytes!(concat!("../../../../assets/templates/", $name)),
        }
    };
}

const PICTURES: [BundledPicture; 3] = [
    bundled!("minimal-logo.png"),
    bundled!("social-logo.png"),
    bundled!("end-card-logo.png"),
];

/// All templates that come with the program.
pub fn templates() -> &'static [Template] {
    static TEMPLATES: LazyLock<Vec<Template>> = LazyLock::new(|| {
        // They are part of the program; a test reads each of them.
        let read = |file| serde_json::from_str(file).expect("a bundled template is a template");
        FILES.into_iter().map(read).collect()
    });
    &TEMPLATES
}

/// The template that is named so.
///
/// # Errors
/// [`CompositionError::Values`] with all names there are.
pub fn template(id: &str) -> Result<&'static Template, CompositionError> {
    let found = templates().iter().find(|template| template.id == id);
    found.ok_or_else(|| {
        let known: Vec<_> = templates().iter().map(|template| template.id.as_str()).collect();
        CompositionError::Values(vec![ValueError {
            path: "template".to_owned(),
            value: format!("{:?}", id.chars().take(40).collect::<String>()),
            limit: format!("one of {}", known.join(", ")),
        }])
    })
}

/// The picture of this name in a document, if it comes with the program.
pub fn bundled_picture(name: &str) -> Option<BundledPicture> {
    PICTURES.into_iter().find(|picture| picture.name == name)
}
