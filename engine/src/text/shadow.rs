//! Soft shadows.

use super::raster::Plane;
use super::style::Shadow;

/// How dark the tight core and the wide part are for the coverage they are blurred from.
const STRENGTHS: (f32, f32) = (0.75, 1.15);
/// The width of the core in widths of the shadow.
const CORE: f32 = 1.0 / 7.0;
/// The coverage at which the shadow is as dark as it gets.
const FULL: f32 = 0.72;

/// Pixels that the shadow reaches beyond the shape, to the left, upwards, to the right and downwards.
pub(super) fn reach(shadow: &Shadow) -> [i32; 4] {
    let blur = 3 * radius(shadow.blur) as i32;
    let [right, down] = shadow.offset.map(|pixels| pixels.round() as i32);
    [blur - right, blur - down, blur + right, blur + down].map(|pixels| pixels.max(0))
}

/// The shadow of a shape.
pub(super) fn cast(shape: &Plane, shadow: &Shadow) -> Plane {
    let moved = moved(shape, shadow.offset.map(|pixels| pixels.round() as i32));
    let core = blur(&moved, radius(shadow.blur * CORE));
    let wide = blur(&moved, radius(shadow.blur));
    let dark = |(&core, &wide): (&u8, &u8)| {
        let dark = f32::from(core) * STRENGTHS.0 + f32::from(wide) * STRENGTHS.1;
        (dark.min(FULL * 255.0) * (shadow.opacity / FULL)) as u8
    };
    Plane {
        pixels: core.pixels.iter().zip(&wide.pixels).map(dark).collect(),
        ..core
    }
}

fn radius(blur: f32) -> usize {
    blur.ceil().max(0.0) as usize
}

fn moved(shape: &Plane, [right, down]: [i32; 2]) -> Plane {
    if (right, down) == (0, 0) {
        return shape.clone();
    }
    let mut moved = Plane::new(shape.width, shape.height);
    let width = shape.width as i32;
    for row in 0..shape.height as i32 {
        let from_row = row - down;
        if !(0..shape.height as i32).contains(&from_row) {
            continue;
        }
        let (to, from) = (right.clamp(0, width), (-right).clamp(0, width));
        let count = (width - right.abs()).max(0) as usize;
        let (to, from) = ((row * width + to) as usize, (from_row * width + from) as usize);
        moved.pixels[to..to + count].copy_from_slice(&shape.pixels[from..from + count]);
    }
    moved
}

/// Three box blurs of `radius` pixels, nearly a Gaussian.
fn blur(picture: &Plane, radius: usize) -> Plane {
    let mut blurred = picture.clone();
    let Plane { width, height, .. } = blurred;
    let mut line = Vec::with_capacity(width.max(height));
    for _ in 0..3 {
        let pixels = &mut blurred.pixels;
        (0..height).for_each(|row| blur_line(pixels, (row * width, 1, width), radius, &mut line));
        (0..width).for_each(|column| blur_line(pixels, (column, width, height), radius, &mut line));
    }
    blurred
}

/// Blurs `count` pixels from `begin` that lie `step` apart.
fn blur_line(
    pixels: &mut [u8],
    (begin, step, count): (usize, usize, usize),
    radius: usize,
    line: &mut Vec<u32>,
) {
    line.clear();
    line.extend((0..count).map(|i| u32::from(pixels[begin + i * step])));
    let mut sum: u32 = line.iter().take(radius).sum();
    for i in 0..count {
        sum += line.get(i + radius).copied().unwrap_or(0);
        pixels[begin + i * step] = (sum / (2 * radius as u32 + 1)) as u8;
        sum -= if i >= radius { line[i - radius] } else { 0 };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shadow_lies_where_it_is_cast_and_within_its_reach() {
        let shadow = Shadow {
            blur: 3.0,
            offset: [4.0, -2.0],
            opacity: 0.5,
        };
        let [left, up, right, down] = reach(&shadow);
        assert_eq!([left, up, right, down], [5, 11, 13, 7]);
        let mut shape = Plane::new(60, 50);
        for row in 20..30 {
            shape.pixels[row * 60 + 20..row * 60 + 40].fill(255);
        }
        let cast = cast(&shape, &shadow);
        assert_eq!(cast.pixels[23 * 60 + 34], 127, "its middle is as dark as asked");
        for (at, &dark) in cast.pixels.iter().enumerate().filter(|(_, dark)| **dark > 0) {
            let (x, y) = ((at % 60) as i32, (at / 60) as i32);
            assert!(
                (20 - left..40 + right).contains(&x) && (20 - up..30 + down).contains(&y),
                "{dark} at {x}, {y}"
            );
        }
    }
}
