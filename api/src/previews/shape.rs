//! What of an export's settings its picture depends on.

use phonoglyph_engine::export::{ExportConfig, ExportRequest, InvalidExport, PresetId};
use phonoglyph_engine::time::MediaTime;

/// The size and part of a song that is looked at; what is none is the preset's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The preset.
    pub preset: PresetId,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Frames a second.
    pub frame_rate: Option<u32>,
    /// Where in the song the video begins.
    pub from: Option<MediaTime>,
    /// Where in the song the video ends.
    pub to: Option<MediaTime>,
}

impl Shape {
    /// A preset as it is.
    #[cfg(test)]
    pub fn preset(preset: PresetId) -> Self {
        Self {
            preset,
            width: None,
            height: None,
            frame_rate: None,
            from: None,
            to: None,
        }
    }

    /// The export that has this picture.
    ///
    /// # Errors
    /// One entry for each value outside its limits.
    pub fn config(&self) -> Result<ExportConfig, InvalidExport> {
        let request = ExportRequest {
            width: self.width,
            height: self.height,
            frame_rate: self.frame_rate,
            from: self.from,
            to: self.to,
            ..ExportRequest::preset(self.preset)
        };
        request.build()
    }
}
