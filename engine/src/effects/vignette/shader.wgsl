// Darker towards the corners. a: how dark, where it begins.
fn vignette_color(color: vec4f, at: vec2f, v: Values) -> vec4f {
    let out = (at / chain.size * 2.0 - 1.0) * 0.7072;
    let dark = smoothstep(v.a.y, 1.0, length(out));
    return vec4f(color.rgb * (1.0 - v.a.x * dark), color.a);
}
