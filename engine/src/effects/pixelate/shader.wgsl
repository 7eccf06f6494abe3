// Large pixels. d: the last of them, and their size.
fn pixelate_replace(at: vec2f, v: Values, pixels: texture_2d<f32>) -> vec4f {
    return textureLoad(pixels, vec2i(clamp(at / v.d.w, vec2f(0.0), v.d.xy)), 0);
}
