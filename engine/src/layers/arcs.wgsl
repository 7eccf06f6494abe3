// Pieces of a ring, with straight gaps between them.

struct Arc {
    // The middle of the ring, and the inner and outer radius of the piece, in pixels.
    @location(0) place: vec4f,
    // The direction, clockwise from the top, and half the width of the piece's place, as angles; the radius of its
    // corners and half the gap to the next, in pixels.
    @location(1) shape: vec4f,
    // Colours with alpha, 8 bits each, at the inner and the outer side.
    @location(2) inner: u32,
    @location(3) outer: u32,
}

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle of the ring, across and along the direction, in pixels.
    @location(0) @interpolate(linear) place: vec2f,
    @location(1) @interpolate(flat) radii: vec2f,
    // Sine and cosine of half the width, radius of the corners, half the gap.
    @location(2) @interpolate(flat) shape: vec4f,
    @location(3) @interpolate(flat) inner: vec4f,
    @location(4) @interpolate(flat) outer: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Arc) -> Varying {
    let edge = vec2f(sin(in.shape.y), cos(in.shape.y));
    let reach = in.place.w * edge.x + 1.0;
    let low = vec2f(-reach, in.place.z * edge.y - 1.0);
    let place = mix(low, vec2f(reach, in.place.w + 1.0), corner(index));
    let way = vec2f(sin(in.shape.x), -cos(in.shape.x));
    let p = in.place.xy + way * place.y + vec2f(-way.y, way.x) * place.x;
    let shape = vec4f(edge, in.shape.zw);
    return Varying(clip(p), place, in.place.zw, shape, unpack4x8unorm(in.inner), unpack4x8unorm(in.outer));
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    let away = length(in.place);
    let half_size = (in.radii.y - in.radii.x) * 0.5;
    let ring = abs(away - in.radii.x - half_size) - half_size;
    let side = abs(in.place.x) * in.shape.y - in.place.y * in.shape.x + in.shape.w;
    let q = vec2f(ring, side) + in.shape.z;
    let d = length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0) - in.shape.z;
    let color = mix(in.inner, in.outer, saturate((away - in.radii.x) / max(half_size * 2.0, 1.0)));
    return vec4f(color.rgb, 1.0) * (color.a * saturate(0.5 - d));
}
