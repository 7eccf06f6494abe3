//! The marks of networks.

use super::pixels::Pixels;
use crate::composition::Network;
use crate::material::svg;

/// The drawing of a network's mark.
fn drawing(network: Network) -> &'static str {
    match network {
        Network::Youtube => include_str!("../../../assets/marks/youtube.svg"),
        Network::Instagram => include_str!("../../../assets/marks/instagram.svg"),
        Network::Tiktok => include_str!("../../../assets/marks/tiktok.svg"),
        Network::Twitter => include_str!("../../../assets/marks/twitter.svg"),
        Network::Facebook => include_str!("../../../assets/marks/facebook.svg"),
        Network::Spotify => include_str!("../../../assets/marks/spotify.svg"),
        Network::Soundcloud => include_str!("../../../assets/marks/soundcloud.svg"),
        Network::Bandcamp => include_str!("../../../assets/marks/bandcamp.svg"),
        Network::Twitch => include_str!("../../../assets/marks/twitch.svg"),
        Network::Website => include_str!("../../../assets/marks/website.svg"),
    }
}

/// The mark of a network, `side` pixels wide and high.
pub(super) fn mark(network: Network, side: u32) -> Pixels {
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
