//! What an MP4 file tells of the samples that its encoder put before and after the sound: the edit list (ISO/IEC
//! 14496-12, 8.6.6) and Apple's `iTunSMPB`.

use std::fs::File;
use std::os::unix::fs::FileExt;

/// Boxes at the top that are looked at.
const MAX_BOXES: usize = 4096;
/// The largest index that is read, in bytes.
const MAX_INDEX: u64 = 64 << 20;
/// How deep boxes may lie in each other.
const MAX_DEPTH: usize = 8;

/// Which part of a track is heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Edit {
    /// The unit of the times below: so many in a second.
    pub timescale: u32,
    /// How long it is silent before the track begins.
    pub silence: u64,
    /// Where in the track the sound begins.
    pub start: u64,
    /// Where in the track it ends.
    pub end: Option<u64>,
}

/// The edit of a track of an MP4 file; none where the file tells of none.
pub(super) fn edit(file: &File, track: u32) -> Option<Edit> {
    let moov = movie(file)?;
    let scale = number(child(&moov, b"mvhd")?, [12, 20])?;
    let trak = children(&moov)
        .filter(|(name, _)| name == b"trak")
        .map(|(_, content)| content)
        .find(|trak| child(trak, b"tkhd").and_then(|tkhd| number(tkhd, [12, 20])) == Some(track.into()))?;
    let mdia = child(trak, b"mdia")?;
    let timescale = u32::try_from(number(child(mdia, b"mdhd")?, [12, 20])?).ok()?;
    let total = child(mdia, b"minf").and_then(|minf| child(minf, b"stbl"));
    let total = total.and_then(|stbl| child(stbl, b"stts")).and_then(duration);
    let listed = child(trak, b"edts").and_then(|edts| child(edts, b"elst"));
    let listed = listed.and_then(|elst| listed_edit(elst, timescale, scale, total));
    let told = gapless(&moov).map(|(start, length)| Edit {
        timescale,
        silence: 0,
        start,
        end: Some(start + length),
    });
    told.or(listed)
}

/// The pre-skip of an Opus track (Opus in ISOBMFF, 4.3.2), in samples at 48 kHz.
pub(super) fn pre_skip(head: &[u8]) -> u64 {
    let bytes = head.get(10..12);
    bytes.map_or(0, |bytes| u16::from_be_bytes([bytes[0], bytes[1]]).into())
}

/// The content of the movie box.
fn movie(file: &File) -> Option<Vec<u8>> {
    let size = file.metadata().ok()?.len();
    let mut at = 0;
    for _ in 0..MAX_BOXES {
        let mut header = [0; 16];
        file.read_exact_at(&mut header[..8], at).ok()?;
        let (own, whole) = match u32::from_be_bytes([header[0], header[1], header[2], header[3]]) {
            0 => (8, size - at),
            1 => {
                file.read_exact_at(&mut header[8..], at + 8).ok()?;
                (16, wide(&header, 8)?)
            }
            whole => (8, whole.into()),
        };
        if &header[4..8] == b"moov" {
            let length = whole.checked_sub(own).filter(|length| *length <= MAX_INDEX)?;
            let mut content = vec![0; usize::try_from(length.min(size - at - own)).ok()?];
            file.read_exact_at(&mut content, at + own).ok()?;
            return Some(content);
        }
        at = at.checked_add(whole.max(own))?;
        if at >= size {
            return None;
        }
    }
    None
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let word = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([word[0], word[1], word[2], word[3]]))
}

fn wide(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from(word(bytes, at)?) << 32 | u64::from(word(bytes, at + 4)?))
}

/// A 32-bit field of a full box, whose place depends on its version.
fn number(content: &[u8], at: [usize; 2]) -> Option<u64> {
    let version = usize::from(*content.first()? == 1);
    word(content, at[version]).map(u64::from)
}

/// The boxes in a box: name and content.
fn children(content: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut left = content;
    std::iter::from_fn(move || {
        let size = word(left, 0)? as usize;
        let name: [u8; 4] = left.get(4..8)?.try_into().ok()?;
        let inside = left.get(8..size)?;
        left = &left[size..];
        Some((name, inside))
    })
}

fn child<'a>(content: &'a [u8], wanted: &[u8; 4]) -> Option<&'a [u8]> {
    children(content)
        .find(|(name, _)| name == wanted)
        .map(|(_, content)| content)
}

/// The duration of all samples together (`stts`, 8.6.1.2); none where there are none, as in a fragmented file.
fn duration(stts: &[u8]) -> Option<u64> {
    let entries = stts.get(8..)?.chunks_exact(8);
    let total = entries.fold(0_u64, |total, entry| {
        let value = |at| word(entry, at).map_or(0, u64::from);
        total.saturating_add(value(0).saturating_mul(value(4)))
    });
    (total > 0).then_some(total)
}

