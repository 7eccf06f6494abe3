// Notes, and the lanes behind them.

struct Note {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // Colour, and how much the note burns where it strikes, 0 to 1.
    @location(1) color: vec4f,
    // Radius of the corners, how far the seam reaches out of the box, and above which height another note hides this
    // one, in pixels.
    @location(2) shape: vec3f,
}

struct NoteVarying {
    @builtin(position) position: vec4f,
    // From the middle, in pixels.
    @location(0) @interpolate(linear) from_middle: vec2f,
    // What changes evenly: how far from the leading edge, near the strike line, and in from the top, 0 to 1 and beyond;
    // and from the middle across, -1 to 1.
    @location(1) @interpolate(linear) ways: vec4f,
    // Half the size, the radius of the corners, and 1 by the width of the rim.
    @location(2) @interpolate(flat) shape: vec4f,
    @location(3) @interpolate(flat) color: vec4f,
    // The colour where it burns.
    @location(4) @interpolate(flat) burning: vec3f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Note) -> NoteVarying {
    let seen = vec2f(in.box.x - in.shape.y, max(in.box.y - in.shape.y, min(in.shape.z, in.box.w)));
    let pixel = mix(seen, in.box.zw + in.shape.y, corner(index));
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let from_middle = pixel - in.box.xy - half_size;
    let ways = vec4f(
        (in.box.w - pixel.y) / (stage.strike * 0.32),
        1.0 - (stage.strike - pixel.y) / (stage.strike * 0.2),
        pixel.y / stage.fade,
        from_middle.x / half_size.x,
    );
    let shape = vec4f(half_size, in.shape.x, 1.0 / (1.4 * stage.unit));
    return NoteVarying(clip(pixel), from_middle, ways, shape, in.color, mix(in.color.rgb, vec3f(1.0), 0.62));
}

@fragment
fn note(in: NoteVarying) -> @location(0) vec4f {
    let d = rounded_box(in.from_middle, in.shape.xy, in.shape.z);
    let fill = saturate(0.5 - d);
    // A dark seam keeps overlapping notes apart.
    let seam = saturate(0.5 - d + 2.0 * stage.unit) * 0.5;
    // Brightest at the leading edge, and along the middle.
    let ways = saturate(in.ways.xyz);
    var rgb = in.color.rgb * ((1.08 - 0.4 * ways.x) * (1.0 - 0.2 * in.ways.w * in.ways.w));
    let rim = saturate(1.0 - abs(d * in.shape.w + 1.0));
    rgb = mix(rgb, vec3f(1.0), rim * 0.26);
    rgb = mix(rgb, in.burning, in.color.a * ways.y * ways.y);
    let fade = ways.z * ways.z * (3.0 - 2.0 * ways.z);
    return vec4f(rgb * fill, fill + (1.0 - fill) * seam) * fade;
}

// A lane: `color` with alpha, stronger towards the strike line.
@fragment
fn lane(in: NoteVarying) -> @location(0) vec4f {
    let fill = saturate(0.5 - rounded_box(in.from_middle, in.shape.xy, 0.0));
    let y = pixel(in.position).y;
    let alpha = in.color.a * fill * (0.25 + 0.75 * saturate(y / stage.strike));
    return vec4f(in.color.rgb, 1.0) * alpha;
}
