//! Mixing colours.

/// From `a` (at 0) to `b` (at 1), component by component.
pub(super) fn mix(a: [f32; 3], b: [f32; 3], at: f32) -> [f32; 3] {
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * at)
}

/// From `a` (at 0) to `b` (at 1) the shorter way round the circle of hues, so that what lies between two vivid
/// colours is vivid too. Through HSV, see Smith, Color Gamut Transform Pairs, SIGGRAPH 1978.
pub(super) fn mix_hues(a: [f32; 3], b: [f32; 3], at: f32) -> [f32; 3] {
    let (a, b) = (to_hsv(a), to_hsv(b));
    let turn = (b[0] - a[0] + 9.0) % 6.0 - 3.0;
    let [_, saturation, value] = mix(a, b, at);
    from_hsv([(a[0] + turn * at + 6.0) % 6.0, saturation, value])
}

/// Hue in sixths of the circle from red, saturation, value.
fn to_hsv([r, g, b]: [f32; 3]) -> [f32; 3] {
    let value = r.max(g).max(b);
    let chroma = value - r.min(g).min(b);
    let hue = match value {
        _ if chroma <= 0.0 => 0.0,
        v if v == r => ((g - b) / chroma + 6.0) % 6.0,
        v if v == g => (b - r) / chroma + 2.0,
        _ => (r - g) / chroma + 4.0,
    };
    [hue, if value > 0.0 { chroma / value } else { 0.0 }, value]
}

fn from_hsv([hue, saturation, value]: [f32; 3]) -> [f32; 3] {
    [5.0, 3.0, 1.0].map(|offset| {
        let place = (offset + hue) % 6.0;
        value - value * saturation * place.min(4.0 - place).clamp(0.0, 1.0)
    })
}

/// What is left of each light where `all` of them together are more than `full`, 0 to 1: light over light would end in
/// white.
pub(super) fn share(all: f32, full: f32) -> f32 {
    full / all.max(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: [f32; 3], b: [f32; 3]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-4)
    }

    #[test]
    fn the_ends_of_a_mix_are_the_colours_themselves() {
        let colors = [
            [0.3, 0.79, 0.94],
            [1.0, 0.42, 0.66],
            [1.0, 0.72, 0.3],
            [0.5; 3],
            [0.0; 3],
        ];
        for a in colors {
            for b in colors {
                assert!(near(mix_hues(a, b, 0.0), a), "{a:?} {b:?}");
                assert!(near(mix_hues(a, b, 1.0), b), "{a:?} {b:?}");
            }
        }
    }

    #[test]
    fn what_lies_between_vivid_colours_is_vivid() {
        let between = mix_hues([1.0, 0.0, 0.0], [0.0, 0.0, 1.0], 0.5);
        assert!(near(between, [1.0, 0.0, 1.0]), "{between:?}");
        let over_red = mix_hues([1.0, 0.0, 0.5], [1.0, 0.5, 0.0], 0.5);
        assert!(near(over_red, [1.0, 0.0, 0.0]), "{over_red:?}");
    }
}
