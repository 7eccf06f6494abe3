// Out of focus outside a band. a: the middle of the band, what is upright to it; b: where the blur begins and where it is
// whole, in pixels from the middle, how much; c: where the small picture is.
fn tilt_shift_color(color: vec4f, at: vec2f, v: Values, soft: texture_2d<f32>) -> vec4f {
    let far = abs(dot(at - v.a.xy, v.a.zw));
    let uv = min(at * v.c.xy, v.c.zw);
    let much = smoothstep(v.b.x, v.b.y, far) * v.b.z;
    return mix(color, textureSampleLevel(soft, clamped, uv, 0.0), much);
}
