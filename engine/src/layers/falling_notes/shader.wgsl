// Notes, and the lanes behind them.

struct Note {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // Colour, and how much the note burns where it strikes, 0 to 1.
    @location(1) color: vec4f,
    // Radius of the corners in pixels.
    @location(2) radius: f32,
}

struct NoteVarying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) box: vec4f,
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) radius: f32,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Note) -> NoteVarying {
    let margin = 2.5 * stage.unit + 1.0;
    let pixel = mix(in.box.xy - margin, in.box.zw + margin, corner(index));
    return NoteVarying(clip(pixel), in.box, in.color, in.radius);
}

@fragment
fn note(in: NoteVarying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let from_middle = p - in.box.xy - half_size;
    let d = rounded_box(from_middle, half_size, in.radius);
    let fill = saturate(0.5 - d);
    // A dark seam keeps overlapping notes apart.
    let seam = saturate(0.5 - d + 2.0 * stage.unit) * 0.5;
    // Brightest at the leading edge, and along the middle.
    let lead = saturate((in.box.w - p.y) / (stage.strike * 0.32));
    let across = from_middle.x / half_size.x;
    var rgb = in.color.rgb * (1.08 - 0.4 * lead) * (1.0 - 0.2 * across * across);
    let rim = saturate(1.0 - abs(d + 1.4 * stage.unit) / (1.4 * stage.unit));
    rgb = mix(rgb, vec3f(1.0), rim * 0.26);
    let near = saturate(1.0 - (stage.strike - p.y) / (stage.strike * 0.2));
    rgb = mix(rgb, mix(in.color.rgb, vec3f(1.0), 0.62), in.color.a * near * near);
    let fade = smoothstep(0.0, stage.fade, p.y);
    return vec4f(rgb * fill, fill + (1.0 - fill) * seam) * fade;
}

// A lane: `color` with alpha, stronger towards the strike line.
@fragment
fn lane(in: NoteVarying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let fill = saturate(0.5 - rounded_box(p - in.box.xy - half_size, half_size, 0.0));
    let alpha = in.color.a * fill * (0.25 + 0.75 * saturate(p.y / stage.strike));
    return vec4f(in.color.rgb, 1.0) * alpha;
}
