// What earlier frames have more of than the present one.

struct Tap {
    layer: u32,
    weight: f32,
    padding: vec2u,
}

// The first is the present frame.
@group(0) @binding(0) var<uniform> taps: array<Tap, 9>;
@group(0) @binding(1) var frames: texture_2d_array<f32>;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let at = vec2i(position.xy);
    let present = textureLoad(frames, at, taps[0].layer, 0);
    var sum = vec3f(0.0);
    for (var tap = 1; tap < 9; tap++) {
        let before = textureLoad(frames, at, taps[tap].layer, 0);
        let more = max(before.rgb - present.rgb, vec3f(0.0));
        // What was grey, such as a white key, leaves little behind.
        let bright = max(before.r, max(before.g, before.b));
        let grey = min(before.r, min(before.g, before.b)) / max(bright, 1e-3);
        sum += more * (taps[tap].weight * (1.0 - 0.75 * grey * grey));
    }
    return vec4f(sum, 1.0);
}
