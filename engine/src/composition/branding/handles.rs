//! Networks, and the names under which they know people.

use crate::composition::document::part;
use std::fmt::Write;

part! {
    /// The names under which networks know whose video it is, up to 60 characters each. They are shown in this order.
    pub struct Handles {
        /// On YouTube, such as `@yourmusic`.
        pub youtube: Option<String> = None, within 1..=60;
        /// On Instagram.
        pub instagram: Option<String> = None, within 1..=60;
        /// On TikTok.
        pub tiktok: Option<String> = None, within 1..=60;
        /// On X, which was Twitter.
        pub twitter: Option<String> = None, within 1..=60;
        /// On Facebook.
        pub facebook: Option<String> = None, within 1..=60;
        /// On Spotify.
        pub spotify: Option<String> = None, within 1..=60;
        /// On SoundCloud.
        pub soundcloud: Option<String> = None, within 1..=60;
        /// On Bandcamp.
        pub bandcamp: Option<String> = None, within 1..=60;
        /// On Twitch.
        pub twitch: Option<String> = None, within 1..=60;
        /// A website of their own, such as `example.com`.
        pub website: Option<String> = None, within 1..=60;
    }
}

/// A network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are known by these names")]
pub enum SocialNetwork {
    Youtube,
    Instagram,
    Tiktok,
    Twitter,
    Facebook,
    Spotify,
    Soundcloud,
    Bandcamp,
    Twitch,
    Website,
}

impl Handles {
    /// The handles that there are.
    pub fn given(&self) -> impl Iterator<Item = (SocialNetwork, &str)> {
        let all = [
            (SocialNetwork::Youtube, &self.youtube),
            (SocialNetwork::Instagram, &self.instagram),
            (SocialNetwork::Tiktok, &self.tiktok),
            (SocialNetwork::Twitter, &self.twitter),
            (SocialNetwork::Facebook, &self.facebook),
            (SocialNetwork::Spotify, &self.spotify),
            (SocialNetwork::Soundcloud, &self.soundcloud),
            (SocialNetwork::Bandcamp, &self.bandcamp),
            (SocialNetwork::Twitch, &self.twitch),
            (SocialNetwork::Website, &self.website),
        ];
        all.into_iter().filter_map(|(network, name)| {
            let name = name.as_deref()?.trim();
            (!name.is_empty()).then_some((network, name))
        })
    }
}

impl SocialNetwork {
    /// The address of the page that belongs to a handle. A handle that is an address is taken as it is.
    pub fn address(self, handle: &str) -> String {
        if handle.starts_with("https://") || handle.starts_with("http://") {
            return handle.to_owned();
        }
        let name = escaped(handle.trim_start_matches('@'));
        match self {
            Self::Youtube => format!("https://www.youtube.com/@{name}"),
            Self::Instagram => format!("https://www.instagram.com/{name}"),
            Self::Tiktok => format!("https://www.tiktok.com/@{name}"),
            Self::Twitter => format!("https://x.com/{name}"),
            Self::Facebook => format!("https://www.facebook.com/{name}"),
            Self::Spotify => format!("https://open.spotify.com/search/{name}"),
            Self::Soundcloud => format!("https://soundcloud.com/{name}"),
            Self::Bandcamp => format!("https://{name}.bandcamp.com"),
            Self::Twitch => format!("https://www.twitch.tv/{name}"),
            Self::Website => format!("https://{}", handle.trim_start_matches('@')),
        }
    }
}

/// A part of a path (RFC 3986, section 2): all but unreserved characters as `%` and two digits for each byte.
fn escaped(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}
