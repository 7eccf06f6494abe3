// Rings in water: how high the water is at a distance from the middle, by its slope.
// a: the middle, 1 / width, pixels; b: how far the rings have come, in pixels; c: their heights.
fn ripple_slope(far: f32, v: Values) -> f32 {
    let x = (vec4f(far) - v.b) * v.a.z;
    // The derivative of a Gaussian, at most about 1.
    return dot(v.c, x * exp2(x * x * -1.8) * 1.6);
}

fn ripple_warp(at: vec2f, v: Values) -> vec2f {
    let out = at - v.a.xy;
    let far = length(out);
    return at - out * (ripple_slope(far, v) * v.a.w / max(far, 1.0));
}

// The ring is lit from within.
fn ripple_color(color: vec4f, at: vec2f, v: Values) -> vec4f {
    let slope = ripple_slope(distance(at, v.a.xy), v) * min(v.a.w * 0.02 / chain.unit, 0.3);
    return vec4f(clamp(color.rgb * (1.0 - slope), vec3f(0.0), vec3f(color.a)), color.a);
}
