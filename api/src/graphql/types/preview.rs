//! Pictures of videos that are not rendered yet.

use super::export_config::ExportPresetId;
use super::scalars::DateTime;
use crate::graphql::error::{Problem, Result, WrongField};
use crate::links::SignedLink;
use crate::previews::Shape;
use async_graphql::{Enum, InputObject, Object};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use phonoglyph_engine::export::InvalidExport;
use phonoglyph_engine::preview::Still;
use phonoglyph_engine::stills::{GAP, SheetLayout, StillFormat};
use phonoglyph_engine::time::MediaTime;
use std::sync::Arc;

/// The file format of a picture.
#[derive(Clone, Copy, Default, PartialEq, Eq, Enum)]
#[graphql(remote = "StillFormat")]
pub enum PreviewFormat {
    /// PNG: exact, and read by every program.
    #[default]
    Png,
    /// WebP without loss: exact, and smaller.
    #[graphql(name = "WEBP")]
    WebP,
    /// JPEG of quality 90: the smallest.
    Jpeg,
}

/// The shape of a video that is looked at; what is left out is the preset's.
#[derive(Default, InputObject)]
pub struct PreviewShapeInput {
    /// The preset to begin from.
    #[graphql(default_with = "ExportPresetId::Youtube1080p")]
    pub preset: ExportPresetId,
    /// Width in pixels: even, 128 to 3840.
    pub width: Option<i32>,
    /// Height in pixels: even, 128 to 3840; at most 3840x2160 pixels in all, either way round.
    pub height: Option<i32>,
    /// Frames a second: 24, 30 or 60.
    pub frame_rate: Option<i32>,
}

impl PreviewShapeInput {
    /// The shape that is asked for, of so much of the song in seconds.
    pub fn build(self, from: Option<f64>, to: Option<f64>) -> Result<Shape> {
        let mut wrong = Vec::new();
        let mut whole = |name: &str, value: Option<i32>| {
            let value = value?;
            let whole = u32::try_from(value).ok();
            if whole.is_none() {
                let limit = "a whole number from 0 on";
                wrong.push(WrongField::new(format!("input.{name}"), value, limit));
            }
            whole
        };
        let shape = Shape {
            preset: self.preset.into(),
            width: whole("width", self.width),
            height: whole("height", self.height),
            frame_rate: whole("frameRate", self.frame_rate),
            from: from.map(MediaTime::from_seconds),
            to: to.map(MediaTime::from_seconds),
        };
        if let Err(InvalidExport(fields)) = shape.config() {
            let name = |field: &'static str| format!("input.{}", field.trim_start_matches("video."));
            wrong.extend(
                fields
                    .into_iter()
                    .map(|e| WrongField::new(name(e.field), e.value, e.limit)),
            );
        }
        match wrong.is_empty() {
            true => Ok(shape),
            false => Err(Problem::Input(wrong)),
        }
    }
}

/// One frame.
pub struct PreviewFrame(pub Picture);

/// Several frames side by side.
pub struct PreviewStrip(pub Picture);

/// A drawn picture and where it is.
pub struct Picture {
    /// The picture.
    pub still: Arc<Still>,
    /// Its address.
    pub link: SignedLink,
}

impl Picture {
    fn data(&self) -> String {
        STANDARD.encode(&self.still.bytes)
    }

    fn width(&self) -> i32 {
        i32::try_from(self.still.size.0).unwrap_or(i32::MAX)
    }

    fn height(&self) -> i32 {
        i32::try_from(self.still.size.1).unwrap_or(i32::MAX)
    }

    /// A measure of a contact sheet.
    fn layout(&self, measure: impl FnOnce(&SheetLayout) -> u32) -> i32 {
        let value = self.still.layout.as_ref().map_or(0, measure);
        i32::try_from(value).unwrap_or(i32::MAX)
    }

    fn times(&self) -> Vec<f64> {
        self.still.times.iter().map(|time| time.seconds()).collect()
    }
}

/// One frame of a video that need not be rendered.
#[Object]
impl PreviewFrame {
    /// Where the picture is, fit for the `src` of an `<img>`. Of a stored composition it shows what that is when the
    /// address is fetched.
    async fn url(&self) -> &str {
        &self.0.link.url
    }

    /// Until when `url` is good.
    async fn url_expires_at(&self) -> DateTime {
        self.0.link.expires_at.into()
    }

    /// The file itself, in base64.
    async fn data(&self) -> String {
        self.0.data()
    }

    /// The media type of the file.
    async fn media_type(&self) -> &str {
        self.0.still.format.media_type()
    }

    /// Width in pixels.
    async fn width(&self) -> i32 {
        self.0.width()
    }

    /// Height in pixels.
    async fn height(&self) -> i32 {
        self.0.height()
    }

    /// When the frame is shown, in seconds from the start of the video: at or before the time that was asked for.
    async fn time(&self) -> f64 {
        self.0.times().first().copied().unwrap_or_default()
    }
}

/// Frames from the whole of a video, side by side in one picture: row by row, from the left to the right.
#[Object]
impl PreviewStrip {
    /// Where the picture is, fit for the `src` of an `<img>`. Of a stored composition it shows what that is when the
    /// address is fetched.
    async fn url(&self) -> &str {
        &self.0.link.url
    }

    /// Until when `url` is good.
    async fn url_expires_at(&self) -> DateTime {
        self.0.link.expires_at.into()
    }

    /// The file itself, in base64.
    async fn data(&self) -> String {
        self.0.data()
    }

    /// The media type of the file.
    async fn media_type(&self) -> &str {
        self.0.still.format.media_type()
    }

    /// Width in pixels.
    async fn width(&self) -> i32 {
        self.0.width()
    }

    /// Height in pixels.
    async fn height(&self) -> i32 {
        self.0.height()
    }

    /// When each frame is shown, in seconds from the start of the video.
    async fn times(&self) -> Vec<f64> {
        self.0.times()
    }

    /// Frames in a row.
    async fn columns(&self) -> i32 {
        self.0.layout(|layout| layout.columns)
    }

    /// Rows; the last may be shorter.
    async fn rows(&self) -> i32 {
        self.0.layout(|layout| layout.rows)
    }

    /// Width of each frame in pixels.
    async fn frame_width(&self) -> i32 {
        self.0.layout(|layout| layout.tile.0)
    }

    /// Height of each frame in pixels.
    async fn frame_height(&self) -> i32 {
        self.0.layout(|layout| layout.tile.1)
    }

    /// Pixels between two frames, and around all of them.
    async fn gap(&self) -> i32 {
        self.0.layout(|_| GAP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonoglyph_engine::export::PresetId;

    #[test]
    fn a_shape_is_a_presets_with_changes() {
        let shape = PreviewShapeInput::default().build(None, Some(4.0)).expect("good");
        let wanted = Shape {
            to: Some(MediaTime::from_seconds(4.0)),
            ..Shape::preset(PresetId::Youtube1080p)
        };
        assert_eq!(shape, wanted);
    }

    #[test]
    fn every_wrong_value_is_named_where_it_stands() {
        let input = PreviewShapeInput {
            width: Some(-4),
            height: Some(33),
            frame_rate: Some(25),
            ..PreviewShapeInput::default()
        };
        let Err(Problem::Input(fields)) = input.build(Some(-1.0), None) else {
            unreachable!("nothing of it is right");
        };
        let names: Vec<_> = fields.iter().map(|wrong| wrong.field.as_str()).collect();
        assert_eq!(
            names,
            ["input.width", "input.height", "input.frameRate", "input.from"]
        );
    }
}
