//! The names of lanes, on one picture as high as the box.

use super::rows::Rows;
use crate::layers::card::Pixels;
use crate::layers::layout::Layout;
use crate::layers::song::Song;
use crate::score::Score;
use crate::text::{Fit, Fonts, Shadow, Split, Style, set};

/// Height of the letters in units, and the most of a lane's height they take.
const SIZE: (f32, f32) = (21.0, 0.42);
/// Letters that nobody could read are not drawn, in pixels.
const SMALLEST: f32 = 6.0;
/// Free space on the left, in shares of the width.
const MARGIN: f32 = 0.022;
/// The widest name, in shares of the width.
const WIDEST: f32 = 0.2;
/// Families of programs, eight each, after General MIDI level 1.
const FAMILIES: [&str; 16] = [
    "Piano",
    "Bells",
    "Organ",
    "Guitar",
    "Bass",
    "Strings",
    "Ensemble",
    "Brass",
    "Reeds",
    "Flutes",
    "Lead",
    "Pad",
    "Texture",
    "Plucked",
    "Percussion",
    "Effects",
];

/// The names and where the upper left corner of their picture belongs, in pixels; none where none can be read.
pub(super) fn names(
    rows: &Rows,
    song: &Song,
    score: &Score,
    layout: &Layout,
    shadow: f32,
) -> Option<(Pixels, [f32; 2])> {
    let height = rows.lanes.first().map(|lane| lane.edges.1 - lane.edges.0)?;
    let size = (SIZE.0 * layout.unit).min(height * SIZE.1);
    if size < SMALLEST {
        return None;
    }
    let width = layout.width * WIDEST;
    let mut pixels = Pixels::new(width.ceil() as u32, layout.height as u32);
    let mut fonts = Fonts::bundled();
    let style = Style {
        size,
        shadow: Some(Shadow {
            blur: size * 0.35,
            offset: [0.0, size * 0.06],
            opacity: shadow,
        }),
        fit: Some(Fit {
            width: width - size,
            height: size * 1.3,
            smallest: size * 0.6,
        }),
        ..Style::default()
    };
    let voices = song
        .voices()
        .iter()
        .map(|voice| name(score, voice.track, voice.channel));
    let names = voices.chain(rows.drums.then(|| "Drums".to_owned()));
    for (lane, name) in rows.lanes.iter().zip(names) {
        let set = set(&mut fonts, &name, &style);
        // At the top of the lane, where melodies seldom are.
        let top = lane.edges.0 + (height * 0.08).min(size * 0.4);
        let drawing = set.draw(&mut fonts, Split::Whole);
        pixels.put(&drawing, [(size * 0.5) as i32, top.round() as i32]);
    }
    Some((pixels, [(layout.width * MARGIN).round(), 0.0]))
}

/// The name of a voice: that of its track if it has the track for itself, else its family of instruments.
fn name(score: &Score, track: u16, channel: u8) -> String {
    let data = score.tracks.get(usize::from(track));
    let own = data.filter(|data| data.channels.len() < 2);
    let named = own.and_then(|data| data.name.as_deref()).map(str::trim);
    if let Some(name) = named.filter(|name| !name.is_empty()) {
        return name.to_owned();
    }
    if channel == 9 {
        return "Drums".to_owned();
    }
    program(score, track, channel).map_or_else(
        || format!("Channel {}", channel + 1),
        |program| FAMILIES[usize::from(program / 8 % 16)].to_owned(),
    )
}

/// The first program that a voice chooses.
fn program(score: &Score, track: u16, channel: u8) -> Option<u8> {
    use crate::score::ControlKind;
    score.controls.iter().find_map(|control| match control.kind {
        ControlKind::Program(program) if control.channel == channel && control.track == track => {
            Some(program)
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{Control, ControlKind, Track};
    use crate::time::MediaTime;

    #[test]
    fn a_lane_is_named_by_its_track_or_its_instrument() {
        let track = |name: &str, channels: &[u8]| Track {
            name: Some(name.to_owned()),
            channels: channels.to_vec(),
            ..Track::default()
        };
        let control = Control {
            time: MediaTime::ZERO,
            track: 1,
            channel: 3,
            kind: ControlKind::Program(42),
        };
        let score = Score {
            tracks: vec![track(" Violino I ", &[0]), track("all", &[3, 4, 9])],
            controls: vec![control],
            ..Score::default()
        };
        let names =
            [(0, 0), (1, 3), (1, 4), (1, 9), (7, 15)].map(|(track, channel)| name(&score, track, channel));
        assert_eq!(
            names,
            ["Violino I", "Strings", "Channel 5", "Drums", "Channel 16"]
        );
    }
}
