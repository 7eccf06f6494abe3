//! The table of formats, without what this build on this machine cannot encode.

use super::{Support, available};
use crate::export::{ExportConfig, FORMATS, FieldError, Format, InvalidExport, listed};
use crate::media::{AudioCodec, VideoCodec};

/// A container with the codecs that can be made into it here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The container's row of the table.
    pub format: &'static Format,
    /// Codecs of the picture, the usual one first.
    pub video: Vec<VideoCodec>,
    /// Codecs of the sound, the usual one first; none where it has no sound.
    pub audio: Vec<AudioCodec>,
}

/// What can be made here; a container for which there is no codec of the picture is left out.
pub fn offers() -> Vec<Offer> {
    let offer = |format: &'static Format| Offer {
        format,
        video: kept(format.video, |codec| available().video(codec).missing.is_none()),
        audio: kept(format.audio, |codec| available().audio(codec).missing.is_none()),
    };
    let offers = FORMATS.iter().map(offer);
    offers.filter(|offer| !offer.video.is_empty()).collect()
}

fn kept<C: Copy>(codecs: &[C], here: impl Fn(C) -> bool) -> Vec<C> {
    codecs.iter().copied().filter(|codec| here(*codec)).collect()
}

/// Checks that an export can be encoded here.
///
/// # Errors
/// One entry for each codec that is missing, with why, and what could be made instead.
pub fn check(config: &ExportConfig) -> Result<(), InvalidExport> {
    let format = config.container().format();
    let mut wrong = Vec::new();
    let codec = config.video().codec;
    let others = kept(format.video, |codec| available().video(codec).missing.is_none());
    let others = listed(others.iter().map(|codec| codec.key()));
    wrong.extend(missing(
        "video.codec",
        codec.key(),
        available().video(codec),
        &others,
    ));
    if let Some(audio) = config.audio() {
        let others = kept(format.audio, |codec| available().audio(codec).missing.is_none());
        let others = listed(others.iter().map(|codec| codec.key()));
        let support = available().audio(audio.codec);
        wrong.extend(missing("audio.codec", audio.codec.key(), support, &others));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(InvalidExport(wrong))
    }
}

fn missing<C>(field: &'static str, key: &str, support: &Support<C>, others: &str) -> Option<FieldError> {
    let reason = support.missing.as_deref()?;
    let instead = if others.is_empty() {
        "another format".to_owned()
    } else {
        others.to_owned()
    };
    Some(FieldError {
        field,
        value: key.to_owned(),
        limit: format!(
            "{instead}: there is no encoder for {} here ({reason})",
            support.name
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{ExportRequest, PresetId};

    #[test]
    fn what_is_offered_can_be_encoded_and_nothing_else() {
        for offer in offers() {
            for codec in offer.format.video {
                let here = available().video(*codec).missing.is_none();
                assert_eq!(offer.video.contains(codec), here, "{codec:?}");
                let request = ExportRequest {
                    container: Some(offer.format.container),
                    video_codec: Some(*codec),
                    sound: Some(false),
                    ..ExportRequest::preset(PresetId::Custom)
                };
                let config = request.build().expect("they go together");
                assert_eq!(check(&config).is_ok(), here, "{codec:?}");
            }
        }
    }
}
