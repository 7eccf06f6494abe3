// What all effects share; it stands before the shader that is made for a chain. Places are in pixels of the canvas,
// from its top left; colours are as they are shown, with premultiplied alpha.

// What one effect is told for a frame; each says itself what the numbers mean.
struct Values {
    a: vec4f,
    b: vec4f,
    c: vec4f,
    // The last is how many pixels of the picture one of the effect's own source covers.
    d: vec4f,
}

struct Chain {
    // Size of the canvas in pixels, and 1 / size.
    size: vec2f,
    texel: vec2f,
    // Pixels in a unit: the shorter side is 1080 units.
    unit: f32,
    // Seed of everything random.
    seed: u32,
    padding: vec2u,
    effects: array<Values, 16>,
}

@group(0) @binding(0) var<uniform> chain: Chain;
@group(0) @binding(1) var picture: texture_2d<f32>;
// Single pixels. Where the processor draws, this is half the work of loading them by their numbers.
@group(0) @binding(2) var exact: sampler;
@group(0) @binding(3) var clamped: sampler;
@group(0) @binding(4) var tiled: sampler;

// A triangle that covers all there is.
@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

// Beyond its edges the picture goes on mirrored. A sampler that mirrors is slow where the processor draws.
fn mirrored(at: vec2f) -> vec2f {
    return abs(chain.size - abs(chain.size - abs(at)));
}

// ITU-R BT.709.
fn luminance(rgb: vec3f) -> f32 {
    return dot(rgb, vec3f(0.2126, 0.7152, 0.0722));
}

fn brightest(rgb: vec3f) -> f32 {
    return max(rgb.r, max(rgb.g, rgb.b));
}

// Light over light: never brighter than white.
fn screen(under: vec3f, light: vec3f) -> vec3f {
    return under + light * (1.0 - under);
}

// Light that nears white without reaching it, and without a division.
fn shoulder(light: vec3f) -> vec3f {
    let share = min(light * 0.55, vec3f(1.0));
    return share * (2.0 - share) * 0.88;
}

// How colourful something is, 0 (grey) to 1.
fn colorfulness(rgb: vec3f) -> f32 {
    let bright = brightest(rgb);
    return (bright - min(rgb.r, min(rgb.g, rgb.b))) / max(bright, 1e-3);
}

// How much of a colour shines, by a threshold with a soft knee; all of white does.
fn shining(rgb: vec3f, threshold: f32) -> vec3f {
    let bright = brightest(rgb);
    let knee = 0.2;
    let soft = clamp(bright - threshold + knee, 0.0, 2.0 * knee);
    let over = max(soft * soft / (4.0 * knee), bright - threshold);
    return rgb * (over / max(bright, 1e-3) / max(1.0 - threshold, 0.2));
}

// PCG, see Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 9(3), 2020.
fn hash(value: u32) -> u32 {
    let state = value * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}

// 0 to 1.
fn random(value: u32) -> f32 {
    return f32(hash(value) >> 8u) / 16777215.0;
}
