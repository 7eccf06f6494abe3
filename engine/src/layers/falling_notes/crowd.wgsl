// The columns of keys in which notes are crowded.

struct Column {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // The key.
    @location(1) key: f32,
}

// Premultiplied colours: rows of a column from left to right, keys from top to bottom.
@group(1) @binding(0) var crowd: texture_2d<f32>;

struct Varying {
    @builtin(position) position: vec4f,
    // Row and key.
    @location(0) @interpolate(linear) place: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Column) -> Varying {
    let pixel = mix(in.box.xy, in.box.zw, corner(index));
    let rows = f32(textureDimensions(crowd).x);
    let place = vec2f(pixel.y / ceil(stage.strike) * rows, in.key + 0.5);
    return Varying(clip(pixel), place);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    return textureLoad(crowd, vec2i(in.place), 0);
}
