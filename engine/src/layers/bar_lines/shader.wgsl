// Thin lines of light, softest in their middle, where the notes are.

struct Line {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // Colour and alpha.
    @location(1) color: vec4f,
    // How far from its ends it fades, in pixels, and how much of it is left in the middle, 0 to 1.
    @location(2) ends: vec2f,
}

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle, -1 to 1.
    @location(0) @interpolate(linear) from_middle: vec2f,
    @location(1) @interpolate(flat) box: vec4f,
    @location(2) @interpolate(flat) color: vec4f,
    @location(3) @interpolate(flat) ends: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Line) -> Varying {
    let c = corner(index);
    let pixel = mix(in.box.xy - 1.0, in.box.zw + 1.0, c);
    return Varying(clip(pixel), c * 2.0 - 1.0, in.box, in.color, in.ends);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let size = in.box.zw - in.box.xy;
    let cover = saturate(p - in.box.xy + 0.5) * saturate(in.box.zw - p + 0.5);
    let lies = size.x > size.y;
    let from_end = select(min(p.y - in.box.y, in.box.w - p.y), min(p.x - in.box.x, in.box.z - p.x), lies);
    let along = select(in.from_middle.y, in.from_middle.x, lies);
    let end = saturate(from_end / in.ends.x);
    let alpha = in.color.a * cover.x * cover.y * end * mix(in.ends.y, 1.0, along * along);
    return vec4f(in.color.rgb, 1.0) * alpha;
}
