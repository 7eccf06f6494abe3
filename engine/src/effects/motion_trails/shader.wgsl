// Trails over the picture. a: strength; b: what brings a pixel to its place in the trails.
fn motion_trails_color(color: vec4f, at: vec2f, v: Values, trails: texture_2d<f32>) -> vec4f {
    let light = textureSampleLevel(trails, clamped, at * v.b.xy, 0.0).rgb;
    return vec4f(min(color.rgb + light * v.a.x, vec3f(color.a)), color.a);
}
