//! The parameters of note names.

use crate::composition::document::{choice, part};
use crate::composition::text::TextStyle;

choice! {
    /// Where the names of notes are.
    pub enum NamePlace {
        /// On the falling notes, at their lower ends.
        Notes,
        /// Above the keys, where they rise and fade from when notes strike.
        Struck,
        /// On the keys that are held.
        Keys,
    }
}

choice! {
    /// How black keys are called.
    pub enum Spelling {
        /// As the key signature has it.
        KeySignature,
        /// With sharps.
        Sharps,
        /// With flats.
        Flats,
    }
}

choice! {
    /// How notes are called.
    pub enum Naming {
        /// C D E F G A B.
        English,
        /// C D E F G A H, with Fis and Es.
        German,
        /// Do Re Mi Fa Sol La Si.
        Solfege,
    }
}

part! {
    /// The names of the notes that are played.
    pub struct NoteNames {
        /// Where they are.
        pub on: NamePlace = NamePlace::Notes;
        /// How black keys are called.
        pub spelling: Spelling = Spelling::KeySignature;
        /// How notes are called.
        pub naming: Naming = Naming::English;
        /// Whether the octave is named too; middle C is C4.
        pub octave: bool = false;
        /// Size, 0.3 to 3, where 1 suits the keys.
        pub size: f32 = 1.0, within 0.3..=3.0;
        /// How they look.
        pub style: TextStyle = TextStyle { shadow: 0.5, shadow_blur: 0.22, ..TextStyle::default() };
    }
}
