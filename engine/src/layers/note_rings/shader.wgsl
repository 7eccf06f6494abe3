// Rings that spread, and the places they spread from.

struct Ring {
    // Middle, radius and thickness in pixels.
    @location(0) place: vec4f,
    // Colour times strength, and how much light is inside, 0 to 1.
    @location(1) color: vec4f,
    // Where among its pieces a piece of a ring is: cosine and sine; 0, 0 for a ring that is whole.
    @location(2) axis: vec2f,
}

// Cosine and tangent of half the angle of a piece, a twelfth of a turn.
const PIECE: vec2f = vec2f(0.9659258, 0.2679492);

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle in pixels.
    @location(0) @interpolate(linear) from_middle: vec2f,
    @location(1) @interpolate(flat) size: vec2f,
    @location(2) @interpolate(flat) color: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Ring) -> Varying {
    let c = corner(index);
    let reach = in.place.z + in.place.w + 1.0;
    var from_middle = (c * 2.0 - 1.0) * reach;
    if dot(in.axis, in.axis) > 0.0 {
        // A piece is a little larger than the ring it shows, and meets its neighbours on rays.
        let least = max(in.place.z - in.place.w - 1.0, 0.0) * PIECE.x;
        let along = mix(least, reach, c.x);
        let across = (c.y * 2.0 - 1.0) * along * PIECE.y;
        from_middle = vec2f(along * in.axis.x - across * in.axis.y, along * in.axis.y + across * in.axis.x);
    }
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
