//! Whose video it is, as it is given: changes to a template, or to nothing. What is left out stays, null takes away.

use super::branding::WatermarkPosition;
use super::scalars::Color;
use async_graphql::{InputObject, MaybeUndefined};
use phonoglyph_engine::composition as engine;
use serde_json::{Map, Value};

/// Whose video it is. What is left out stays as the template has it, where there is one.
#[derive(InputObject)]
pub struct BrandingInput {
    /// A picture over the video; null for none.
    watermark: MaybeUndefined<WatermarkInput>,
    /// A card after its end, which makes the video longer; null for none.
    end_card: MaybeUndefined<EndCardInput>,
}

/// A picture over the video, such as a logo.
#[derive(InputObject)]
pub struct WatermarkInput {
    /// The picture (PNG, JPEG, WebP or SVG): an http or https address, which is fetched once when the export is queued,
    /// the id of an uploaded asset of kind PICTURE, or one that comes with a template, such as
    /// `/templates/minimal-logo.png`.
    image_url: Option<String>,
    /// Where it is; BOTTOM_RIGHT by default.
    position: Option<WatermarkPosition>,
    /// How much of it is seen, 0 to 1; 0.5 by default.
    opacity: Option<f64>,
    /// Its width in widths of the video, 0.01 to 1; 0.1 by default.
    scale: Option<f64>,
    /// How far from the edges it is, in shorter sides of the video, 0 to 0.25; 0.02 by default.
    margin: Option<f64>,
    /// Whether it also keeps out of the parts that players cover with their own buttons and texts; true by default.
    safe_area: Option<bool>,
}

/// A card after the end of the video. The sound fades out under it.
#[derive(InputObject)]
pub struct EndCardInput {
    /// Seconds that it is there, 0.5 to 30; 3 by default.
    duration: Option<f64>,
    /// Its colour; `#1a1a1a` by default. What stands on it is light or dark, whichever can be read.
    background_color: Option<Color>,
    /// A picture at its head, named as the watermark's.
    logo_url: MaybeUndefined<String>,
    /// What it says, up to 200 characters.
    text: MaybeUndefined<String>,
    /// Where else to find whose video it is.
    social_media: Option<SocialMediaInput>,
}

/// Where else to find whose video it is.
#[derive(InputObject)]
pub struct SocialMediaInput {
    /// The names under which networks know them, each shown with the network's mark.
    handles: Option<SocialHandlesInput>,
    /// Whether a QR code is shown; false by default.
    show_qr_code: Option<bool>,
    /// What the QR code says, up to 300 characters, as a rule an address; by default the address of the first handle.
    qr_text: MaybeUndefined<String>,
}

/// The names under which networks know whose video it is, up to 60 characters each; null for none.
#[derive(InputObject)]
pub struct SocialHandlesInput {
    /// On YouTube, such as `@yourmusic`.
    youtube: MaybeUndefined<String>,
    /// On Instagram.
    instagram: MaybeUndefined<String>,
    /// On TikTok.
    tiktok: MaybeUndefined<String>,
    /// On X, which was Twitter.
    twitter: MaybeUndefined<String>,
    /// On Facebook.
    facebook: MaybeUndefined<String>,
    /// On Spotify.
    spotify: MaybeUndefined<String>,
    /// On SoundCloud.
    soundcloud: MaybeUndefined<String>,
    /// On Bandcamp.
    bandcamp: MaybeUndefined<String>,
    /// On Twitch.
    twitch: MaybeUndefined<String>,
    /// A website of their own, such as `example.com`.
    website: MaybeUndefined<String>,
}

/// Changes as JSON: only what was given.
#[derive(Default)]
struct Changes(Map<String, Value>);

impl Changes {
    fn set(mut self, name: &str, value: Option<impl Into<Value>>) -> Self {
        self.0.extend(value.map(|value| (name.to_owned(), value.into())));
        self
    }

    fn maybe(self, name: &str, value: MaybeUndefined<impl Into<Value>>) -> Self {
        let value = value.as_opt_ref().is_some().then(|| match value {
            MaybeUndefined::Value(value) => value.into(),
            _ => Value::Null,
        });
        self.set(name, value)
    }
}

impl From<Changes> for Value {
    fn from(changes: Changes) -> Self {
        Self::Object(changes.0)
    }
}

impl From<BrandingInput> for Value {
    fn from(input: BrandingInput) -> Self {
        let changes = Changes::default();
        changes
            .maybe("watermark", input.watermark)
            .maybe("endCard", input.end_card)
            .into()
    }
}

impl From<WatermarkInput> for Value {
    fn from(input: WatermarkInput) -> Self {
        let position = input
            .position
            .map(|position| engine::WatermarkPosition::from(position).word());
        Changes::default()
            .set("imageUrl", input.image_url)
            .set("position", position)
            .set("opacity", input.opacity)
            .set("scale", input.scale)
            .set("margin", input.margin)
            .set("safeArea", input.safe_area)
            .into()
    }
}

impl From<EndCardInput> for Value {
    fn from(input: EndCardInput) -> Self {
        Changes::default()
            .set("duration", input.duration)
            .set(
                "backgroundColor",
                input.background_color.map(|Color(color)| color.to_string()),
            )
            .maybe("logoUrl", input.logo_url)
            .maybe("text", input.text)
            .set("socialMedia", input.social_media)
            .into()
    }
}

impl From<SocialMediaInput> for Value {
    fn from(input: SocialMediaInput) -> Self {
        Changes::default()
            .set("handles", input.handles)
            .set("showQrCode", input.show_qr_code)
            .maybe("qrText", input.qr_text)
            .into()
    }
}

impl From<SocialHandlesInput> for Value {
    fn from(input: SocialHandlesInput) -> Self {
        Changes::default()
            .maybe("youtube", input.youtube)
            .maybe("instagram", input.instagram)
            .maybe("tiktok", input.tiktok)
            .maybe("twitter", input.twitter)
            .maybe("facebook", input.facebook)
            .maybe("spotify", input.spotify)
            .maybe("soundcloud", input.soundcloud)
            .maybe("bandcamp", input.bandcamp)
            .maybe("twitch", input.twitch)
            .maybe("website", input.website)
            .into()
    }
}
