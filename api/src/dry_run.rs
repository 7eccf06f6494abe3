//! What an export would come to, without rendering it: for `validateExport` and `render --dry-run`.
//!
//! Enters: a plan, the sizes of the pictures it is drawn from, and how fast exports were made. Leaves: counts, estimates,
//! and warnings of what is allowed and still hardly wanted. Nothing here reads a file.

use phonoglyph_engine::composition::Composition;
use phonoglyph_engine::export::{PlatformRules, TooLong, preset};
use phonoglyph_engine::media::VideoCodec;
use phonoglyph_engine::plan::RenderPlan;
use serde::Serialize;
use serde_json::Value;

/// Pixels a second that are drawn and encoded where nothing was measured: 1920x1080 at 30 frames/s.
const USUAL_SPEED: f64 = 1920.0 * 1080.0 * 30.0;
/// Bits for each pixel of a typical video at a constant rate factor of 18; six more halve them.
const BITS_AT_18: f64 = 0.12;
/// The same for GIF, and for PNG, which is without loss.
const GIF_BITS: f64 = 1.2;
const PNG_BITS: f64 = 6.0;
/// Share of the file that is neither picture nor sound.
const OVERHEAD: f64 = 1.01;
/// By how much a picture may be enlarged before it is worth a warning.
const ENLARGED: f64 = 1.1;

/// What an export would come to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DryRun {
    /// Frames of the video.
    pub frames: u64,
    /// Runs of frames that are encoded by themselves.
    pub segments: u64,
    /// How long the video plays, in seconds.
    pub duration_s: f64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size of the file in bytes, about.
    pub estimated_bytes: u64,
    /// The largest that its bitrates allow, in bytes; none where its picture is of constant quality whatever it takes.
    pub largest_bytes: Option<u64>,
    /// How long rendering takes, in seconds, about.
    pub estimated_s: f64,
    /// What is allowed and still hardly wanted.
    pub warnings: Vec<Warning>,
}

/// What is allowed and still hardly wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// A word for programs.
    pub code: &'static str,
    /// A sentence for people.
    pub message: String,
    /// What it is about, such as `video.width` or `layers[0].picture`.
    pub field: String,
    /// What was found.
    pub value: String,
    /// What would be better.
    pub limit: String,
}

/// A picture that a video is drawn from, and its size in pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The name by which composition or branding refer to it.
    pub name: String,
    /// Width and height.
    pub size: (u32, u32),
}

impl DryRun {
    /// Of a plan. `speed` is in pixels a second, as earlier exports were made.
    pub fn of(plan: &RenderPlan, pictures: &[Measured], speed: Option<f64>) -> Self {
        let (width, height) = plan.size();
        let seconds = plan.frame_rate().time_of(plan.frames).seconds();
        let pixels = f64::from(width) * f64::from(height) * plan.frames as f64;
        let sound = plan
            .config
            .audio()
            .map_or(0.0, |audio| f64::from(audio.bitrate_kbps) * 1000.0);
        let largest = plan.config.estimated_size(plan.duration);
        let needed = needed(plan, pixels).map(|bits| ((bits + sound * seconds) / 8.0 * OVERHEAD) as u64);
        let likely = [needed, largest].into_iter().flatten().min();
        let mut run = Self {
            frames: plan.frames,
            segments: plan.segments.len() as u64,
            duration_s: seconds,
            width,
            height,
            estimated_bytes: likely.unwrap_or_default(),
            largest_bytes: largest,
            estimated_s: pixels / speed.unwrap_or(USUAL_SPEED),
            warnings: Vec::new(),
        };
        if let Some(rules) = preset(plan.config.settings().preset).platform {
            run.against(&rules, plan);
        }
        run.sized(plan);
        run.enlarged(plan, pictures);
        run
    }

    fn warn(
        &mut self,
        code: &'static str,
        field: impl Into<String>,
        (value, limit): (impl ToString, impl ToString),
        message: String,
    ) {
        self.warnings.push(Warning {
            code,
            message,
            field: field.into(),
            value: value.to_string(),
            limit: limit.to_string(),
        });
    }

