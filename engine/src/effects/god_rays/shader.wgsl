// Rays over the picture. a: strength, threshold, pixels of the rays in one of the canvas.
fn god_rays_source(color: vec4f, at: vec2f, v: Values) -> vec4f {
    return vec4f(shining(color.rgb, v.a.y), color.a);
}

fn god_rays_color(color: vec4f, at: vec2f, v: Values, rays: texture_2d<f32>) -> vec4f {
    let uv = at * v.a.z / vec2f(textureDimensions(rays));
    let light = textureSampleLevel(rays, clamped, uv, 0.0).rgb * (1.8 * v.a.x);
    return vec4f(screen(color.rgb, light / (1.0 + 0.5 * light)), color.a);
}
