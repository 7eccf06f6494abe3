// Trails over the picture. a: strength, pixels of the trails in one of the canvas.
fn motion_trails_color(color: vec4f, at: vec2f, v: Values, trails: texture_2d<f32>) -> vec4f {
    let uv = at * v.a.y / vec2f(textureDimensions(trails));
    let light = textureSampleLevel(trails, clamped, uv, 0.0).rgb;
    return vec4f(min(color.rgb + light * v.a.x, vec3f(color.a)), color.a);
}
