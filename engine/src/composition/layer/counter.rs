//! The parameters of counters.

use crate::composition::document::{choice, part};
use crate::composition::text::{Anchor, TextStyle};

choice! {
    /// What is counted.
    pub enum CounterKind {
        /// The time since the start of the video.
        Time,
        /// The time that is left.
        Remaining,
        /// The bar.
        Bar,
        /// The beat of the bar.
        Beat,
        /// Quarter notes a minute.
        Tempo,
        /// Notes struck in the last second.
        NotesPerSecond,
        /// Notes that sound.
        Polyphony,
        /// Notes struck so far.
        NotesPlayed,
    }
}

part! {
    /// A number that changes with the music.
    pub struct Counter {
        /// What is counted.
        pub kind: CounterKind = CounterKind::Time;
        /// What is written instead of the number alone, 1 to 100 characters. `{time}`, `{remaining}`, `{total}`, `{bar}`,
        /// `{bars}`, `{beat}`, `{beats}`, `{tempo}`, `{notesPerSecond}`, `{polyphony}`, `{notesPlayed}` and `{notes}`
        /// stand for what they say.
        pub format: Option<String> = None, within 1..=100;
        /// What stands above it, up to 60 characters; null suits what is counted, an empty text is none.
        pub label: Option<String> = None, within 0..=60;
        /// Size, 0.2 to 6, where 1 suits a corner of the canvas.
        pub size: f32 = 1.0, within 0.2..=6.0;
        /// Where in its box it stands.
        pub anchor: Anchor = Anchor::Top;
        /// Free space at the edges of the box, as a share of its shorter side, 0 to 0.4.
        pub margin: f32 = 0.085, within 0.0..=0.4;
        /// How it looks.
        pub style: TextStyle = TextStyle { align: Some(crate::composition::text::TextAlign::Right), ..TextStyle::default() };
    }
}
