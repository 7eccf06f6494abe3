// Mirrors around the middle. a: where in the picture they stand, 1 / zoom, strength; b: angle, 1 / segment, segment.
fn kaleidoscope_warp(at: vec2f, v: Values) -> vec2f {
    let out = at - chain.size * 0.5;
    let turns = (atan2(out.y, out.x) + v.b.x) * v.b.y;
    // Every second segment runs backwards; the picture stands upright in the first.
    let angle = abs(turns - 2.0 * floor(turns * 0.5 + 0.5)) * v.b.z - 1.5707964;
    let far = length(out) * v.a.z;
    let place = v.a.xy + vec2f(cos(angle), sin(angle)) * far;
    return mix(at, place, v.a.w);
}
