// Dots that are large where the picture is bright. a: strength, ground, softness; b: the grid's axis.
fn halftone_color(color: vec4f, at: vec2f, v: Values) -> vec4f {
    let p = at - chain.size * 0.5;
    let cell = fract(vec2f(p.x * v.b.x + p.y * v.b.y, p.y * v.b.x - p.x * v.b.y)) - 0.5;
    let bright = brightest(color.rgb);
    let radius = sqrt(bright) * 0.66;
    let dot = 1.0 - smoothstep(radius - v.a.z, radius + v.a.z, length(cell));
    let ink = color.rgb * (1.0 + 0.4 * (1.0 - bright));
    return vec4f(mix(color.rgb, mix(color.rgb * v.a.y, ink, dot), v.a.x), color.a);
}
