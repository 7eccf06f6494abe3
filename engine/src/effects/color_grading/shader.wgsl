// Colour grading. a: gain of each channel, contrast; b: what shadows tend to, saturation; c: what highlights tend to,
// 1 / (the brightest there can be)².
fn color_grading_color(color: vec4f, at: vec2f, v: Values) -> vec4f {
    var rgb = color.rgb * v.a.rgb;
    // What would be too bright is rolled off, so that white stays white (Reinhard's curve with a white point).
    let over = max(rgb - 0.75, vec3f(0.0)) * 4.0;
    rgb = min(rgb, vec3f(0.75)) + 0.25 * over * (1.0 + over * v.c.w) / (1.0 + over);
    // More contrast is an S-curve, less brings colours towards the middle.
    let curve = rgb * rgb * (3.0 - 2.0 * rgb);
    let flat = 0.36 + (rgb - 0.36) * 0.4;
    rgb = mix(rgb, select(flat, curve, v.a.w > 0.0), abs(v.a.w));
    let light = luminance(rgb);
    rgb = light + (rgb - light) * v.b.w;
    let dark = 1.0 - light;
    rgb += v.b.rgb * dark * dark + v.c.rgb * light;
    return vec4f(clamp(rgb, vec3f(0.0), vec3f(color.a)), color.a);
}
