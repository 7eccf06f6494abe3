// Red and blue apart, more towards the corners. a: pixels in the corners, and everywhere sideways.
fn chromatic_aberration_split(at: vec2f, v: Values) -> vec2f {
    let out = at - chain.size * 0.5;
    let corner = dot(chain.size, chain.size) * 0.25;
    let far = dot(out, out) / corner;
    return out * (far * v.a.x * inverseSqrt(corner)) + vec2f(v.a.y, 0.0);
}
