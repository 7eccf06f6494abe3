//! The colours of a picture, made to glow before a dark background.
//!
//! Works in OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020), where equal distances look
//! equally far apart. The pixels are grouped by k-means from a start that does not depend on chance; vivid groups count
//! more than dull ones of the same size, and those chosen must lie apart.

use super::Picture;
use super::picture::shrink;
use crate::color::Rgb;

/// The longer side at which a picture is looked at, in pixels.
const SIDE: u32 = 72;
/// How often the groups are moved to the middle of what they hold.
const ROUNDS: usize = 12;
/// Lightness of what glows before a dark background.
const GLOWING: [f32; 2] = [0.64, 0.86];
/// Chroma below which a colour is taken for grey.
const GREY: f32 = 0.025;
/// The chroma that colours are brought into: vivid, but not harsh.
const VIVID: [f32; 2] = [0.13, 0.2];

type Lab = [f32; 3];

/// `count` colours (1 to 16) of a picture, well apart, the weightiest first. A picture with fewer colours gets
/// neighbours of its own; one that is empty or grey gets pale ones.
pub fn palette(picture: &Picture, count: usize) -> Vec<Rgb> {
    let count = count.clamp(1, 16);
    let pixels = pixels(picture);
    let groups = groups(&pixels, count * 3 + 2);
    let chosen = choose(&groups, count);
    fill(chosen, count).into_iter().map(to_rgb).collect()
}

/// A group of pixels: its mean, and how many pixels there are, as a share of all.
#[derive(Clone, Copy)]
struct Group {
    mean: Lab,
    share: f32,
}

impl Group {
    /// Large and vivid comes first; what is nearly black or white hardly counts.
    fn weight(&self) -> f32 {
        let [lightness, ..] = self.mean;
        let lit = (lightness / 0.35).min(1.0) * ((1.0 - lightness) / 0.08).clamp(0.1, 1.0);
        self.share.sqrt() * (0.01 + chroma(self.mean)) * lit
    }
}

/// The opaque pixels of the picture, made small.
fn pixels(picture: &Picture) -> Vec<Lab> {
    let longer = picture.width.max(picture.height).max(1);
    let side = |length: u32| (length * SIDE.min(longer) / longer).clamp(1, length.max(1));
    let (from, to) = (
        (picture.width, picture.height),
        (side(picture.width), side(picture.height)),
    );
    if picture.rgba.len() != from.0 as usize * from.1 as usize * 4 || picture.rgba.is_empty() {
        return Vec::new();
    }
    let small = shrink(&picture.rgba, from, to);
    let opaque = small.chunks_exact(4).filter(|pixel| pixel[3] >= 128);
    opaque
        .map(|pixel| {
            let unit = |channel: usize| (f32::from(pixel[channel]) / f32::from(pixel[3])).min(1.0);
            from_srgb([unit(0), unit(1), unit(2)])
        })
        .collect()
}

/// k-means, begun with the pixel farthest from the middle and then always with that farthest from all before it.
fn groups(pixels: &[Lab], most: usize) -> Vec<Group> {
    let Some(first) = pixels.first() else {
        return Vec::new();
    };
    let mut means = vec![farthest(pixels, &[mean(pixels.iter(), *first)])];
    while means.len() < most.min(pixels.len()) {
        means.push(farthest(pixels, &means));
    }
    let mut members: Vec<usize> = Vec::new();
    for _ in 0..ROUNDS {
        members = pixels.iter().map(|pixel| nearest(*pixel, &means)).collect();
        for (index, middle) in means.iter_mut().enumerate() {
            let own = pixels.iter().zip(&members).filter(|(_, group)| **group == index);
            *middle = mean(own.map(|(pixel, _)| pixel), *middle);
        }
    }
    let size = |index: usize| members.iter().filter(|group| **group == index).count();
    let group = |(index, mean): (usize, &Lab)| Group {
        mean: *mean,
        share: size(index) as f32 / pixels.len() as f32,
    };
    means
        .iter()
        .enumerate()
        .map(group)
        .filter(|group| group.share > 0.002)
        .collect()
}

fn mean<'a>(pixels: impl Iterator<Item = &'a Lab>, otherwise: Lab) -> Lab {
    let (mut sum, mut count) = ([0.0; 3], 0.0);
    for pixel in pixels {
        sum = std::array::from_fn(|channel| sum[channel] + pixel[channel]);
        count += 1.0;
    }
    if count > 0.0 {
        sum.map(|total| total / count)
    } else {
        otherwise
    }
}

