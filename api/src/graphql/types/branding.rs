//! Whose video it is, as it is read.

use super::scalars::Color;
use async_graphql::{Enum, SimpleObject};
use phonoglyph_engine::composition as engine;

/// Where on the picture a watermark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "engine::WatermarkPosition")]
pub enum WatermarkPosition {
    /// At the bottom on the right.
    BottomRight,
    /// At the bottom on the left.
    BottomLeft,
    /// At the top on the right.
    TopRight,
    /// At the top on the left.
    TopLeft,
    /// In the middle.
    Center,
}

/// Whose video it is: a watermark over the picture and an end card after it.
#[derive(SimpleObject)]
pub struct Branding {
    /// A picture over the video.
    watermark: Option<Watermark>,
    /// A card after its end.
    end_card: Option<EndCard>,
}

/// A picture over the video, such as a logo.
#[derive(SimpleObject)]
pub struct Watermark {
    /// The picture: an address, the id of an uploaded picture, or one that comes with a template.
    image_url: String,
    /// Where it is.
    position: WatermarkPosition,
    /// How much of it is seen, 0 to 1.
    opacity: f64,
    /// Its width in widths of the video.
    scale: f64,
    /// How far from the edges it is, in shorter sides of the video.
    margin: f64,
    /// Whether it also keeps out of the parts that players cover with their own buttons and texts.
    safe_area: bool,
}

/// A card after the end of the video. It makes the video longer; the sound fades out under it.
#[derive(SimpleObject)]
pub struct EndCard {
    /// Seconds that it is there.
    duration: f64,
    /// Its colour.
    background_color: Color,
    /// A picture at its head, named as the watermark's.
    logo_url: Option<String>,
    /// What it says.
    text: Option<String>,
    /// Where else to find whose video it is.
    social_media: SocialMedia,
}

/// Where else to find whose video it is.
#[derive(SimpleObject)]
pub struct SocialMedia {
    /// The names under which networks know them.
    handles: SocialHandles,
    /// Whether a QR code is shown.
    show_qr_code: bool,
    /// What the QR code says; null where it says the address of the first handle.
    qr_text: Option<String>,
}

/// The names under which networks know whose video it is; null where there is none.
#[derive(SimpleObject)]
pub struct SocialHandles {
    /// On YouTube.
    youtube: Option<String>,
    /// On Instagram.
    instagram: Option<String>,
    /// On TikTok.
    tiktok: Option<String>,
    /// On X, which was Twitter.
    twitter: Option<String>,
    /// On Facebook.
    facebook: Option<String>,
    /// On Spotify.
    spotify: Option<String>,
    /// On SoundCloud.
    soundcloud: Option<String>,
    /// On Bandcamp.
    bandcamp: Option<String>,
    /// On Twitch.
    twitch: Option<String>,
    /// A website of their own.
    website: Option<String>,
}

impl From<engine::Branding> for Branding {
    fn from(branding: engine::Branding) -> Self {
        Self {
            watermark: branding.watermark.map(Watermark::from),
            end_card: branding.end_card.map(EndCard::from),
        }
    }
}

impl From<engine::Watermark> for Watermark {
    fn from(mark: engine::Watermark) -> Self {
        Self {
            image_url: mark.image_url.0,
            position: mark.position.into(),
            opacity: decimal(mark.opacity),
            scale: decimal(mark.scale),
            margin: decimal(mark.margin),
            safe_area: mark.safe_area,
        }
    }
}

impl From<engine::EndCard> for EndCard {
    fn from(card: engine::EndCard) -> Self {
        Self {
            duration: decimal(card.duration),
            background_color: Color(card.background_color),
            logo_url: card.logo_url.map(|logo| logo.0),
            text: card.text,
            social_media: SocialMedia {
                handles: card.social_media.handles.into(),
                show_qr_code: card.social_media.show_qr_code,
                qr_text: card.social_media.qr_text,
            },
        }
    }
}

impl From<engine::Handles> for SocialHandles {
    fn from(handles: engine::Handles) -> Self {
        Self {
            youtube: handles.youtube,
            instagram: handles.instagram,
            tiktok: handles.tiktok,
            twitter: handles.twitter,
            facebook: handles.facebook,
            spotify: handles.spotify,
            soundcloud: handles.soundcloud,
            bandcamp: handles.bandcamp,
            twitch: handles.twitch,
            website: handles.website,
        }
    }
}

/// A 32-bit number as it is written: 0.3 and not 0.30000001192092896.
fn decimal(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}
