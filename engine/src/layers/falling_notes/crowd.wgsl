// The columns of keys in which notes are crowded.

struct Column {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // The key.
    @location(1) key: f32,
}

// Premultiplied colours: rows of a column from left to right, keys from top to bottom.
@group(1) @binding(0) var crowd: texture_2d<f32>;
@group(1) @binding(1) var exact: sampler;

struct Varying {
    @builtin(position) position: vec4f,
    // Row and key, 0 to 1.
    @location(0) @interpolate(linear) place: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Column) -> Varying {
    let pixel = mix(in.box.xy, in.box.zw, corner(index));
    let place = vec2f(pixel.y / ceil(stage.strike), (in.key + 0.5) / 128.0);
    return Varying(clip(pixel), place);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    // Where the processor draws, this is half the work of loading a texel by its number.
    return textureSampleLevel(crowd, exact, in.place, 0.0);
}
