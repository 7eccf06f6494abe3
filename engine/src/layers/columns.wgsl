// The area between two lines that run from left to right, column by column.

struct Column {
    // From and to, left to right, and the upper line at both, in pixels.
    @location(0) top: vec4f,
    // The lower line at both.
    @location(1) foot: vec2f,
    // Colours with alpha, 8 bits each, at the upper and the lower line.
    @location(2) above: u32,
    @location(3) below: u32,
}

struct Varying {
    @builtin(position) position: vec4f,
    // In pixels, from the top left of the box.
    @location(0) @interpolate(linear) place: vec2f,
    // Left, and how much shorter the shortest way to the upper and the lower line is than a vertical one.
    @location(1) @interpolate(flat) shape: vec3f,
    // Height at the left and rise of the upper and the lower line.
    @location(2) @interpolate(flat) lines: vec4f,
    @location(3) @interpolate(flat) above: vec4f,
    @location(4) @interpolate(flat) below: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Column) -> Varying {
    let run = max(in.top.y - in.top.x, 1e-3);
    let rise = vec2f(in.top.w - in.top.z, in.foot.y - in.foot.x) / run;
    let steep = sqrt(1.0 + rise * rise);
    let high = min(in.top.z, in.top.w) - steep.x;
    let low = max(in.foot.x, in.foot.y) + steep.y;
    let place = mix(vec2f(in.top.x, high), vec2f(in.top.y, low), corner(index));
    let shape = vec3f(in.top.x, 1.0 / steep);
    let lines = vec4f(in.top.z, in.foot.x, rise);
    return Varying(clip(place), place, shape, lines, unpack4x8unorm(in.above), unpack4x8unorm(in.below));
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    let ends = in.lines.xy + in.lines.zw * (in.place.x - in.shape.x);
    let under = in.place.y - ends.x;
    let over = ends.y - in.place.y;
    let color = mix(in.above, in.below, saturate(under / max(under + over, 1.0)));
    return vec4f(color.rgb, 1.0) * (color.a * saturate(min(under * in.shape.y, over * in.shape.z) + 0.5));
}
