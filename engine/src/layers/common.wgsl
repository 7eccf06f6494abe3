// What all layers share; it stands before each layer's own shader.

struct Stage {
    // Size of the picture in pixels.
    size: vec2f,
    // Where notes strike, and where the keys end, in pixels from the top.
    strike: f32,
    keys_bottom: f32,
    // How far from the top notes have faded in, in pixels.
    fade: f32,
    // Pixels in a unit: the shorter side of the picture is 1080 units.
    unit: f32,
    // Seed of everything random.
    seed: u32,
    padding: u32,
}

@group(0) @binding(0) var<uniform> stage: Stage;

// A corner of the unit square, from the index of a vertex.
fn corner(index: u32) -> vec2f {
    return vec2f(f32(index & 1u), f32(index >> 1u));
}

// Pixels from the top left to clip space.
fn clip(pixel: vec2f) -> vec4f {
    let unit = pixel / stage.size * 2.0 - 1.0;
    return vec4f(unit.x, -unit.y, 0.0, 1.0);
}

// Signed distance in pixels from `p` to the edge of a box around the origin with rounded corners.
fn rounded_box(p: vec2f, half_size: vec2f, radius: f32) -> f32 {
    let q = abs(p) - half_size + radius;
    return length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0) - radius;
}
