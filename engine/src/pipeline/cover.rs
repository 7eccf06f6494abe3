//! The cover of the song as the file carries it.

use crate::media::Cover;
use crate::plan::RenderPlan;
use crate::supplies::Supplies;
use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use std::sync::Arc;

/// The longest side of a cover, in pixels: what players show.
const SIDE: u32 = 600;
/// Quality of the JPEG, 1 to 100.
const QUALITY: u8 = 88;

/// The plan, with its cover among what the file says about itself.
pub(super) fn on(plan: &Arc<RenderPlan>, supplies: &Supplies) -> Arc<RenderPlan> {
    let Some(cover) = of(plan, supplies) else {
        return Arc::clone(plan);
    };
    let mut plan = (**plan).clone();
    plan.metadata.cover = Some(cover);
    Arc::new(plan)
}

/// The composition's cover as a JPEG, before black where it is transparent; none where there is none.
fn of(plan: &RenderPlan, supplies: &Supplies) -> Option<Cover> {
    let reference = plan.composition.cover.as_ref()?;
    let picture = supplies.material.picture(reference.as_str())?.within(SIDE);
    let (pixels, _) = picture.rgba.as_chunks::<4>();
    let rgb: Vec<u8> = pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
    // A video is not given up for want of its cover.
    encoder
        .encode(&rgb, picture.width, picture.height, ExtendedColorType::Rgb8)
        .ok()?;
    Some(Cover { png: false, bytes })
}
