//! Pure: a score, a composition and an export config become a [`RenderPlan`], which says all there is to do.
//!
//! Nothing here reads a file or a clock: the same three give the same plan, and the same plan gives the same
//! picture for the same frame, whoever draws it.

mod fingerprint;
mod segment;
#[cfg(test)]
mod tests;

pub use fingerprint::Fingerprint;
pub use segment::{GOP_SECONDS, Segment, gop_frames};

use crate::composition::{Branding, Composition};
use crate::export::{AudioSettings, ExportConfig, TooLong};
use crate::media::Metadata;
use crate::score::Score;
use crate::time::{FrameIndex, FrameRate, MediaTime};
use std::sync::Arc;

/// How long the picture goes on after the last event of a score that has no recording, so that notes ring out.
pub const RING_OUT: MediaTime = MediaTime::from_millis(2_000);

/// A point in time, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// From the start of the song.
    pub song: f64,
    /// From the start of the video.
    pub video: f64,
}

/// Why there is nothing to render.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// `from` lies at or after the end of the song.
    #[error("from is {from}: it must be before the end of the song, at {end}")]
    StartsAfterEnd {
        /// Where the video should begin.
        from: MediaTime,
        /// Where the song ends.
        end: MediaTime,
    },
    /// The sound would still rise when it begins to fall.
    #[error(
        "audio.fadeIn and audio.fadeOut are {fades} together: they must be at most the video's {duration}"
    )]
    FadesTooLong {
        /// Both fades together.
        fades: MediaTime,
        /// How long the video would be.
        duration: MediaTime,
    },
    /// The video would be longer than the platform of its preset takes.
    #[error(
        "the video would last {duration}: at most {limit} are taken by the platform of {preset}; choose a part with from \
         and to, or have it trimmed with onTooLong"
    )]
    TooLongForPlatform {
        /// How long the video would be.
        duration: MediaTime,
        /// The longest that the platform takes.
        limit: MediaTime,
        /// The preset.
        preset: &'static str,
    },
    /// The video would be longer than any export may be.
    #[error("the song lasts {duration}: at most {limit} can be rendered; choose a part with from and to")]
    TooLong {
        /// How long the video would be.
        duration: MediaTime,
        /// The longest allowed.
        limit: MediaTime,
    },
}

/// All that is to be drawn, encoded and joined for one video.
#[derive(Clone, Debug)]
pub struct RenderPlan {
    /// The music.
    pub score: Arc<Score>,
    /// What to draw.
    pub composition: Arc<Composition>,
    /// Whose video it is; drawn over what the composition draws.
    pub branding: Arc<Branding>,
    /// How to export.
    pub config: ExportConfig,
    /// The time in the song that frame 0 shows.
    pub start: MediaTime,
    /// How much of the song there is to render: where the end card begins, if there is one.
    pub song: MediaTime,
    /// How much there is to render with the end card; the picture covers it and may reach less than a frame past it.
    pub duration: MediaTime,
    /// How many frames the video has.
    pub frames: u64,
    /// The runs of frames that are encoded by themselves, in order, without gaps.
    pub segments: Vec<Segment>,
    /// What the file says about itself.
    pub metadata: Metadata,
    /// The name of this picture: equal for equal plans.
    pub fingerprint: Fingerprint,
}

impl RenderPlan {
    /// Plans a video without branding.
    ///
    /// # Errors
    /// See [`branded`](Self::branded).
    pub fn new(
        score: Arc<Score>,
        composition: Arc<Composition>,
        config: ExportConfig,
        recording: Option<MediaTime>,
    ) -> Result<Self, PlanError> {
        Self::branded(score, composition, Arc::default(), config, recording)
    }

