// Small lights, each an ellipse of any direction.

struct Spark {
    // Middle, and from there to the end of the ellipse, in pixels.
    @location(0) place: vec4f,
    // Colour times strength, and how white the middle is, 0 to 1.
    @location(1) color: vec4f,
    // Half the width across, in pixels.
    @location(2) width: f32,
}

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle, -1 to 1.
    @location(0) @interpolate(linear) from_middle: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Spark) -> Varying {
    let from_middle = corner(index) * 2.0 - 1.0;
    let along = in.place.zw;
    let across = vec2f(-along.y, along.x) * (in.width / max(length(along), 1e-3));
    let pixel = in.place.xy + along * from_middle.x + across * from_middle.y;
    return Varying(clip(pixel), from_middle, in.color);
}

@fragment
fn spark(in: Varying) -> @location(0) vec4f {
    let near = saturate(1.0 - dot(in.from_middle, in.from_middle));
    let soft = near * near;
    let core = soft * soft * soft * in.color.a;
    return vec4f(in.color.rgb * soft + core * max(max(in.color.r, in.color.g), in.color.b), 0.0);
}

// As a lens shows a light out of focus: an even disc, a little brighter at its rim.
@fragment
fn disc(in: Varying) -> @location(0) vec4f {
    let out = dot(in.from_middle, in.from_middle);
    let inside = smoothstep(0.0, 0.55, 1.0 - out);
    return vec4f(in.color.rgb * (inside * (0.6 + 0.4 * out)), 0.0);
}
