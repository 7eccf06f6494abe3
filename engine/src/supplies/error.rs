//! Why something cannot be had.

use crate::audio::AudioError;
use crate::composition::Referred;
use crate::material::MaterialError;

/// Why supplies cannot be gathered.
#[derive(Debug, thiserror::Error)]
pub enum SupplyError {
    /// What the composition refers to is nowhere.
    #[error("{path} is {name:?}: there is no such file")]
    Missing {
        /// Where in the composition.
        path: String,
        /// The reference.
        name: String,
    },
    /// What the composition refers to cannot be used.
    #[error("{path} is {name:?}: it cannot be used")]
    Material {
        /// Where in the composition.
        path: String,
        /// The reference.
        name: String,
        /// Why.
        #[source]
        cause: MaterialError,
    },
    /// A sound cannot be analysed.
    #[error("{what} cannot be analysed")]
    Sound {
        /// Which.
        what: String,
        /// Why.
        #[source]
        cause: AudioError,
    },
    /// Told to stop.
    #[error("the work was stopped")]
    Stopped,
}

impl SupplyError {
    pub(super) fn missing(referred: &Referred) -> Self {
        Self::Missing {
            path: referred.path.clone(),
            name: referred.name.clone(),
        }
    }

    pub(super) fn material(referred: &Referred, cause: MaterialError) -> Self {
        Self::Material {
            path: referred.path.clone(),
            name: referred.name.clone(),
            cause,
        }
    }

    pub(super) fn sound(stem: Option<&str>, cause: AudioError) -> Self {
        match (cause, stem) {
            (AudioError::Stopped, _) => Self::Stopped,
            (cause, Some(stem)) => Self::Sound {
                what: format!("the stem {stem:?}"),
                cause,
            },
            (cause, None) => Self::Sound {
                what: "the sound".to_owned(),
                cause,
            },
        }
    }

    /// Whether the same may succeed later, such as when the disk was full.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Sound { cause, .. } => matches!(cause, AudioError::Scratch(_)),
            Self::Missing { .. } | Self::Material { .. } | Self::Stopped => false,
        }
    }
}
