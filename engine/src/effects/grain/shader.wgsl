// The grain of film. a: strength, colour, tiles in a pixel; b: where the tile lies.
fn grain_color(color: vec4f, at: vec2f, v: Values, tile: texture_2d<f32>) -> vec4f {
    let noise = textureSampleLevel(tile, tiled, at * v.a.z + v.b.xy, 0.0) - 0.4985;
    // Least in what is black or white.
    let light = luminance(color.rgb);
    let weight = v.a.x * (0.3 + 2.2 * light * (1.0 - light));
    let rgb = color.rgb + mix(vec3f(noise.a), noise.rgb, v.a.y) * weight;
    return vec4f(clamp(rgb, vec3f(0.0), vec3f(color.a)), color.a);
}
