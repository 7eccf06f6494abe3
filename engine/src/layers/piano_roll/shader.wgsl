// Notes on a roll, their glow, the rows behind them and the play head.

struct Note {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // Colour, and how much it burns, 0 to 1.
    @location(1) color: vec4f,
    // Radius of the corners, where the play head is, brightness of what has been played (negative on a light ground,
    // where it grows faint instead of dark), and how far it reaches out of its box in pixels.
    @location(2) shape: vec4f,
}

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) box: vec4f,
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) shape: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Note) -> Varying {
    let pixel = mix(in.box.xy - in.shape.w, in.box.zw + in.shape.w, corner(index));
    return Varying(clip(pixel), in.box, in.color, in.shape);
}

// Notes come and go at the edges of the box.
fn edges(x: f32) -> f32 {
    let reach = stage.size.x * 0.07;
    let near = saturate(min(x, stage.size.x - x) / reach);
    return near * near * (3.0 - 2.0 * near);
}

@fragment
fn note(in: Varying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let from_middle = p - in.box.xy - half_size;
    let d = rounded_box(from_middle, half_size, in.shape.x);
    let fill = saturate(0.5 - d);
    // A dark seam keeps overlapping notes apart.
    let light_ground = in.shape.z < 0.0;
    let seam = saturate(0.5 - d + 2.0 * stage.unit) * select(0.45, 0.16, light_ground);
    // Brightest where it begins, and along the middle.
    let lead = saturate((p.x - in.box.x) / (180.0 * stage.unit));
    let across = from_middle.y / half_size.y;
    var rgb = in.color.rgb * (1.08 - 0.3 * lead) * (1.0 - 0.16 * across * across - 0.06 * across);
    let rim = saturate(1.0 - abs(d + 1.3 * stage.unit) / (1.3 * stage.unit));
    rgb = mix(rgb, vec3f(1.0), rim * 0.22);
    let ahead = saturate(0.5 + (p.x - in.shape.y) / (10.0 * stage.unit));
    let near = saturate(1.0 - abs(p.x - in.shape.y) / (150.0 * stage.unit));
    let light = in.color.a * (0.3 + 0.7 * near * near);
    let played = abs(in.shape.z);
    let strength = mix(played + (1.0 - played) * light, 1.0, ahead);
    rgb *= select(strength, 1.0, light_ground);
    rgb = mix(rgb, mix(in.color.rgb, vec3f(1.0), 0.58), light * 0.9);
    let there = saturate(played * 5.0 + ahead + light) * select(1.0, strength, light_ground);
    return vec4f(rgb * fill, fill + (1.0 - fill) * seam) * edges(p.x) * there;
}

// Light around a note that sounds, strongest at the play head.
@fragment
fn glow(in: Varying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let d = rounded_box(p - in.box.xy - half_size, half_size, in.shape.x);
    let near = saturate(1.0 - d / in.shape.w);
    let along = saturate(1.0 - abs(p.x - in.shape.y) / in.shape.z);
    return vec4f(in.color.rgb * (in.color.a * near * near * along * along), 0.0);
}

// A row: `color` with alpha.
@fragment
fn row(in: Varying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let fill = saturate(0.5 - rounded_box(p - in.box.xy - half_size, half_size, 0.0));
    return vec4f(in.color.rgb, 1.0) * (in.color.a * fill * (0.35 + 0.65 * edges(p.x)));
}

// The play head: a thin line with soft light behind it, fading towards its ends.
@fragment
fn head(in: Varying) -> @location(0) vec4f {
    let p = pixel(in.position);
    let from_line = p.x - in.shape.y;
    let core = saturate(1.4 - abs(from_line) / stage.unit) * 0.75;
    let behind = saturate(1.0 - abs(from_line) / in.shape.w);
    let side = select(0.22, 0.09, from_line > 0.0);
    let end = saturate(min(p.y - in.box.y, in.box.w - p.y) / (90.0 * stage.unit));
    let light = (core + behind * behind * side) * in.color.a * end * end * (3.0 - 2.0 * end);
    // Dark ink covers, light ink adds.
    let dark = step(dot(in.color.rgb, vec3f(0.3, 0.6, 0.1)), 0.5);
    return vec4f(in.color.rgb * light, light * dark);
}
