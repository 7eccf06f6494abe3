//! Chains become shaders: each effect is a function of the picture before it, and a pass evaluates the last of them.
//!
//! Warps, and what is done to single colours, cost no pass of their own whatever their order. An effect that needs the
//! picture around a pixel (a blur) reads the picture before it into a small texture, at a fraction of the pixels.

use super::stage::{Reading, Stage, Texture};
use std::fmt::Write;
use std::ops::Range;

/// The most samples of the picture that one pass may take for a pixel.
pub(super) const MOST_SAMPLES: u32 = 9;
/// The most textures that one pass may have besides the picture.
const MOST_TEXTURES: usize = 10;
/// The binding of an effect's texture is this and its index.
pub(super) const TEXTURES: u32 = 5;

/// An effect in a chain.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// Its index in the composition.
    pub index: usize,
    pub stage: Stage,
}

/// What a pass draws.
#[derive(Clone, Copy, Debug)]
pub(super) enum Output<'a> {
    /// The whole picture.
    Picture,
    /// What an effect reads of it.
    Source(&'a Link, Reading),
}

/// Which effects share a pass: runs of links, in order, none of them empty.
pub(super) fn passes(links: &[Link]) -> Vec<Range<usize>> {
    let mut passes = Vec::new();
    let (mut begin, mut samples, mut textures) = (0, 1, 0);
    for (at, link) in links.iter().enumerate() {
        let stage = &link.stage;
        let own = (
            if stage.splits { 3 } else { 1 },
            usize::from(stage.texture.is_some()),
        );
        if samples * own.0 > MOST_SAMPLES || textures + own.1 > MOST_TEXTURES {
            passes.push(begin..at);
            (begin, samples, textures) = (at, 1, 0);
        }
        samples = if stage.replaces { 1 } else { samples * own.0 };
        textures += own.1;
    }
    if begin < links.len() {
        passes.push(begin..links.len());
    }
    passes
}

/// Whether these links, and any of them alone, share one pass.
pub(super) fn fits(links: &[Link]) -> bool {
    let splits = links.iter().filter(|link| link.stage.splits).count() as u32;
    let textures = links.iter().filter(|link| link.stage.texture.is_some()).count();
    3_u32.pow(splits) <= MOST_SAMPLES && textures <= MOST_TEXTURES
}

/// The shader of a pass over the effects of `links`.
pub(super) fn shader(links: &[Link], output: Output<'_>) -> String {
    let mut text = String::from(include_str!("common.wgsl"));
    let mut known: Vec<&str> = Vec::new();
    let own = match output {
        Output::Source(link, _) => Some(link),
        Output::Picture => None,
    };
    for link in links.iter().chain(own) {
        if !known.contains(&link.stage.name) {
            known.push(link.stage.name);
            text.push_str(link.stage.source);
        }
    }
    for link in links {
        texture(&mut text, link);
    }
    // Writing to a string cannot fail.
    let _ = base(&mut text, links, output);
    for (at, link) in links.iter().enumerate() {
        let _ = function(&mut text, at, link);
    }
    let _ = match output {
        Output::Picture => picture(&mut text, links.len()),
        Output::Source(link, reading) => source(&mut text, links.len(), link, reading),
    };
    text
}

fn texture(text: &mut String, link: &Link) {
    let Some(texture) = link.stage.texture else {
        return;
    };
    let (binding, index) = (TEXTURES + link.index as u32, link.index);
    let ty = match texture {
        Texture::Flat => "texture_2d",
        Texture::Cube => "texture_3d",
    };
    let _ = writeln!(
        text,
        "@group(0) @binding({binding}) var texture_{index}: {ty}<f32>;"
    );
}

/// The picture before the first effect: single pixels where nothing moves them.
fn base(text: &mut String, links: &[Link], output: Output<'_>) -> std::fmt::Result {
    let moves = links.iter().any(|link| link.stage.warps || link.stage.splits);
    let color = match output {
        Output::Picture if !moves => "textureSampleLevel(picture, exact, at * chain.texel, 0.0)",
        _ if moves => "textureSampleLevel(picture, clamped, mirrored(at) * chain.texel, 0.0)",
        // Inside the picture it is the same, and cheaper.
        _ => "textureSampleLevel(picture, clamped, at * chain.texel, 0.0)",
    };
    writeln!(text, "fn picture_0(at: vec2f) -> vec4f {{ return {color}; }}")
}

/// The picture after an effect, from the picture before it.
fn function(text: &mut String, at: usize, link: &Link) -> std::fmt::Result {
    let Link { index, stage } = link;
    let name = stage.name;
    let texture = stage
        .texture
        .map_or(String::new(), |_| format!(", texture_{index}"));
    writeln!(text, "fn picture_{}(at: vec2f) -> vec4f {{", at + 1)?;
    writeln!(text, "    let v = chain.effects[{index}];")?;
    if stage.replaces {
        return writeln!(text, "    return {name}_replace(at, v{texture});\n}}");
    }
    let from = if stage.warps {
        format!("{name}_warp(at, v)")
    } else {
        "at".to_owned()
    };
    writeln!(text, "    let place = {from};")?;
    writeln!(text, "    var color = picture_{at}(place);")?;
    if stage.splits {
        writeln!(text, "    let apart = {name}_split(at, v);")?;
        writeln!(text, "    color.r = picture_{at}(place + apart).r;")?;
        writeln!(text, "    color.b = picture_{at}(place - apart).b;")?;
    }
    if stage.colors {
        writeln!(text, "    color = {name}_color(color, at, v{texture});")?;
    }
    writeln!(text, "    return color;\n}}")
}

fn picture(text: &mut String, last: usize) -> std::fmt::Result {
    writeln!(
        text,
        "@fragment fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {{\n\
         \x20   return picture_{last}(position.xy);\n}}"
    )
}

/// The mean of a square of the picture, as many pixels wide as one of the source covers.
fn source(text: &mut String, last: usize, link: &Link, reading: Reading) -> std::fmt::Result {
    let Reading { taps, filtered, .. } = reading;
    writeln!(
        text,
        "@fragment fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {{\n\
         \x20   let v = chain.effects[{}];\n\
         \x20   let at = position.xy * v.d.w;\n\
         \x20   var color = vec4f(0.0);",
        link.index
    )?;
    let offset = |tap: u32| (f64::from(tap) + 0.5) / f64::from(taps) - 0.5;
    for tap in 0..taps * taps {
        let (x, y) = (offset(tap % taps), offset(tap / taps));
        writeln!(
            text,
            "    color += picture_{last}(at + vec2f({x:?}, {y:?}) * v.d.w);"
        )?;
    }
    writeln!(text, "    color /= {:?};", f64::from(taps * taps))?;
    if filtered {
        writeln!(text, "    color = {}_source(color, at, v);", link.stage.name)?;
    }
    writeln!(text, "    return color;\n}}")
}
