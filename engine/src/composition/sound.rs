//! What is heard: the recording of the whole song, its stems, and the song itself as the synthesizer plays it.

use super::document::part;
use super::{Composition, SoundFontReference, SoundReference};

part! {
    /// How the recording of the whole song is heard.
    pub struct RecordingMix {
        /// How much later than the song it begins, in seconds. One in which the music begins 0.54 s late takes -0.54,
        /// which leaves out its first 0.54 s; `suggestAlignment` finds it.
        pub offset: f32 = 0.0, within -3600.0..=3600.0;
        /// How much louder it is, in dB.
        pub gain: f32 = 0.0, within -60.0..=24.0;
        /// Whether it is left out.
        pub mute: bool = false;
    }
}

part! {
    /// How the song is heard as the synthesizer plays it.
    pub struct ScoreMix {
        /// Whether it is heard; null where nothing else is.
        pub mix: Option<bool> = None;
        /// How much louder it is, in dB.
        pub gain: f32 = 0.0, within -60.0..=24.0;
        /// The voice of the synthesizer; null is the one that comes with the program.
        pub sound_font: Option<SoundFontReference> = None;
    }
}

part! {
    /// What is heard, how loud and when.
    pub struct SoundMix {
        /// The recording of the whole song.
        pub recording: RecordingMix = RecordingMix::default();
        /// The song itself.
        pub score: ScoreMix = ScoreMix::default();
    }
}

part! {
    /// One of several recordings that make up the sound, such as the drums alone.
    pub struct Stem {
        /// The name by which layers and modulation listen to it.
        pub name: String = String::new(), within 1..=64;
        /// The recording.
        pub sound: SoundReference = SoundReference::default();
        /// How much later than the song it begins, in seconds.
        pub offset: f32 = 0.0, within -3600.0..=3600.0;
        /// How much louder it is, in dB.
        pub gain: f32 = 0.0, within -60.0..=24.0;
        /// Whether it is left out of what is heard; null where there is a recording of the whole song. Pictures follow
        /// it also then.
        pub mute: Option<bool> = None;
    }
}

/// What of a composition is heard.
#[derive(Clone, Debug, PartialEq)]
pub struct Audible<'a> {
    /// How the recording of the whole song is heard, if it is.
    pub recording: Option<&'a RecordingMix>,
    /// The stems that are heard.
    pub stems: Vec<&'a Stem>,
    /// How the song is heard as the synthesizer plays it, if it is.
    pub score: Option<&'a ScoreMix>,
}

impl Composition {
    /// What is heard, where there is a `recording` of the whole song or not.
    pub fn audible(&self, recording: bool) -> Audible<'_> {
        let mix = &self.sound;
        let heard = (recording && !mix.recording.mute).then_some(&mix.recording);
        let stems: Vec<_> = self
            .stems
            .iter()
            .filter(|stem| !stem.mute.unwrap_or(recording))
            .collect();
        let alone = heard.is_none() && stems.is_empty();
        Audible {
            recording: heard,
            stems,
            score: mix.score.mix.unwrap_or(alone).then_some(&mix.score),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether recording and score are heard, and which stems.
    fn heard(json: &str, recording: bool) -> (bool, bool, Vec<String>) {
        let composition = Composition::from_json(json).expect(json);
        let audible = composition.audible(recording);
        let stems = audible.stems.iter().map(|stem| stem.name.clone());
        (
            audible.recording.is_some(),
            audible.score.is_some(),
            stems.collect(),
        )
    }

    #[test]
    fn something_is_heard_unless_it_is_told_not_to() {
        let stems = r#"{"stems":[{"name":"a","sound":"1"},{"name":"b","sound":"2","mute":true}]}"#;
        assert_eq!(heard("{}", true), (true, false, vec![]));
        assert_eq!(heard("{}", false), (false, true, vec![]));
        assert_eq!(heard(stems, false), (false, false, vec!["a".to_owned()]));
        assert_eq!(
            heard(stems, true),
            (true, false, vec![]),
            "the pictures alone follow them"
        );
        let both = r#"{"stems":[{"name":"a","sound":"1","mute":false}],"sound":{"score":{"mix":true}}}"#;
        assert_eq!(heard(both, true), (true, true, vec!["a".to_owned()]));
        let muted = r#"{"sound":{"recording":{"mute":true}}}"#;
        assert_eq!(heard(muted, true), (false, true, vec![]));
        let silent = r#"{"sound":{"recording":{"mute":true},"score":{"mix":false}}}"#;
        assert_eq!(heard(silent, true), (false, false, vec![]));
    }

    #[test]
    fn limits_are_told() {
        let wrong = Composition::from_json(r#"{"sound":{"recording":{"offset":1e9,"gain":99}}}"#);
        let text = wrong.expect_err("too much").to_string();
        assert!(
            text.contains("sound.recording.offset") && text.contains("from -60 to 24"),
            "{text}"
        );
    }
}
