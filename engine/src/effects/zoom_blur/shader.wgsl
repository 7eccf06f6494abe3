// Blurred towards a point or around it. a: the point, how long the way is as a share of the distance; b: what brings a
// pixel to its place in the small picture.
fn zoom_blur_color(color: vec4f, at: vec2f, v: Values, soft: texture_2d<f32>) -> vec4f {
    // Where the way is shorter than a pixel of the small picture, the sharp one is better.
    let way = distance(at, v.a.xy) * v.a.z;
    return mix(color, textureSampleLevel(soft, clamped, at * v.b.xy, 0.0), smoothstep(0.4, 3.0, way));
}
