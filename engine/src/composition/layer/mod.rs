//! The layers: what all of them have, and the table of the kinds. Each kind's parameters have a file here; what
//! draws it has a folder in `layers`.

mod background;
mod bar_lines;
mod beams;
mod chords;
mod chroma_wheel;
mod counter;
mod cover_art;
mod falling_notes;
mod image;
mod keyboard;
mod light_trails;
mod logo;
mod lyrics;
mod metaballs;
mod meters;
mod network;
mod note_names;
mod note_rings;
mod oscilloscope;
mod particles;
mod pedals;
mod piano_roll;
mod progress;
mod radial_notes;
mod radial_spectrum;
mod sine_waves;
mod slideshow;
mod smoke;
mod spectrum;
mod stereometer;
mod text;
mod title;
mod waveform;

pub use background::{Background, GradientShape};
pub use bar_lines::{Along, BarLines};
pub use beams::Beams;
pub use chords::Chords;
pub use chroma_wheel::{ChromaOrder, ChromaWheel};
pub use counter::{Counter, CounterKind};
pub use cover_art::{CoverArt, CoverStyle};
pub use falling_notes::FallingNotes;
pub use image::{Fit, Image};
pub use keyboard::Keyboard;
pub use light_trails::LightTrails;
pub use logo::{Corner, Logo};
pub use lyrics::Lyrics;
pub use metaballs::Metaballs;
pub use meters::{MeterDirection, MeterStyle, Meters};
pub use network::Network;
pub use note_names::{NamePlace, Naming, NoteNames, Spelling};
pub use note_rings::{NoteRings, RingArrangement};
pub use oscilloscope::{Oscilloscope, OscilloscopeSides};
pub use particles::{ParticleOrigin, Particles};
pub use pedals::{Orientation, PedalStyle, Pedals};
pub use piano_roll::{PianoRoll, RollMotion, RollRows};
pub use progress::{Progress, ProgressShape};
pub use radial_notes::{RadialMotion, RadialNotes};
pub use radial_spectrum::{RadialSpectrum, RadialStyle};
pub use sine_waves::{SineWaves, WaveDrive};
pub use slideshow::{Pace, Slideshow, Transition};
pub use smoke::Smoke;
pub use spectrum::{Spectrum, SpectrumGradient, SpectrumStyle};
pub use stereometer::{Stereometer, StereometerStyle};
pub use text::Text;
pub use title::Title;
pub use waveform::{Waveform, WaveformStyle, WaveformView};

use super::document::{one_of, part, tagged};
use super::keyframes::Keyframes;
use super::place::{Blend, Follow, Place, Shapes};

part! {
    /// What every layer has.
    pub struct LayerSettings {
        /// The name by which modulation finds it, unique among layers and effects; by default its type, and for the
        /// second of a type and on its type and number, such as `title2`.
        pub id: Option<String> = None, within 1..=64;
        /// Where on the canvas it is.
        pub place: Place = Place::default();
        /// Other places on canvases of some shapes.
        pub shapes: Shapes = Shapes::default();
        /// Opacity of the layer as a whole, 0 to 1.
        pub opacity: f32 = 1.0, within 0.0..=1.0;
        /// How it meets what is behind it.
        pub blend: Blend = Blend::Normal;
        /// Seconds from the start of the song until it is there; from the beginning where there is none.
        pub start: Option<f32> = None, within -60.0..=36_000.0;
        /// Seconds from the start of the song until it is gone; it stays to the end where there is none.
        pub end: Option<f32> = None, within -60.0..=36_000.0;
        /// Seconds it takes to fade in, 0 to 60.
        pub fade_in: f32 = 0.0, within 0.0..=60.0;
        /// Seconds it takes to fade out, 0 to 60.
        pub fade_out: f32 = 0.0, within 0.0..=60.0;
        /// Which notes it shows or is moved by.
        pub follow: Follow = Follow::default();
        /// Numbers that change with time.
        pub keyframes: Vec<Keyframes> = Vec::new(), within 0..=64;
        /// Whether effects pass it by.
        pub above_effects: bool = false;
    }
}

one_of! {
    /// Something a composition draws.
    pub enum LayerKind with LayerSettings {
        Background(Background),
        Beams(Beams),
        FallingNotes(FallingNotes),
        Keyboard(Keyboard),
        Image(Image),
        Slideshow(Slideshow),
        CoverArt(CoverArt),
        Logo(Logo),
        LightTrails(LightTrails),
        Metaballs(Metaballs),
        Network(Network),
        Particles(Particles),
        SineWaves(SineWaves),
        Smoke(Smoke),
        Title(Title),
        PianoRoll(PianoRoll),
        NoteRings(NoteRings),
        RadialNotes(RadialNotes),
        BarLines(BarLines),
        Pedals(Pedals),
        Waveform(Waveform),
        Oscilloscope(Oscilloscope),
        Spectrum(Spectrum),
        RadialSpectrum(RadialSpectrum),
        Stereometer(Stereometer),
        ChromaWheel(ChromaWheel),
        Meters(Meters),
        Text(Text),
        Lyrics(Lyrics),
        NoteNames(NoteNames),
        Chords(Chords),
        Counter(Counter),
        Progress(Progress),
    }
}

tagged! {
    /// One layer of a composition.
    Layer: LayerSettings + LayerKind
}

impl LayerSettings {
    /// How much of the layer is there at `seconds` from the start of the song, by its start, end and fades: 0 to 1.
    pub fn presence(&self, seconds: f64) -> f32 {
        super::presence(self.start, self.end, self.fade_in, self.fade_out, seconds)
    }
}
