//! What can be made here.

use super::export_config::{AudioCodec, ExportContainer, VideoCodec};
use super::scalars::int;
use async_graphql::SimpleObject;
use phonoglyph_engine::encode::{Offer, offers};

/// What exports can be made of by this server. What its build or its machine cannot encode is left out.
#[derive(SimpleObject)]
pub struct Capabilities {
    /// The file formats, with what goes into each.
    formats: Vec<ExportFormat>,
}

/// A file format, with what goes into it. Every codec of the picture goes with every codec of the sound.
#[derive(SimpleObject)]
pub struct ExportFormat {
    /// The format.
    container: ExportContainer,
    /// Its name, and what it is for.
    description: &'static str,
    /// The usual ending of a file name, without the dot.
    extension: &'static str,
    /// The media type of the file.
    media_type: &'static str,
    /// Codecs of the picture, the usual one first.
    video_codecs: Vec<VideoCodec>,
    /// Codecs of the sound, the usual one first; none where the format has no sound.
    audio_codecs: Vec<AudioCodec>,
    /// Frames a second that it is made at.
    frame_rates: Vec<i32>,
}

impl Capabilities {
    /// What can be made here.
    pub fn here() -> Self {
        Self {
            formats: offers().into_iter().map(ExportFormat::from).collect(),
        }
    }
}

impl From<Offer> for ExportFormat {
    fn from(offer: Offer) -> Self {
        let format = offer.format;
        Self {
            container: format.container.into(),
            description: format.about,
            extension: format.extension,
            media_type: format.media_type,
            video_codecs: offer.video.into_iter().map(Into::into).collect(),
            audio_codecs: offer.audio.into_iter().map(Into::into).collect(),
            frame_rates: format.frame_rates.all().into_iter().map(int).collect(),
        }
    }
}
