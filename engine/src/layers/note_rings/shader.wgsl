// Rings that spread, and the places they spread from.

struct Ring {
    // Middle, radius and thickness in pixels.
    @location(0) place: vec4f,
    // Colour times strength, and how much light is inside, 0 to 1.
    @location(1) color: vec4f,
}

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle in pixels.
    @location(0) from_middle: vec2f,
    @location(1) @interpolate(flat) size: vec2f,
    @location(2) @interpolate(flat) color: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Ring) -> Varying {
    let from_middle = (corner(index) * 2.0 - 1.0) * (in.place.z + in.place.w + 1.0);
    return Varying(clip(in.place.xy + from_middle), from_middle, in.place.zw, in.color);
}

@fragment
fn ring(in: Varying) -> @location(0) vec4f {
    let r = length(in.from_middle);
    let near = saturate(1.0 - abs(r - in.size.x) / in.size.y);
    let inner = saturate(r / in.size.x);
    let inside = select(0.0, inner * inner * inner * in.color.a, r < in.size.x);
    return vec4f(in.color.rgb * (near * near * (1.6 - 0.6 * near) + inside), 0.0);
}

// A round place with a soft edge as wide as `thickness`.
@fragment
fn place(in: Varying) -> @location(0) vec4f {
    let r = length(in.from_middle);
    let fill = saturate((in.size.x - r) / in.size.y + 0.5) * in.color.a;
    return vec4f(in.color.rgb, 1.0) * fill;
}