    /// Compares with what the platform asks. What it does not take at all is refused before there is a plan.
    fn against(&mut self, rules: &PlatformRules, plan: &RenderPlan) {
        let platform = rules.platform.name();
        if let Some(longest) = rules.max_duration_seconds
            && plan.config.settings().on_too_long == TooLong::Trim
            && self.duration_s + 1.0 > f64::from(longest)
        {
            let message =
                format!("{platform} takes {longest} s: the video ends there, whatever is left of the song");
            self.warn(
                "LONGER_THAN_PLATFORM",
                "onTooLong",
                (self.duration_s, longest),
                message,
            );
        }
        if let Some(kbps) = plan
            .config
            .video()
            .bitrate_kbps
            .filter(|kbps| *kbps < rules.recommended_kbps / 2)
        {
            let message = format!(
                "{kbps} kbit/s are less than half of the {} that {platform} recommends",
                rules.recommended_kbps
            );
            let found = (kbps, rules.recommended_kbps);
            self.warn("LOW_BITRATE", "video.bitrateKbps", found, message);
        }
    }

    /// Compares the size of the file with the largest that is wanted.
    fn sized(&mut self, plan: &RenderPlan) {
        let wanted = plan.config.max_file_size();
        let Some(limit) = wanted.filter(|limit| self.estimated_bytes > *limit) else {
            return;
        };
        let message = format!(
            "the file would have about {} bytes, and at most {limit} are wanted: it is encoded at a lower rate",
            self.estimated_bytes
        );
        let found = (self.estimated_bytes, limit);
        self.warn("LARGER_THAN_LIMIT", "video.bitrateKbps", found, message);
    }

    /// Compares pictures with the room they fill.
    fn enlarged(&mut self, plan: &RenderPlan, pictures: &[Measured]) {
        for (field, name, (width, height)) in rooms(plan) {
            let Some(found) = pictures.iter().find(|found| found.name == name) else {
                continue;
            };
            let by = (width / f64::from(found.size.0)).min(height / f64::from(found.size.1));
            if by > ENLARGED {
                let value = format!("{}x{}", found.size.0, found.size.1);
                let limit = format!("{width:.0}x{height:.0}");
                let message =
                    format!("{field}: a picture of {value} pixels fills {limit}, so it will look soft");
                self.warn("UPSCALED_PICTURE", field, (value, limit), message);
            }
        }
    }
}

/// Bits of a picture of constant quality; none where there is none, and its bitrate is what it takes.
fn needed(plan: &RenderPlan, pixels: f64) -> Option<f64> {
    let video = plan.config.video();
    let crf = f64::from(video.crf?);
    let usual = match video.codec {
        VideoCodec::Gif => GIF_BITS,
        VideoCodec::Png => return Some(pixels * PNG_BITS),
        _ => BITS_AT_18,
    };
    Some(pixels * usual * ((18.0 - crf) / 6.0).exp2())
}

/// Where a picture stands in the documents, its name, and the room it fills in pixels.
type Room = (String, String, (f64, f64));

/// The pictures that fill a room of known size: image and slideshow layers that are not blurred, and the watermark.
fn rooms(plan: &RenderPlan) -> Vec<Room> {
    let (width, height) = plan.size();
    let canvas = (f64::from(width), f64::from(height));
    let mut rooms = layers(&plan.composition, canvas);
    if let Some(mark) = &plan.branding.watermark {
        let wide = f64::from(mark.scale) * canvas.0;
        // Its height follows from its width.
        let room = (wide, f64::INFINITY);
        let name = mark.image_url.as_str().to_owned();
        rooms.push(("branding.watermark.imageUrl".to_owned(), name, room));
    }
    rooms
}

