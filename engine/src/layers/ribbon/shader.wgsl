// Ribbons of light, quad by quad.

struct Segment {
    // The two ends of its middle, in pixels.
    @location(0) ends: vec4f,
    // From the middle to the side, at each end.
    @location(1) sides: vec4f,
    // Light at each end, and how white its middle is.
    @location(2) first: vec4f,
    @location(3) second: vec4f,
}

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(linear) color: vec4f,
    // From one side (-1) to the other (1).
    @location(1) @interpolate(linear) across: f32,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Segment) -> Varying {
    let at = corner(index);
    let across = at.y * 2.0 - 1.0;
    let middle = mix(in.ends.xy, in.ends.zw, at.x);
    let side = mix(in.sides.xy, in.sides.zw, at.x);
    return Varying(clip(middle + side * across), mix(in.first, in.second, at.x), across);
}

@fragment
fn light(in: Varying) -> @location(0) vec4f {
    let near = saturate(1.0 - in.across * in.across);
    let soft = near * near;
    let core = soft * soft * in.color.a;
    return vec4f(in.color.rgb * soft + core * max(max(in.color.r, in.color.g), in.color.b), 0.0);
}

@fragment
fn curtain(in: Varying) -> @location(0) vec4f {
    let left = saturate(0.5 - 0.5 * in.across);
    return vec4f(in.color.rgb * left * left, 0.0);
}
