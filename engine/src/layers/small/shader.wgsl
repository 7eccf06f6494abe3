// A small picture of the box, brought to its size.

struct Tile {
    // Left, top, right, bottom in pixels of the box.
    @location(0) bounds: vec4f,
    // How much alpha changes in a pixel of the box at the edge of a body.
    @location(1) edge: f32,
}

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(linear) place: vec2f,
    @location(1) @interpolate(flat) edge: f32,
}

@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var smooth_sampler: sampler;

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Tile) -> Varying {
    let pixel = mix(in.bounds.xy, in.bounds.zw, corner(index));
    return Varying(clip(pixel), pixel / stage.size, in.edge);
}

@fragment
fn soft(in: Varying) -> @location(0) vec4f {
    return textureSampleLevel(picture, smooth_sampler, in.place, 0.0);
}

// Alpha is one half at the edge of a body, more within; what is without shines a little.
@fragment
fn contour(in: Varying) -> @location(0) vec4f {
    let it = textureSampleLevel(picture, smooth_sampler, in.place, 0.0);
    let body = saturate((it.a - 0.5) / in.edge + 0.5);
    let near = saturate(it.a * 2.0);
    let halo = 0.42 * near * near * near;
    return vec4f(it.rgb * mix(halo, 1.0, body), body * 0.94);
}
