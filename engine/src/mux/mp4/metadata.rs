//! What a file says about itself: a list of items as iTunes introduced it in MP4; in QuickTime texts as user data, and the
//! cover under its key among the metadata (QuickTime File Format, "QuickTime Metadata").

use super::boxes::boxed;
use super::flavour::Flavour;
use crate::media::{Cover, Metadata};

/// Kinds of values in the list of items (QuickTime File Format, "Well-known types").
const UTF8: u32 = 1;
const JPEG: u32 = 13;
const PNG: u32 = 14;
/// The key of the cover in QuickTime's metadata.
const ARTWORK: &[u8] = b"com.apple.quicktime.artwork";
/// No language, packed as ISO/IEC 14496-12, 8.4.2.3 does it.
const UNDETERMINED: u16 = 0x55C4;
/// The longest text: its length takes 16 bits in QuickTime.
const LONGEST: usize = 4000;
/// From 1904, where these files begin to count, to 1970.
const EPOCH: i64 = 2_082_844_800;

/// The user data of the movie, and its metadata; empty where there is nothing to say.
pub(super) fn user_data(metadata: &Metadata, flavour: Flavour) -> Vec<u8> {
    let texts = [
        (b"\xA9nam", &metadata.title),
        (b"\xA9ART", &metadata.artist),
        (b"\xA9cmt", &metadata.comment),
    ];
    let texts = texts
        .into_iter()
        .filter_map(|(kind, text)| Some((kind, shortened(text.as_deref()?))));
    let cover = metadata.cover.as_ref();
    match flavour {
        Flavour::QuickTime => {
            let texts: Vec<u8> = texts.flat_map(|(kind, text)| user_text(kind, text)).collect();
            let texts = parent(b"udta", texts);
            [texts, cover.map(artwork).unwrap_or_default()].concat()
        }
        Flavour::Mp4 => {
            let texts = texts.map(|(kind, text)| item(kind, UTF8, text.as_bytes()));
            let cover = cover.map(|cover| item(b"covr", format(cover), &cover.bytes));
            let items = parent(b"ilst", texts.chain(cover).flatten().collect());
            if items.is_empty() {
                return items;
            }
            let handler = boxed(b"hdlr", &[&[0; 8], b"mdirappl", &[0; 9]]);
            boxed(b"udta", &[&boxed(b"meta", &[&[0; 4], &handler, &items])])
        }
    }
}

/// A box of these boxes; nothing where there are none.
fn parent(kind: &[u8; 4], children: Vec<u8>) -> Vec<u8> {
    if children.is_empty() {
        children
    } else {
        boxed(kind, &[&children])
    }
}

fn format(cover: &Cover) -> u32 {
    if cover.png { PNG } else { JPEG }
}

/// The metadata of a QuickTime file: the list of its keys, which is one, and the value of the first.
fn artwork(cover: &Cover) -> Vec<u8> {
    let handler = boxed(b"hdlr", &[&[0; 8], b"mdta", &[0; 13]]);
    let first = 1_u32.to_be_bytes();
    let keys = boxed(b"keys", &[&[0; 4], &first, &boxed(b"mdta", &[ARTWORK])]);
    let value = item(&first, format(cover), &cover.bytes);
    boxed(b"meta", &[&handler, &keys, &boxed(b"ilst", &[&value])])
}

/// The time the file was asked for, as these files count it.
pub(super) fn creation_time(metadata: &Metadata) -> u64 {
    let since = metadata.created.map(|created| created.saturating_add(EPOCH));
    since.and_then(|since| u64::try_from(since).ok()).unwrap_or(0)
}

fn item(kind: &[u8; 4], format: u32, value: &[u8]) -> Vec<u8> {
    boxed(kind, &[&boxed(b"data", &[&format.to_be_bytes(), &[0; 4], value])])
}

fn user_text(kind: &[u8; 4], text: &str) -> Vec<u8> {
    let length = (text.len() as u16).to_be_bytes();
    boxed(kind, &[&length, &UNDETERMINED.to_be_bytes(), text.as_bytes()])
}

fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_where_there_is_nothing_to_say() {
        let nothing = Metadata::default();
        assert!(user_data(&nothing, Flavour::Mp4).is_empty());
        assert_eq!(creation_time(&nothing), 0);
    }

    #[test]
    fn texts_stand_in_both_flavours() {
        let metadata = Metadata {
            title: Some("Evening".to_owned()),
            created: Some(0),
            ..Metadata::default()
        };
        for flavour in [Flavour::Mp4, Flavour::QuickTime] {
            let data = user_data(&metadata, flavour);
            assert!(data.windows(7).any(|found| found == b"Evening"), "{flavour:?}");
        }
        assert_eq!(creation_time(&metadata), EPOCH as u64);
        assert_eq!(shortened(&"ä".repeat(3000)).len(), 4000);
    }
}
