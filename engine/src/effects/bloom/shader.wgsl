// Light over the picture. a: strength, threshold, pixels of the light in one of the canvas.
fn bloom_source(color: vec4f, at: vec2f, v: Values) -> vec4f {
    // What is grey, such as white keys, shines less than what is colourful.
    let much = 0.4 + 0.6 * smoothstep(0.0, 0.5, colorfulness(color.rgb));
    return vec4f(shining(color.rgb, v.a.y) * much, color.a);
}

fn bloom_color(color: vec4f, at: vec2f, v: Values, lit: texture_2d<f32>) -> vec4f {
    let uv = at * v.a.z / vec2f(textureDimensions(lit));
    let light = textureSampleLevel(lit, clamped, uv, 0.0).rgb;
    // More colourful than what it comes from, so that it does not bleach.
    let grey = luminance(light);
    let rich = max(grey + (light - grey) * 1.3, vec3f(0.0)) * (3.2 * v.a.x);
    // What is bright itself gets less: it keeps its hue, and what is dark around it glows.
    let around = max(rich - color.rgb * 0.55, vec3f(0.0));
    return vec4f(screen(color.rgb, around / (1.0 + 0.9 * around)), color.a);
}
