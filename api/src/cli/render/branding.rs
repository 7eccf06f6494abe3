//! Whose video it is, as `render` is told: a template, and what to change in it.

use super::super::{BadInput, bad_input};
use super::input::about;
use crate::config::OutsideArgs;
use crate::outside::{Fetched, Limits, Outside};
use clap::{Args, ValueEnum};
use phonoglyph_engine::composition::{
    Branding, Referred, WatermarkPosition, bundled_picture, template, templates,
};
use phonoglyph_engine::material::max_bytes;
use phonoglyph_engine::media::MaterialKind;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The largest template that is read, in bytes.
const MAX_TEMPLATE: u64 = 1 << 20;
/// How long fetching a picture may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A watermark over the video and an end card after it.
#[derive(Args)]
#[command(next_help_heading = "Branding", allow_negative_numbers = true)]
pub struct BrandingArgs {
    /// clean-minimal, social-media-pack, or a template of your own: a .json file. The other options change it
    #[arg(long, value_name = "NAME|FILE.json")]
    template: Option<String>,
    /// Picture over the video: PNG, JPEG, WebP or SVG
    #[arg(long, value_name = "FILE|ADDRESS")]
    watermark: Option<String>,
    /// Where it is [default: bottom-right]
    #[arg(long, value_enum, value_name = "POSITION")]
    watermark_position: Option<PositionArg>,
    /// How much of it is seen, 0 to 1 [default: 0.5]
    #[arg(long, value_name = "SHARE")]
    watermark_opacity: Option<f64>,
    /// Its width in widths of the video, 0.01 to 1 [default: 0.1]
    #[arg(long, value_name = "SHARE")]
    watermark_scale: Option<f64>,
    /// How far from the edges it is, in shorter sides of the video, 0 to 0.25 [default: 0.02]
    #[arg(long, value_name = "SHARE")]
    watermark_margin: Option<f64>,
    /// Let it lie where players put their own buttons and texts
    #[arg(long)]
    watermark_anywhere: bool,
    /// What a card after the end says; it makes the video longer, and the sound fades out under it
    #[arg(long, value_name = "TEXT")]
    end_card: Option<String>,
    /// How long the card is there, in seconds, 0.5 to 30 [default: 3]
    #[arg(long, value_name = "SECONDS")]
    end_card_seconds: Option<f64>,
    /// Its colour [default: #1a1a1a]
    #[arg(long, value_name = "#RRGGBB")]
    end_card_color: Option<String>,
    /// Picture at its head: PNG, JPEG, WebP or SVG
    #[arg(long, value_name = "FILE|ADDRESS")]
    end_card_logo: Option<String>,
    /// A name on the card, with its network's mark, such as youtube=@yourmusic; once for each of youtube, instagram,
    /// tiktok, twitter, facebook, spotify, soundcloud, bandcamp, twitch and website
    #[arg(long = "handle", value_name = "NETWORK=NAME", value_parser = handle)]
    handles: Vec<(String, String)>,
    /// What a QR code on the card says, as a rule an address; "handle" for the address of the first handle
    #[arg(long, value_name = "TEXT")]
    qr: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum PositionArg {
    BottomRight,
    BottomLeft,
    TopRight,
    TopLeft,
    Center,
}

impl From<PositionArg> for WatermarkPosition {
    fn from(position: PositionArg) -> Self {
        match position {
            PositionArg::BottomRight => Self::BottomRight,
            PositionArg::BottomLeft => Self::BottomLeft,
            PositionArg::TopRight => Self::TopRight,
            PositionArg::TopLeft => Self::TopLeft,
            PositionArg::Center => Self::Center,
        }
    }
}

fn handle(text: &str) -> Result<(String, String), String> {
    let (network, name) = text
        .split_once('=')
        .ok_or("write a network and a name, such as youtube=@yourmusic")?;
    Ok((network.trim().to_lowercase(), name.trim().to_owned()))
}

/// A branding and what was fetched for it, which goes when this is dropped.
pub struct Brand {
    /// The document; its pictures are whole paths, addresses, or come with the program.
    pub branding: Branding,
    fetched: Vec<(String, Fetched)>,
    _folder: Option<tempfile::TempDir>,
}

impl Brand {
    /// The file of a picture, if it was fetched.
    pub fn file(&self, referred: &Referred) -> Option<PathBuf> {
        let found = self.fetched.iter().find(|(name, _)| *name == referred.name);
        found.map(|(_, fetched)| fetched.file.path().to_owned())
    }
}

impl BrandingArgs {
    /// The files among the pictures and the template.
    pub fn inputs(&self) -> impl Iterator<Item = &Path> {
        let template = self.template.as_deref().filter(|name| template(name).is_err());
        let named = [template, self.watermark.as_deref(), self.end_card_logo.as_deref()];
        let files = named.into_iter().flatten();
        files.filter(|name| !is_elsewhere(name)).map(Path::new)
    }