fn farthest(pixels: &[Lab], from: &[Lab]) -> Lab {
    let apart = |pixel: &Lab| {
        from.iter()
            .map(|other| distance(*pixel, *other))
            .fold(f32::MAX, f32::min)
    };
    let (mut best, mut most) = ([0.0; 3], -1.0);
    for pixel in pixels {
        let found = apart(pixel);
        if found > most {
            (best, most) = (*pixel, found);
        }
    }
    best
}

fn nearest(pixel: Lab, means: &[Lab]) -> usize {
    let mut best = (0, f32::MAX);
    for (index, mean) in means.iter().enumerate() {
        let found = distance(pixel, *mean);
        if found < best.1 {
            best = (index, found);
        }
    }
    best.0
}

/// The weightiest groups that, once they glow, lie apart; the distance that is asked for shrinks until all places are
/// taken or hardly any is left.
fn choose(groups: &[Group], count: usize) -> Vec<Lab> {
    let mut order: Vec<&Group> = groups.iter().collect();
    order.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    let vivid = order.iter().any(|group| chroma(group.mean) >= 2.0 * GREY);
    order.retain(|group| !vivid || chroma(group.mean) >= GREY);
    let mut chosen: Vec<Lab> = Vec::new();
    for apart in [0.14, 0.10, 0.07] {
        for color in order.iter().map(|group| glow(group.mean)) {
            if chosen.len() < count && chosen.iter().all(|other| distance(color, *other) >= apart) {
                chosen.push(color);
            }
        }
    }
    chosen
}

/// Light and vivid enough to glow, with the same hue.
fn glow([lightness, a, b]: Lab) -> Lab {
    let own = chroma([lightness, a, b]);
    let lightness = lightness.clamp(GLOWING[0], GLOWING[1]);
    let wanted = if own < GREY {
        own
    } else {
        own.clamp(VIVID[0], VIVID[1])
    };
    let scale = if own > 0.0 { wanted / own } else { 0.0 };
    in_gamut([lightness, a * scale, b * scale])
}

/// More colours beside those there are: turned to either side by a third of a right angle and more, now lighter, now
/// darker.
fn fill(mut colors: Vec<Lab>, count: usize) -> Vec<Lab> {
    if colors.is_empty() {
        colors.push([0.82, 0.0, -0.02]);
    }
    let own = colors.len();
    for step in 0..count.saturating_sub(own) {
        let [lightness, a, b] = colors[step % own];
        let round = step / own;
        let side = if round.is_multiple_of(2) { 1.0 } else { -1.0 };
        let away = (1 + round / 2) as f32;
        let (sin, cos) = (0.52 * side * away).sin_cos();
        // Steps that do not fit below go on from the top.
        let span = GLOWING[1] - GLOWING[0] + 0.06;
        let darker = GLOWING[0] + (lightness - GLOWING[0] - 0.08 * (round + 1) as f32).rem_euclid(span);
        colors.push(in_gamut([darker, a * cos - b * sin, a * sin + b * cos]));
    }
    colors
}

/// The same lightness and hue with as much of the chroma as sRGB has.
fn in_gamut([lightness, a, b]: Lab) -> Lab {
    let inside = |scale: f32| {
        to_linear([lightness, a * scale, b * scale])
            .iter()
            .all(|value| (-0.0005..=1.0005).contains(value))
    };
    let (mut low, mut high) = (0.0, 1.0);
    if inside(1.0) {
        return [lightness, a, b];
    }
    for _ in 0..12 {
        let middle = (low + high) / 2.0;
        if inside(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    [lightness, a * low, b * low]
}

fn chroma([_, a, b]: Lab) -> f32 {
    a.hypot(b)
}

/// Hue and chroma count more than lightness: the colours will be made equally light.
fn distance(one: Lab, other: Lab) -> f32 {
    let [lightness, a, b] = [0, 1, 2].map(|channel| one[channel] - other[channel]);
    (0.35 * lightness * lightness + a * a + b * b).sqrt()
}

fn from_srgb(color: [f32; 3]) -> Lab {
    let linear = |value: f32| {
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    let [r, g, b] = color.map(linear);
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn to_linear([lightness, a, b]: Lab) -> [f32; 3] {
    let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
    let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
    let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
}

fn to_rgb(color: Lab) -> Rgb {
    let encode = |value: f32| {
        if value <= 0.003_130_8 {
            value * 12.92
        } else {
            1.055 * value.powf(1.0 / 2.4) - 0.055
        }
    };
    let [r, g, b] = to_linear(color).map(|value| (encode(value.clamp(0.0, 1.0)) * 255.0).round() as u8);
    Rgb::new(r, g, b)
}