/// The first stretch of an edit list. `scale` is the unit of its durations, `total` the length of the track.
fn listed_edit(elst: &[u8], timescale: u32, scale: u64, total: Option<u64>) -> Option<Edit> {
    let wide_fields = *elst.first()? == 1;
    let size = if wide_fields { 20 } else { 12 };
    let to_media = |time: u64| (u128::from(time) * u128::from(timescale) / u128::from(scale.max(1))) as u64;
    let mut edit = Edit {
        timescale,
        ..Edit::default()
    };
    let entries: Vec<&[u8]> = elst.get(8..)?.chunks_exact(size).collect();
    for entry in &entries {
        let (length, start) = if wide_fields {
            (wide(entry, 0)?, wide(entry, 8)? as i64)
        } else {
            (word(entry, 0)?.into(), i64::from(word(entry, 4)? as i32))
        };
        let Ok(start) = u64::try_from(start) else {
            // An empty edit: nothing is heard for so long.
            edit.silence = edit.silence.saturating_add(to_media(length));
            continue;
        };
        edit.start = start;
        // Durations count in a coarser unit than the track's: the last of its samples decides where they agree.
        let end = start.saturating_add(to_media(length));
        let slack = u64::from(timescale) / scale.max(1) + 1;
        let whole = length == 0 || entries.len() > 1 && edit.silence == 0;
        edit.end = match total {
            Some(total) if whole || end + slack >= total => Some(total),
            None if whole => None,
            _ => Some(end),
        };
        return Some(edit);
    }
    None
}

/// Samples before the sound, and samples of it, by the tag that Apple's encoders leave.
fn gapless(moov: &[u8]) -> Option<(u64, u64)> {
    let text = tag(moov, 0)?;
    let text = std::str::from_utf8(text).ok()?;
    let numbers: Vec<u64> = text
        .split_whitespace()
        .map(|word| u64::from_str_radix(word, 16))
        .collect::<Result<_, _>>()
        .ok()?;
    match numbers[..] {
        [_, delay, _, length, ..] if delay <= 1 << 16 && length > 0 => Some((delay, length)),
        _ => None,
    }
}

/// The value of `iTunSMPB`, wherever it lies: `udta/meta/ilst/----`.
fn tag(content: &[u8], depth: usize) -> Option<&[u8]> {
    if depth > MAX_DEPTH {
        return None;
    }
    children(content).find_map(|(name, inside)| match &name {
        b"udta" | b"ilst" => tag(inside, depth + 1),
        // A full box in MP4 and a plain one in QuickTime.
        b"meta" => inside
            .get(4..)
            .and_then(|full| tag(full, depth + 1))
            .or_else(|| tag(inside, depth + 1)),
        b"----" => (child(inside, b"name")?.get(4..)? == b"iTunSMPB")
            .then(|| child(inside, b"data").and_then(|data| data.get(8..)))
            .flatten(),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(length: u32, start: i32) -> Vec<u8> {
        [
            length.to_be_bytes(),
            start.to_be_bytes(),
            0x0001_0000_u32.to_be_bytes(),
        ]
        .concat()
    }

    fn listed(entries: &[(u32, i32)], total: Option<u64>) -> Option<Edit> {
        let mut elst = vec![0; 8];
        entries
            .iter()
            .for_each(|(length, start)| elst.extend(entry(*length, *start)));
        listed_edit(&elst, 44_100, 1000, total)
    }

    #[test]
    fn the_last_sample_decides_where_a_coarse_unit_agrees() {
        let edit = listed(&[(2500, 1024)], Some(111_274)).expect("an edit");
        assert_eq!((edit.start, edit.end, edit.silence), (1024, Some(111_274), 0));
        let cut = listed(&[(1000, 1024)], Some(111_274)).expect("an edit");
        assert_eq!(cut.end, Some(1024 + 44_100), "the rest is cut away");
        let late = listed(&[(500, -1), (2500, 1024)], Some(111_274)).expect("an edit");
        assert_eq!((late.silence, late.end), (22_050, Some(111_274)));
        assert_eq!(listed(&[(0, 1024)], None).expect("an edit").end, None);
        assert_eq!(listed(&[], Some(5)), None);
    }

    #[test]
    fn apples_tag_is_read_and_hostile_ones_are_not() {
        let smpb = |text: &str| {
            let boxed = |name: &[u8; 4], content: Vec<u8>| {
                let mut all = (content.len() as u32 + 8).to_be_bytes().to_vec();
                all.extend(name);
                all.extend(content);
                all
            };
            let name = boxed(b"name", [&[0; 4][..], b"iTunSMPB"].concat());
            let data = boxed(b"data", [&[0; 8][..], text.as_bytes()].concat());
            let ilst = boxed(b"ilst", boxed(b"----", [name, data].concat()));
            boxed(b"udta", boxed(b"meta", [vec![0; 4], ilst].concat()))
        };
        let told = smpb(" 00000000 00000840 000001CA 00000000003F31F6 00000000");
        assert_eq!(gapless(&told), Some((0x840, 0x3F_31F6)));
        assert_eq!(gapless(&smpb("FFFFFFFFFFFFFFFFFF 1 2 3")), None);
        assert_eq!(gapless(&smpb("0 7FFFFFFF 0 5")), None);
        for length in 0..told.len() {
            assert_eq!(gapless(&told[..length]), None);
        }
    }
}
