// Light over the picture. a: strength, threshold; b: what brings a pixel to its place in the light.
fn bloom_source(color: vec4f, at: vec2f, v: Values) -> vec4f {
    // What is grey, such as white keys, shines less than what is colourful.
    let much = 0.2 + 0.8 * smoothstep(0.0, 0.5, colorfulness(color.rgb));
    let light = shining(color.rgb, v.a.y) * much;
    // More colourful than what it comes from, so that it does not bleach.
    let grey = luminance(light);
    return vec4f(max(grey + (light - grey) * 1.3, vec3f(0.0)), color.a);
}

fn bloom_color(color: vec4f, at: vec2f, v: Values, lit: texture_2d<f32>) -> vec4f {
    let light = textureSampleLevel(lit, clamped, at * v.b.xy, 0.0).rgb;
    return vec4f(screen(color.rgb, shoulder(light * v.a.x)), color.a);
}