    /// The branding that is asked for, with its addresses fetched.
    pub fn brand(&self, outside: &OutsideArgs) -> anyhow::Result<Brand> {
        let before = match &self.template {
            Some(name) => known(name)?,
            None => Branding::default(),
        };
        let branding = before.changed(self.changes()?).map_err(bad_input)?;
        let addresses: Vec<_> = branding
            .references()
            .into_iter()
            .filter(|referred| is_address(&referred.name))
            .collect();
        if addresses.is_empty() {
            return Ok(Brand {
                branding,
                fetched: Vec::new(),
                _folder: None,
            });
        }
        let outside = Outside::new(&outside.clone().check().map_err(bad_input)?)?;
        let folder = tempfile::tempdir()?;
        let limits = Limits {
            bytes: max_bytes(MaterialKind::Picture),
            time: PATIENCE,
        };
        let fetch = async {
            let mut fetched = Vec::new();
            for referred in addresses {
                let got = outside.fetch(&referred.name, limits, folder.path()).await;
                let got = got.map_err(|error| bad_input(format!("{}: {error}", referred.path)))?;
                fetched.push((referred.name, got));
            }
            anyhow::Ok(fetched)
        };
        Ok(Brand {
            branding,
            fetched: super::super::block_on(fetch)?,
            _folder: Some(folder),
        })
    }

    /// What the options change.
    fn changes(&self) -> anyhow::Result<Value> {
        let mut changes = Map::new();
        let watermark = self.watermark_changes()?;
        let card = self.card_changes()?;
        for (name, part) in [("watermark", watermark), ("endCard", card)] {
            if !part.is_empty() {
                changes.insert(name.to_owned(), part.into());
            }
        }
        Ok(changes.into())
    }

    fn watermark_changes(&self) -> anyhow::Result<Map<String, Value>> {
        let image = self
            .watermark
            .as_deref()
            .map(|name| whole(name, Path::new("")))
            .transpose()?;
        let position = self
            .watermark_position
            .map(|position| WatermarkPosition::from(position).word());
        Ok(given([
            ("imageUrl", image.map(Value::from)),
            ("position", position.map(Value::from)),
            ("opacity", self.watermark_opacity.map(Value::from)),
            ("scale", self.watermark_scale.map(Value::from)),
            ("margin", self.watermark_margin.map(Value::from)),
            ("safeArea", self.watermark_anywhere.then_some(Value::from(false))),
        ]))
    }

    fn card_changes(&self) -> anyhow::Result<Map<String, Value>> {
        let logo = self
            .end_card_logo
            .as_deref()
            .map(|name| whole(name, Path::new("")))
            .transpose()?;
        let handles = self
            .handles
            .iter()
            .map(|(network, name)| (network.clone(), Value::from(name.as_str())));
        let handles: Map<_, _> = handles.collect();
        let says = self.qr.as_deref().filter(|text| *text != "handle");
        let social = given([
            ("handles", (!handles.is_empty()).then(|| handles.into())),
            ("showQrCode", self.qr.as_ref().map(|_| Value::from(true))),
            ("qrText", says.map(Value::from)),
        ]);
        // Text that says nothing is no text.
        let text = self.end_card.as_deref().map(|text| match text.trim() {
            "" => Value::Null,
            text => Value::from(text),
        });
        let mut card = given([
            ("duration", self.end_card_seconds.map(Value::from)),
            ("backgroundColor", self.end_card_color.as_deref().map(Value::from)),
            ("logoUrl", logo.map(Value::from)),
            ("socialMedia", (!social.is_empty()).then(|| social.into())),
        ]);
        card.extend(text.map(|text| ("text".to_owned(), text)));
        Ok(card)
    }
}

fn given<const N: usize>(fields: [(&str, Option<Value>); N]) -> Map<String, Value> {
    let fields = fields.into_iter();
    fields
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// The branding of a template by its name, or of a file.
fn known(name: &str) -> anyhow::Result<Branding> {
    if let Ok(template) = template(name) {
        return Ok(template.branding.clone());
    }
    let path = Path::new(name);
    if path.extension().is_none() && !path.exists() {
        let names: Vec<_> = templates().iter().map(|template| template.id.as_str()).collect();
        return Err(BadInput(format!(
            "--template is {name:?}: it must be {} or a .json file",
            names.join(", ")
        ))
        .into());
    }
    let bytes = super::input::bytes(path, MAX_TEMPLATE)?;
    let mut document: Value = serde_json::from_slice(&bytes).map_err(|error| about(path, error))?;
    // A template has a name and a branding; a branding alone is good too.
    if let Some(branding) = document.get_mut("branding") {
        document = branding.take();
    }
    let folder = path.parent().unwrap_or(Path::new(""));
    for place in ["/watermark/imageUrl", "/endCard/logoUrl"] {
        if let Some(picture) = document.pointer_mut(place) {
            let found = picture.as_str().map(|name| whole(name, folder)).transpose()?;
            *picture = found.map_or(json!(null), Value::from);
        }
    }
    Branding::from_value(document).map_err(|error| about(path, error))
}

/// A picture's name as it stays good everywhere: files become whole paths from `folder` on.
fn whole(name: &str, folder: &Path) -> anyhow::Result<String> {
    if is_elsewhere(name) {
        return Ok(name.to_owned());
    }
    let path = folder.join(name);
    let whole = path.canonicalize().map_err(|error| about(&path, error))?;
    let text = whole.into_os_string().into_string();
    text.map_err(|_| about(&path, "its path is not UTF-8"))
}

fn is_elsewhere(name: &str) -> bool {
    is_address(name) || bundled_picture(name).is_some()
}

fn is_address(name: &str) -> bool {
    name.split_once("://").is_some()
}
