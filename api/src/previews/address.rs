//! Addresses of pictures: all that a picture depends on, in words that people can read.

use super::Shape;
use phonoglyph_engine::preview::Shown;
use phonoglyph_engine::stills::{MAX_TILES, StillFormat, TILE_SIDES};
use phonoglyph_engine::time::MediaTime;
use std::collections::HashMap;
use std::fmt::{self, Display, Write};
use std::str::FromStr;

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A stored composition, as it is when the picture is fetched.
    Composition(String),
    /// A recipe that the server keeps for a while.
    Kept(String),
}

/// The address of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// What is looked at.
    pub place: Place,
    /// The video it would be.
    pub shape: Shape,
    /// What of it.
    pub shown: Shown,
    /// The file format.
    pub format: StillFormat,
    /// Tells addresses of a changed composition from those before, for caches; it has no other meaning.
    pub version: i64,
}

impl Address {
    /// Path and query, without expiry and signature.
    pub fn target(&self) -> String {
        let (folder, id) = match &self.place {
            Place::Composition(id) => ("compositions", id),
            Place::Kept(id) => ("previews", id),
        };
        let mut query = format!("preset={}&format={}", self.shape.preset, self.format);
        let nanos = |time: Option<MediaTime>| time.map(MediaTime::nanos);
        let numbers = [
            ("width", self.shape.width.map(i64::from)),
            ("height", self.shape.height.map(i64::from)),
            ("fps", self.shape.frame_rate.map(i64::from)),
            ("from", nanos(self.shape.from)),
            ("to", nanos(self.shape.to)),
            ("version", Some(self.version).filter(|version| *version != 0)),
        ];
        let mut shown = Vec::new();
        let name = match self.shown {
            Shown::Frame(at) => {
                shown.push(("time", Some(at.nanos())));
                "frame"
            }
            Shown::Strip { count, columns, side } => {
                shown.push(("count", Some(count.into())));
                shown.push(("columns", columns.map(i64::from)));
                shown.push(("side", Some(side.into())));
                "strip"
            }
        };
        for (name, value) in numbers.into_iter().chain(shown) {
            if let Some(value) = value {
                // Writing to a string cannot fail.
                let _ = write!(query, "&{name}={value}");
            }
        }
        format!("/{folder}/{id}/{name}?{query}")
    }

    /// Reads an address from what is shown of a place (`frame` or `strip`) and the query; none if it is not one that
    /// [`target`](Self::target) makes.
    pub fn read(place: Place, name: &str, query: &str) -> Option<Self> {
        let words = Words::read(query)?;
        let shown = match name {
            "frame" => Shown::Frame(MediaTime::from_nanos(words.number("time")??)),
            "strip" => Shown::Strip {
                count: words
                    .number("count")?
                    .filter(|count| (1..=MAX_TILES).contains(count))?,
                columns: words.number("columns")?,
                side: words.number("side")?.filter(|side| TILE_SIDES.contains(side))?,
            },
            _ => return None,
        };
        let time = |name| Some(words.number(name)?.map(MediaTime::from_nanos));
        let shape = Shape {
            preset: words.number("preset")??,
            width: words.number("width")?,
            height: words.number("height")?,
            frame_rate: words.number("fps")?,
            from: time("from")?,
            to: time("to")?,
        };
        Some(Self {
            place,
            shape,
            shown,
            format: words.number("format")??,
            version: words.number("version")?.unwrap_or(0),
        })
    }
}

/// The words of a query, none of which needs to be escaped.
struct Words<'a>(HashMap<&'a str, &'a str>);

impl<'a> Words<'a> {
    fn read(query: &'a str) -> Option<Self> {
        let pairs = query.split('&').map(|pair| pair.split_once('='));
        pairs.collect::<Option<_>>().map(Self)
    }

    /// A value that may be missing; none if it cannot be read.
    fn number<T: FromStr>(&self, name: &str) -> Option<Option<T>> {
        match self.0.get(name) {
            Some(text) => text.parse().ok().map(Some),
            None => Some(None),
        }
    }
}

impl Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.target())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonoglyph_engine::export::PresetId;

    fn frame() -> Address {
        Address {
            place: Place::Composition("0199-a".to_owned()),
            shape: Shape {
                width: Some(720),
                from: Some(MediaTime::from_seconds(2.5)),
                ..Shape::preset(PresetId::TiktokVertical)
            },
            shown: Shown::Frame(MediaTime::from_seconds(12.5)),
            format: StillFormat::WebP,
            version: 7,
        }
    }

    fn read_back(address: &Address) -> Option<Address> {
        let target = address.target();
        let (path, query) = target.split_once('?').expect("a query");
        let name = path.rsplit('/').next().expect("a name");
        Address::read(address.place.clone(), name, query)
    }

    #[test]
    fn addresses_read_back() {
        assert_eq!(
            frame().target(),
            "/compositions/0199-a/frame?preset=tiktok_vertical&format=webp&width=720&from=2500000000&version=7\
             &time=12500000000"
        );
        let strip = Address {
            place: Place::Kept("0199-b".to_owned()),
            shown: Shown::Strip {
                count: 12,
                columns: None,
                side: 320,
            },
            version: 0,
            ..frame()
        };
        assert!(strip.target().starts_with("/previews/0199-b/strip?"));
        for address in [frame(), strip] {
            assert_eq!(read_back(&address), Some(address));
        }
    }

    #[test]
    fn what_is_no_address_is_none() {
        let place = || Place::Kept("1".to_owned());
        let good = "preset=custom&format=png&time=0";
        assert!(Address::read(place(), "frame", good).is_some());
        for (name, query) in [
            ("frame", ""),
            ("frame", "preset=custom&format=png"),
            ("frame", "preset=custom&format=gif&time=0"),
            ("frame", "preset=betamax&format=png&time=0"),
            ("frame", "preset=custom&format=png&time=x"),
            ("film", good),
            ("strip", "preset=custom&format=png&count=0&side=320"),
            ("strip", "preset=custom&format=png&count=61&side=320"),
            ("strip", "preset=custom&format=png&count=6&side=4000"),
        ] {
            assert_eq!(Address::read(place(), name, query), None, "{name} {query}");
        }
    }
}
