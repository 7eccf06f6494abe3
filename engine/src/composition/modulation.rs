//! Numbers that move with the music.

use super::document::{choice, one_of, part, tagged};

choice! {
    /// What a modulation does with the value it finds.
    pub enum Mode {
        /// It is added.
        Add,
        /// The value is multiplied by it.
        Multiply,
        /// It takes the value's place.
        Replace,
    }
}

choice! {
    /// How input becomes output between threshold and full strength.
    pub enum Curve {
        /// Straight.
        Linear,
        /// Weak input counts for less.
        Square,
        /// Weak input counts for more.
        Root,
        /// Soft at both ends.
        Smooth,
        /// All or nothing.
        Switch,
    }
}

choice! {
    /// A part of what is heard.
    pub enum Band {
        /// 20 to 140 Hz.
        Bass,
        /// 140 to 400 Hz.
        LowMid,
        /// 400 to 2000 Hz.
        Mid,
        /// 2000 to 6000 Hz.
        HighMid,
        /// 6000 to 16000 Hz.
        Treble,
    }
}

part! {
    /// Notes that begin: 1 at each onset.
    pub struct NoteOnSource {
        /// Which tracks, counted from 0; all where there is none.
        pub tracks: Vec<u32> = Vec::new(), within 0..=256;
        /// Which MIDI channels, counted from 0; all where there is none.
        pub channels: Vec<u32> = Vec::new(), within 0..=16;
        /// The lowest MIDI key, 0 to 127.
        pub low_key: u32 = 0, within 0..=127;
        /// The highest MIDI key, 0 to 127.
        pub high_key: u32 = 127, within 0..=127;
        /// How much the velocity counts, 0 (all onsets are equal) to 1.
        pub velocity: f32 = 0.7, within 0.0..=1.0;
    }
}

part! {
    /// The velocity of the loudest note that sounds, 0 to 1.
    pub struct VelocitySource {
        /// Which tracks, counted from 0; all where there is none.
        pub tracks: Vec<u32> = Vec::new(), within 0..=256;
        /// Which MIDI channels, counted from 0; all where there is none.
        pub channels: Vec<u32> = Vec::new(), within 0..=16;
        /// The lowest MIDI key, 0 to 127.
        pub low_key: u32 = 0, within 0..=127;
        /// The highest MIDI key, 0 to 127.
        pub high_key: u32 = 127, within 0..=127;
    }
}

part! {
    /// How many notes begin in a second, against `full`.
    pub struct DensitySource {
        /// Which tracks, counted from 0; all where there is none.
        pub tracks: Vec<u32> = Vec::new(), within 0..=256;
        /// Which MIDI channels, counted from 0; all where there is none.
        pub channels: Vec<u32> = Vec::new(), within 0..=16;
        /// Notes in a second that make 1, 1 to 1000.
        pub full: f32 = 12.0, within 1.0..=1000.0;
    }
}

part! {
    /// A MIDI controller, 0 to 1.
    pub struct ControllerSource {
        /// Its number, 0 to 127; 1 is modulation, 11 is expression.
        pub number: u32 = 1, within 0..=127;
        /// Which MIDI channels, counted from 0; all where there is none.
        pub channels: Vec<u32> = Vec::new(), within 0..=16;
    }
}

part! {
    /// Pitch bend: 0 lowest, 0.5 not bent, 1 highest.
    pub struct BendSource {
        /// Which MIDI channels, counted from 0; all where there is none.
        pub channels: Vec<u32> = Vec::new(), within 0..=16;
    }
}

part! {
    /// The sustain pedal: 1 while it is down.
    pub struct PedalSource {
        /// Which MIDI channels, counted from 0; all where there is none.
        pub channels: Vec<u32> = Vec::new(), within 0..=16;
    }
}

part! {
    /// The beats of the real tempo and metre: 1 on each, falling to 0 before the next.
    pub struct BeatSource {
        /// Only every so many beats, 1 to 64.
        pub every: u32 = 1, within 1..=64;
    }
}