fn layers(composition: &Composition, (width, height): (f64, f64)) -> Vec<Room> {
    let document = composition.to_value();
    let all = document
        .get("layers")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let cover = document.get("cover").and_then(Value::as_str);
    let mut rooms = Vec::new();
    for (index, layer) in all.iter().enumerate() {
        let share = |side: &str| {
            layer
                .pointer(&format!("/place/{side}"))
                .and_then(Value::as_f64)
                .unwrap_or(1.0)
        };
        let sharp = layer.get("blur").and_then(Value::as_f64).unwrap_or(0.0) == 0.0;
        let room = (share("width") * width, share("height") * height);
        match layer.get("type").and_then(Value::as_str) {
            Some("image") if sharp => {
                let name = layer.get("picture").and_then(Value::as_str).or(cover);
                rooms.extend(name.map(|name| (format!("layers[{index}].picture"), name.to_owned(), room)));
            }
            Some("slideshow") => {
                let names = layer
                    .get("pictures")
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten();
                for (place, name) in names.filter_map(Value::as_str).enumerate() {
                    rooms.push((
                        format!("layers[{index}].pictures[{place}]"),
                        name.to_owned(),
                        room,
                    ));
                }
            }
            _ => {}
        }
    }
    rooms
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonoglyph_engine::composition::Branding;
    use phonoglyph_engine::export::{ExportRequest, PresetId};
    use phonoglyph_engine::score;
    use phonoglyph_engine::time::MediaTime;
    use std::sync::Arc;

    fn plan(request: &ExportRequest, document: &str, branding: Value, seconds: i64) -> RenderPlan {
        let song = include_bytes!("../../assets/songs/example.mid");
        RenderPlan::branded(
            Arc::new(score::parse(song).expect("a song")),
            Arc::new(Composition::from_json(document).expect("good")),
            Arc::new(Branding::from_value(branding).expect("good")),
            request.build().expect("valid"),
            Some(MediaTime::from_millis(seconds * 1000)),
        )
        .expect("it can be made")
    }

    fn codes(run: &DryRun) -> Vec<&str> {
        run.warnings.iter().map(|warning| warning.code).collect()
    }

    #[test]
    fn what_a_platform_cuts_off_is_warned_of() {
        let request = ExportRequest {
            bitrate_kbps: Some(900),
            on_too_long: TooLong::Trim,
            ..ExportRequest::preset(PresetId::TiktokVertical)
        };
        let run = DryRun::of(&plan(&request, "{}", serde_json::json!({}), 3600), &[], Some(1e9));
        assert_eq!(codes(&run), ["LONGER_THAN_PLATFORM", "LOW_BITRATE"]);
        assert_eq!((run.frames, run.segments, run.duration_s), (5400, 45, 180.0));
        assert!((run.estimated_s - 5400.0 * 1920.0 * 1080.0 / 1e9).abs() < 1e-6);
        let large = ExportRequest {
            bitrate_kbps: Some(20_000),
            crf: Some(0),
            ..ExportRequest::preset(PresetId::TiktokVertical)
        };
        let run = DryRun::of(&plan(&large, "{}", serde_json::json!({}), 170), &[], None);
        assert_eq!(codes(&run), ["LARGER_THAN_LIMIT"]);
        assert_eq!(
            run.largest_bytes,
            Some(run.estimated_bytes),
            "the bound is what it takes"
        );
        let whole = plan(
            &ExportRequest::preset(PresetId::Custom),
            "{}",
            serde_json::json!({}),
            60,
        );
        assert_eq!(codes(&DryRun::of(&whole, &[], None)), Vec::<&str>::new());
    }

    #[test]
    fn pictures_that_are_too_small_are_named() {
        let document = r#"{"cover":"c","layers":[{"type":"image"},{"type":"image","picture":"b","blur":0.5},
            {"type":"slideshow","pictures":["a","b"],"place":{"width":0.25,"height":0.25}}]}"#;
        let branding = serde_json::json!({"watermark": {"imageUrl": "m", "scale": 0.5}});
        let plan = plan(
            &ExportRequest::preset(PresetId::Youtube1080p),
            document,
            branding,
            60,
        );
        let size = |name: &str, size| Measured {
            name: name.to_owned(),
            size,
        };
        let pictures = [
            size("c", (640, 640)),
            size("a", (480, 100)),
            size("b", (480, 270)),
            size("m", (200, 50)),
        ];
        let run = DryRun::of(&plan, &pictures, None);
        let fields: Vec<_> = run
            .warnings
            .iter()
            .map(|warning| warning.field.as_str())
            .collect();
        assert_eq!(fields, ["layers[0].picture", "branding.watermark.imageUrl"]);
    }

    #[test]
    fn quality_without_a_bound_is_estimated_by_its_factor() {
        let at = |crf| {
            let request = ExportRequest {
                crf: Some(crf),
                ..ExportRequest::preset(PresetId::Custom)
            };
            DryRun::of(&plan(&request, "{}", serde_json::json!({}), 60), &[], None)
        };
        let (best, good, poor) = (at(0), at(18), at(24));
        assert_eq!(good.largest_bytes, None);
        assert!(best.estimated_bytes > good.estimated_bytes && good.estimated_bytes > poor.estimated_bytes);
    }
}
