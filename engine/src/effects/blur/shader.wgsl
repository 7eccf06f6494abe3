// Out of focus. a: how much; c: where the small picture is.
fn blur_color(color: vec4f, at: vec2f, v: Values, soft: texture_2d<f32>) -> vec4f {
    let uv = min(at * v.c.xy, v.c.zw);
    return mix(color, textureSampleLevel(soft, clamped, uv, 0.0), v.a.x);
}