part! {
    /// The bars of the real tempo and metre: 0 at the start of each, rising to 1 at its end.
    pub struct BarSource {
        /// Over so many bars, 1 to 64.
        pub every: u32 = 1, within 1..=64;
    }
}

part! {
    /// The tempo, against the range from `low` to `high`.
    pub struct TempoSource {
        /// Beats a minute that make 0, 20 to 400.
        pub low: f32 = 60.0, within 20.0..=400.0;
        /// Beats a minute that make 1, 20 to 400.
        pub high: f32 = 180.0, within 20.0..=400.0;
    }
}

part! {
    /// A slow wave, 0 to 1, in step with the beat.
    pub struct WaveSource {
        /// Beats for one turn, 0.25 to 256.
        pub beats: f32 = 4.0, within 0.25..=256.0;
        /// Where in its turn it begins, 0 to 1.
        pub phase: f32 = 0.0, within 0.0..=1.0;
    }
}

part! {
    /// The loudness of the sound, 0 to 1.
    pub struct LoudnessSource {
        /// Of which stem; of the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
    }
}

part! {
    /// The strength of a part of the spectrum, 0 to 1.
    pub struct BandSource {
        /// Which part.
        pub band: Band = Band::Bass;
        /// Of which stem; of the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
    }
}

part! {
    /// Onsets in the sound: 1 at a strong one.
    pub struct OnsetSource {
        /// Of which stem; of the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
    }
}

part! {
    /// The centroid of the spectrum: 0 dark, 1 bright.
    pub struct CentroidSource {
        /// Of which stem; of the whole sound where there is none.
        pub stem: Option<String> = None, within 1..=64;
    }
}

one_of! {
    /// What moves a number.
    pub enum Source {
        NoteOn(NoteOnSource),
        Velocity(VelocitySource),
        Density(DensitySource),
        Controller(ControllerSource),
        Bend(BendSource),
        Pedal(PedalSource),
        Beat(BeatSource),
        Bar(BarSource),
        Tempo(TempoSource),
        Wave(WaveSource),
        Loudness(LoudnessSource),
        Band(BandSource),
        Onset(OnsetSource),
        Centroid(CentroidSource),
    }
}

tagged!(Source);

part! {
    /// A number that moves with the music.
    pub struct Modulation {
        /// Which number: the name of a layer or effect, a point, and one of its numbers, such as `fallingNotes.glow`,
        /// `title.opacity`, `coverArt.place.width` or `bloom.strength`.
        pub target: String = String::new(), within 3..=200;
        /// What moves it.
        pub source: Source = Source::default();
        /// What of the source makes 0, -10 to 10.
        pub threshold: f32 = 0.0, within -10.0..=10.0;
        /// What the source is multiplied by after that, 0 to 100.
        pub gain: f32 = 1.0, within 0.0..=100.0;
        /// Seconds to rise to a higher value, 0 to 10.
        pub attack: f32 = 0.0, within 0.0..=10.0;
        /// Seconds to fall to a lower value, 0 to 30.
        pub decay: f32 = 0.2, within 0.0..=30.0;
        /// How input becomes output.
        pub curve: Curve = Curve::Linear;
        /// What 0 becomes.
        pub from: f32 = 0.0;
        /// What 1 becomes.
        pub to: f32 = 1.0;
        /// What is done with it.
        pub mode: Mode = Mode::Add;
    }
}

impl Modulation {
    /// The position among these parts of the one that is moved, and the name of its number. Names may hold points:
    /// the longest that fits counts.
    pub fn names<'a>(&'a self, parts: &[String]) -> Option<(usize, &'a str)> {
        let fits = parts.iter().enumerate().filter_map(|(index, name)| {
            let parameter = self.target.strip_prefix(name.as_str())?.strip_prefix('.')?;
            Some((index, name.len(), parameter))
        });
        let (index, _, parameter) = fits.max_by_key(|(_, length, _)| *length)?;
        Some((index, parameter))
    }
}
