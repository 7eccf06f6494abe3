// Lamps and bars of pedals, and their light.

struct Pedal {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // Colour, and how much it is lit, 0 to 1.
    @location(1) color: vec4f,
    // Radius of the corners, how far the light reaches out of the box, both in pixels, and how much of it is there.
    @location(2) shape: vec3f,
}

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) box: vec4f,
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) shape: vec3f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Pedal) -> Varying {
    let margin = in.shape.y + 1.0;
    return Varying(clip(mix(in.box.xy - margin, in.box.zw + margin, corner(index))), in.box, in.color, in.shape);
}

// A plate of dark glass; lit, it fills with its colour.
@fragment
fn lamp(in: Varying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let d = rounded_box(p - in.box.xy - half_size, half_size, in.shape.x);
    let y = (p.y - in.box.y) / (in.box.w - in.box.y);
    let rim = saturate(1.0 - abs(d + stage.unit) / (1.2 * stage.unit));
    let dark = vec3f(0.055, 0.06, 0.085) + rim * (vec3f(0.2) + in.color.rgb * 0.12);
    let lit = in.color.rgb * (0.82 - 0.22 * y) + rim * 0.2;
    let rgb = mix(dark, lit, in.color.a);
    let fill = saturate(0.5 - d) * mix(0.72, 0.95, in.color.a);
    let near = saturate(1.0 - max(d, 0.0) / in.shape.y);
    let light = in.color.rgb * (in.color.a * 0.36 * near * near * near) * (1.0 - fill);
    return vec4f(rgb * fill + light, fill) * in.shape.z;
}

// A bar, softer than a note.
@fragment
fn bar(in: Varying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let d = rounded_box(p - in.box.xy - half_size, half_size, in.shape.x);
    let fill = saturate(0.5 - d) * mix(0.42, 0.9, in.color.a);
    let rim = saturate(1.0 - abs(d + stage.unit) / (1.2 * stage.unit)) * 0.25;
    let rgb = mix(in.color.rgb * 0.7, mix(in.color.rgb, vec3f(1.0), 0.3), in.color.a) + rim;
    let near = saturate(1.0 - max(d, 0.0) / in.shape.y);
    let light = in.color.rgb * (in.color.a * 0.3 * near * near * near) * (1.0 - fill);
    let edge = stage.size * 0.07;
    let from_end = select(p.y / stage.fade, min(p.x, stage.size.x - p.x) / edge.x, in.shape.z > 1.5);
    let end = saturate(from_end);
    return vec4f(rgb * fill + light, fill) * (end * end * (3.0 - 2.0 * end));
}
