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
    @location(0) place: vec2f,
    @location(1) @interpolate(flat) top: vec4f,
    @location(2) @interpolate(flat) foot: vec2f,
    @location(3) @interpolate(flat) above: vec4f,
    @location(4) @interpolate(flat) below: vec4f,
}

// How much longer a vertical way to a line is than the shortest one.
fn steepness(rise: f32, run: f32) -> f32 {
    let slope = rise / max(run, 1e-3);
    return sqrt(1.0 + slope * slope);
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Column) -> Varying {
    let run = in.top.y - in.top.x;
    let high = min(in.top.z, in.top.w) - steepness(in.top.w - in.top.z, run);
    let low = max(in.foot.x, in.foot.y) + steepness(in.foot.y - in.foot.x, run);
    let place = mix(vec2f(in.top.x, high), vec2f(in.top.y, low), corner(index));
    return Varying(clip(place), place, in.top, in.foot, unpack4x8unorm(in.above), unpack4x8unorm(in.below));
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    let run = in.top.y - in.top.x;
    let along = saturate((in.place.x - in.top.x) / max(run, 1e-3));
    let top = mix(in.top.z, in.top.w, along);
    let foot = mix(in.foot.x, in.foot.y, along);
    let under = (in.place.y - top) / steepness(in.top.w - in.top.z, run);
    let over = (foot - in.place.y) / steepness(in.foot.y - in.foot.x, run);
    let color = mix(in.above, in.below, saturate((in.place.y - top) / max(foot - top, 1.0)));
    return vec4f(color.rgb, 1.0) * (color.a * saturate(min(under, over) + 0.5));
}
