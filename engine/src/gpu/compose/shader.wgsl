// One picture onto another, with opacity.

struct Over {
    opacity: f32,
    // 1 / size of the pictures in pixels.
    texel: vec2f,
}

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var<uniform> over: Over;
// Where the processor draws, sampling is half the work of loading a pixel by its number.
@group(0) @binding(2) var exact: sampler;
@group(1) @binding(0) var backdrop: texture_2d<f32>;

// A triangle that covers all there is.
@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

// Where the blending of the device does the rest.
@fragment
fn plain(@builtin(position) position: vec4f) -> @location(0) vec4f {
    return textureSampleLevel(source, exact, position.xy * over.texel, 0.0) * over.opacity;
}

// W3C Compositing and Blending Level 1, 10.1.4 overlay, over an opaque backdrop.
@fragment
fn overlay(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let top = textureSampleLevel(source, exact, position.xy * over.texel, 0.0);
    let behind = textureSampleLevel(backdrop, exact, position.xy * over.texel, 0.0).rgb;
    let color = top.rgb / max(top.a, 1e-4);
    let dark = 2.0 * behind * color;
    let light = 1.0 - 2.0 * (1.0 - behind) * (1.0 - color);
    let alpha = top.a * over.opacity;
    return vec4f(select(light, dark, behind <= vec3f(0.5)) * alpha, alpha);
}
