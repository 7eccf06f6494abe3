//! Where on the canvas a layer is, in every shape of canvas.

use super::document::{choice, part};

part! {
    /// Where a layer is, relative to the canvas, so that one composition serves every shape and size.
    pub struct Place {
        /// The middle from the left, in widths of the canvas, -1 to 2.
        pub x: f32 = 0.5, within -1.0..=2.0;
        /// The middle from the top, in heights of the canvas, -1 to 2.
        pub y: f32 = 0.5, within -1.0..=2.0;
        /// Width in widths of the canvas, 0.01 to 4.
        pub width: f32 = 1.0, within 0.01..=4.0;
        /// Height in heights of the canvas, 0.01 to 4.
        pub height: f32 = 1.0, within 0.01..=4.0;
        /// Degrees clockwise around the middle, -3600 to 3600.
        pub rotation: f32 = 0.0, within -3600.0..=3600.0;
        /// Whether the layer is drawn at all.
        pub visible: bool = true;
    }
}

part! {
    /// Other places of a layer on canvases of some shapes.
    pub struct Shapes {
        /// On a canvas wider than 6:5, such as 16:9.
        pub landscape: Option<Place> = None;
        /// On a canvas between 6:5 and 9:10, such as 1:1.
        pub square: Option<Place> = None;
        /// On a canvas between 9:10 and 2:3, such as 4:5.
        pub portrait: Option<Place> = None;
        /// On a canvas narrower than 2:3, such as 9:16.
        pub tall: Option<Place> = None;
    }
}

/// The shape of a canvas, by width over height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// Wider than 6:5.
    Landscape,
    /// Between 6:5 and 9:10.
    Square,
    /// Between 9:10 and 2:3.
    Portrait,
    /// Narrower than 2:3.
    Tall,
}

impl Aspect {
    /// The shape of a canvas of `size`, in pixels.
    pub fn of((width, height): (u32, u32)) -> Self {
        let ratio = f64::from(width) / f64::from(height.max(1));
        match ratio {
            _ if ratio > 1.2 => Self::Landscape,
            _ if ratio > 0.9 => Self::Square,
            _ if ratio > 0.66 => Self::Portrait,
            _ => Self::Tall,
        }
    }
}

impl Shapes {
    /// The other place on canvases of this shape, if there is one.
    pub fn on(&self, aspect: Aspect) -> Option<&Place> {
        match aspect {
            Aspect::Landscape => self.landscape.as_ref(),
            Aspect::Square => self.square.as_ref(),
            Aspect::Portrait => self.portrait.as_ref(),
            Aspect::Tall => self.tall.as_ref(),
        }
    }
}

choice! {
    /// How a layer meets what is behind it (W3C Compositing and Blending Level 1).
    pub enum Blend {
        /// It covers what is behind.
        Normal,
        /// Its light is added.
        Add,
        /// It darkens what is behind, as two slides in one projector.
        Multiply,
        /// It lightens what is behind, as two projectors on one screen.
        Screen,
        /// It darkens what is dark and lightens what is light.
        Overlay,
    }
}

part! {
    /// Which notes a layer shows or is moved by; all where nothing is said.
    pub struct Follow {
        /// Tracks, counted from 0 as in the file; all where there is none.
        pub tracks: Vec<u32> = Vec::new(), within 0..=256;
        /// MIDI channels, counted from 0, drums are 9; all where there is none.
        pub channels: Vec<u32> = Vec::new(), within 0..=16;
        /// The lowest MIDI key, 0 to 127.
        pub low_key: u32 = 0, within 0..=127;
        /// The highest MIDI key, 0 to 127.
        pub high_key: u32 = 127, within 0..=127;
    }
}

impl Follow {
    /// Whether a note of this track, channel and key is among them.
    pub fn takes(&self, track: u16, channel: u8, key: u8) -> bool {
        let among = |list: &[u32], number: u32| list.is_empty() || list.contains(&number);
        among(&self.tracks, u32::from(track))
            && among(&self.channels, u32::from(channel))
            && (self.low_key..=self.high_key).contains(&u32::from(key))
    }

    /// Whether all notes are among them.
    pub fn takes_all(&self) -> bool {
        *self == Self::default()
    }
}