    /// Plans a video. An end card makes it longer.
    ///
    /// `recording` is the duration of the uploaded track, if there is one: the song is then as long as the longer
    /// of the two.
    ///
    /// # Errors
    /// See [`PlanError`].
    pub fn branded(
        score: Arc<Score>,
        composition: Arc<Composition>,
        branding: Arc<Branding>,
        config: ExportConfig,
        recording: Option<MediaTime>,
    ) -> Result<Self, PlanError> {
        let end = recording.map_or(score.duration + RING_OUT, |recording| {
            recording.max(score.duration)
        });
        let (start, song) = stretch(&config, end)?;
        let song = fitted(&config, song, card(&branding))?;
        let duration = song + card(&branding);
        check(&config, song, duration)?;
        let frames = config.frame_rate().frames_covering(duration);
        let segments = segment::cut(frames, config.frame_rate());
        let metadata = Metadata {
            title: said(composition.title.as_deref().or(score.title())),
            artist: said(composition.artist.as_deref()),
            comment: said(config.settings().comment.as_deref()),
            ..Metadata::default()
        };
        let fingerprint = Fingerprint::of(&score, &composition, &branding, &config, duration);
        Ok(Self {
            score,
            composition,
            branding,
            config,
            start,
            song,
            duration,
            frames,
            segments,
            metadata,
            fingerprint,
        })
    }

    /// The time in the song that frame `index` shows.
    pub fn time_of(&self, index: FrameIndex) -> MediaTime {
        self.start + self.frame_rate().time_of(index)
    }

    /// The moment that frame `index` shows.
    pub fn moment(&self, index: FrameIndex) -> Moment {
        Moment {
            song: self.time_of(index).seconds(),
            video: self.frame_rate().time_of(index).seconds(),
        }
    }

    /// Frames a second.
    pub fn frame_rate(&self) -> FrameRate {
        self.config.frame_rate()
    }

    /// How the sound is exported, if there is any: under an end card it fades out from the card's first moment to the
    /// end of the last frame, or longer where the config says so.
    pub fn audio(&self) -> Option<AudioSettings> {
        let settings = self.config.audio()?.clone();
        if self.branding.end_card.is_none() {
            return Some(settings);
        }
        let card = self.frame_rate().time_of(self.frames) - self.song;
        Some(AudioSettings {
            fade_out: settings.fade_out.max(card),
            ..settings
        })
    }

    /// Width and height of the picture in pixels.
    pub fn size(&self) -> (u32, u32) {
        (self.config.video().width, self.config.video().height)
    }
}

/// Where in the song the video begins, and how long it is.
fn stretch(config: &ExportConfig, end: MediaTime) -> Result<(MediaTime, MediaTime), PlanError> {
    let from = config.settings().from.unwrap_or_default();
    if from >= end && from > MediaTime::ZERO {
        return Err(PlanError::StartsAfterEnd { from, end });
    }
    let to = config.settings().to.map_or(end, |to| to.min(end));
    let duration = to - from;
    Ok((from, duration))
}

/// Text that says something.
fn said(text: Option<&str>) -> Option<String> {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map(str::to_owned)
}

/// How much of the song there is where the platform bounds the video, whose end the card is.
fn fitted(config: &ExportConfig, song: MediaTime, card: MediaTime) -> Result<MediaTime, PlanError> {
    let Some(limit) = config.max_duration().filter(|limit| song + card > *limit) else {
        return Ok(song);
    };
    let frame = MediaTime::from_ticks(1, config.frame_rate().num);
    match config.settings().on_too_long {
        TooLong::Trim if card + frame <= limit => Ok(limit - card),
        TooLong::Trim | TooLong::Error => Err(PlanError::TooLongForPlatform {
            duration: song + card,
            limit,
            preset: config.settings().preset.key(),
        }),
    }
}

/// How long the end card is there.
fn card(branding: &Branding) -> MediaTime {
    let card = branding.end_card.as_ref();
    card.map_or(MediaTime::ZERO, |card| {
        MediaTime::from_seconds(f64::from(card.duration))
    })
}

/// Checks that a video of this length can be made.
fn check(config: &ExportConfig, song: MediaTime, duration: MediaTime) -> Result<(), PlanError> {
    let limit = crate::export::MAX_DURATION;
    if duration > limit {
        return Err(PlanError::TooLong { duration, limit });
    }
    let fades = config
        .audio()
        .map(|audio| audio.fade_in + audio.fade_out.max(duration - song));
    if let Some(fades) = fades.filter(|fades| *fades > duration) {
        return Err(PlanError::FadesTooLong { fades, duration });
    }
    Ok(())
}
