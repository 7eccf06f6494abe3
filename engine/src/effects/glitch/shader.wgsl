// How far the line at `y` has slipped, -1 to 1. a: pixels, pixels of the split, seed; b: 1 / height of a band and of a line.
fn glitch_slip(y: f32, v: Values) -> f32 {
    let seed = u32(v.a.z);
    // Bands have different heights: some belong to the band above.
    let band = u32(y * v.b.x);
    let first = hash(seed + (band >> (hash(seed + (band >> 2u)) & 1u)));
    let line = hash(seed * 7u + 77u + u32(y * v.b.y));
    var slip = select(0.0, f32(first & 0xffffu) / 32767.5 - 1.0, (first >> 16u) < 17000u);
    slip += select(0.0, f32(line & 0xffffu) / 65535.0 - 0.5, (line >> 16u) < 3500u);
    return slip;
}

fn glitch_warp(at: vec2f, v: Values) -> vec2f {
    return vec2f(at.x + glitch_slip(at.y, v) * v.a.x, at.y);
}

fn glitch_split(at: vec2f, v: Values) -> vec2f {
    return vec2f(v.a.y * (0.35 + abs(glitch_slip(at.y, v))), 0.0);
}
