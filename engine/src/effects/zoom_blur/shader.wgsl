// Blurred towards a point or around it. a: the point, how long the way is as a share of the distance.
fn zoom_blur_color(color: vec4f, at: vec2f, v: Values, soft: texture_2d<f32>) -> vec4f {
    let uv = at / (v.d.w * vec2f(textureDimensions(soft)));
    // Where the way is shorter than a pixel of the small picture, the sharp one is better.
    let way = distance(at, v.a.xy) * v.a.z / v.d.w;
    return mix(color, textureSampleLevel(soft, clamped, uv, 0.0), smoothstep(0.4, 3.0, way));
}
