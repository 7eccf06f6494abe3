// Strokes: straight pieces with a thickness. Bars, rows of pieces, lines and the light around them.

struct Stroke {
    // From and to, in pixels.
    @location(0) line: vec4f,
    // Colours with alpha at the beginning, half way and at the end, 8 bits each.
    @location(1) start: u32,
    @location(2) halfway: u32,
    @location(3) end: u32,
    // Half the thickness, radius of the corners, and of a row of pieces: from one to the next, half the length of one.
    @location(4) shape: vec4f,
}

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle, along and across.
    @location(0) @interpolate(linear) place: vec2f,
    // Half the length.
    @location(1) @interpolate(flat) reach: f32,
    @location(2) @interpolate(flat) start: vec4f,
    @location(3) @interpolate(flat) halfway: vec4f,
    @location(4) @interpolate(flat) end: vec4f,
    @location(5) @interpolate(flat) shape: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Stroke) -> Varying {
    let way = in.line.zw - in.line.xy;
    let far = length(way);
    let along = select(vec2f(1.0, 0.0), way / max(far, 1e-6), far > 1e-4);
    let margin = in.shape.x + 1.0;
    let place = (corner(index) * 2.0 - 1.0) * vec2f(far * 0.5 + margin, margin);
    let middle = (in.line.xy + in.line.zw) * 0.5;
    let p = middle + along * place.x + vec2f(-along.y, along.x) * place.y;
    let start = unpack4x8unorm(in.start);
    let halfway = unpack4x8unorm(in.halfway);
    let end = unpack4x8unorm(in.end);
    return Varying(clip(p), place, far * 0.5, start, halfway, end, in.shape);
}

fn painted(in: Varying, cover: f32) -> vec4f {
    // From -1 to 1.
    let along = clamp(in.place.x / max(in.reach, 0.5), -1.0, 1.0);
    let color = mix(in.halfway, select(in.start, in.end, along > 0.0), abs(along));
    return vec4f(color.rgb, 1.0) * (color.a * cover);
}

// A bar that ends where the stroke ends.
@fragment
fn bar(in: Varying) -> @location(0) vec4f {
    let d = rounded_box(in.place, vec2f(in.reach, in.shape.x), in.shape.y);
    return painted(in, saturate(0.5 - d));
}

// A bar cut into pieces of one length.
@fragment
fn pieces(in: Varying) -> @location(0) vec4f {
    let along = in.place.x + in.reach;
    let last = max(round(in.reach * 2.0 / in.shape.z) - 1.0, 0.0);
    let number = clamp(floor(along / in.shape.z), 0.0, last);
    let place = vec2f(along - (number + 0.5) * in.shape.z, in.place.y);
    let d = rounded_box(place, vec2f(in.shape.w, in.shape.x), in.shape.y);
    return painted(in, saturate(0.5 - d));
}

// From the stroke's middle line.
fn distance_to(in: Varying) -> vec2f {
    return vec2f(max(abs(in.place.x) - in.reach, 0.0), in.place.y);
}

// A line with round ends beyond the stroke's own.
@fragment
fn line(in: Varying) -> @location(0) vec4f {
    let d = length(distance_to(in)) - in.shape.x;
    return painted(in, saturate(0.5 - d));
}

// Light of one colour that fades with the distance, its strength in alpha.
@fragment
fn glow(in: Varying) -> @location(0) vec4f {
    let away = distance_to(in) / in.shape.x;
    let near = saturate(1.0 - dot(away, away));
    return vec4f(in.start.rgb * (in.start.a * near * near), 0.0);
}
