// Rays over the picture. a: strength, threshold; b: what brings a pixel to its place in the rays.
fn god_rays_source(color: vec4f, at: vec2f, v: Values) -> vec4f {
    return vec4f(shining(color.rgb, v.a.y), color.a);
}

fn god_rays_color(color: vec4f, at: vec2f, v: Values, rays: texture_2d<f32>) -> vec4f {
    let light = textureSampleLevel(rays, clamped, at * v.b.xy, 0.0).rgb;
    return vec4f(screen(color.rgb, shoulder(light * v.a.x)), color.a);
}
