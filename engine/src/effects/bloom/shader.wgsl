// Light over the picture. a: strength, threshold, pixels of the light in one of the canvas.
fn bloom_source(color: vec4f, at: vec2f, v: Values) -> vec4f {
    return vec4f(shining(color.rgb, v.a.y), color.a);
}

fn bloom_color(color: vec4f, at: vec2f, v: Values, lit: texture_2d<f32>) -> vec4f {
    let uv = at * v.a.z / vec2f(textureDimensions(lit));
    let light = textureSampleLevel(lit, clamped, uv, 0.0).rgb;
    // More colourful than what it comes from, so that it does not bleach.
    let grey = luminance(light);
    let rich = max(grey + (light - grey) * 1.35, vec3f(0.0)) * (2.2 * v.a.x);
    return vec4f(screen(color.rgb, rich / (1.0 + 0.45 * rich)), color.a);
}
