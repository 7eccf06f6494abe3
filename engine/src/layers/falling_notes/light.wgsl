// Light: glows, flares and sparks, each an ellipse that fades towards its edge.

struct Light {
    // Middle and half the size in pixels.
    @location(0) place: vec4f,
    // Colour times strength, and how white the middle is, 0 to 1.
    @location(1) color: vec4f,
}

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle, -1 to 1.
    @location(0) @interpolate(linear) from_middle: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Light) -> Varying {
    let from_middle = corner(index) * 2.0 - 1.0;
    return Varying(clip(in.place.xy + in.place.zw * from_middle), from_middle, in.color);
}

// Light without a white middle, which is cheaper: glows are large.
@fragment
fn glow(in: Varying) -> @location(0) vec4f {
    let near = saturate(1.0 - dot(in.from_middle, in.from_middle));
    return vec4f(in.color.rgb * (near * near), 0.0);
}

@fragment
fn spark(in: Varying) -> @location(0) vec4f {
    let near = saturate(1.0 - dot(in.from_middle, in.from_middle));
    let soft = near * near;
    let core = soft * soft * soft * in.color.a;
    return vec4f(in.color.rgb * soft + core * max(max(in.color.r, in.color.g), in.color.b), 0.0);
}
