// Darker towards the corners, which are 1 from the middle. a: how dark, 1 / (the way on which it darkens), where it
// begins as a share of that.
fn vignette_color(color: vec4f, at: vec2f, v: Values) -> vec4f {
    let out = at * (chain.texel * 1.4142) - 0.7071;
    let way = clamp(length(out) * v.a.y - v.a.z, 0.0, 1.0);
    let dark = way * way * (3.0 - 2.0 * way);
    return vec4f(color.rgb * (1.0 - v.a.x * dark), color.a);
}
