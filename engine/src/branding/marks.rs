//! The marks of networks.

use super::pixels::Pixels;
use crate::composition::SocialNetwork;
use crate::material::svg;

/// The drawing of a network's mark.
fn drawing(network: SocialNetwork) -> &'static str {
    match network {
        SocialNetwork::Youtube => include_str!("../../../assets/marks/youtube.svg"),
        SocialNetwork::Instagram => include_str!("../../../assets/marks/instagram.svg"),
        SocialNetwork::Tiktok => include_str!("../../../assets/marks/tiktok.svg"),
        SocialNetwork::Twitter => include_str!("../../../assets/marks/twitter.svg"),
        SocialNetwork::Facebook => include_str!("../../../assets/marks/facebook.svg"),
        SocialNetwork::Spotify => include_str!("../../../assets/marks/spotify.svg"),
        SocialNetwork::Soundcloud => include_str!("../../../assets/marks/soundcloud.svg"),
        SocialNetwork::Bandcamp => include_str!("../../../assets/marks/bandcamp.svg"),
        SocialNetwork::Twitch => include_str!("../../../assets/marks/twitch.svg"),
        SocialNetwork::Website => include_str!("../../../assets/marks/website.svg"),
    }
}

/// The mark of a network, `side` pixels wide and high.
pub(super) fn mark(network: SocialNetwork, side: u32) -> Pixels {
    match svg(drawing(network).as_bytes(), side) {
        Ok(picture) => Pixels {
            width: picture.width,
            height: picture.height,
            rgba: picture.rgba,
        },
        // The drawings are part of the program, and a test draws each; no thread to draw with is no reason to fail.
        Err(_) => Pixels::clear(side, side),
    }
}
