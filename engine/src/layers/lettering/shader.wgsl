// Letters, their shadows, and the plain shapes that go with text.

struct Mark {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // Letters and shadows: the same on their pictures, in their pixels. Shapes: their own edges.
    @location(1) source: vec4f,
    // Colour, and how much of it is there at the left, 0 to 1.
    @location(2) color: vec4f,
    // Colour of what has been sung or played. Alpha: of shadows at the right, of all else how much of it is there.
    @location(3) sung: vec4f,
    // Colour of the outline, and the kind: 0 letters, 1 shadow, 2 capsule, 3 rule, 4 ring,
    // 5 outlines alone, 6 letters without their outlines.
    @location(4) outline: vec4f,
    // Letters, capsules: where what is sung ends, how soft, on which side it lies. Rings: the share, and in w thickness.
    @location(5) sweep: vec4f,
}

@group(1) @binding(0) var pictures: sampler;
// Coverage: red of the letters, green of letters and outline, blue of shadows of their own, alpha of pictures in colour.
@group(1) @binding(1) var cover: texture_2d<f32>;
// The pictures in colour, with premultiplied alpha.
@group(1) @binding(2) var colors: texture_2d<f32>;
@group(1) @binding(3) var shadow: texture_2d<f32>;

struct Varying {
    @builtin(position) position: vec4f,
    // From the left and top, 0 to 1; where in the box; where on the picture.
    @location(0) @interpolate(linear) share: f32,
    @location(1) @interpolate(linear) place: vec2f,
    @location(2) @interpolate(linear) source: vec2f,
    @location(3) @interpolate(flat) color: vec4f,
    @location(4) @interpolate(flat) sung: vec4f,
    @location(5) @interpolate(flat) outline: vec4f,
    @location(6) @interpolate(flat) sweep: vec4f,
    @location(7) @interpolate(flat) edges: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Mark) -> Varying {
    let share = corner(index);
    let place = mix(in.box.xy, in.box.zw, share);
    var size = vec2f(textureDimensions(cover));
    if in.outline.a == 1.0 {
        size = vec2f(textureDimensions(shadow));
    }
    let source = mix(in.source.xy, in.source.zw, share) / size;
    return Varying(
        clip(place), share.x, place, source, in.color, in.sung, in.outline, in.sweep, in.source
    );
}

// How far a point is inside a shape of that signed distance, softened over a pixel.
fn inside(distance: f32) -> f32 {
    return clamp(0.5 - distance, 0.0, 1.0);
}

// Letters of one colour.
@fragment
fn plain(in: Varying) -> @location(0) vec4f {
    let covered = textureSampleLevel(cover, pictures, in.source, 0.0).r * in.color.a;
    return vec4f(in.color.rgb, 1.0) * covered;
}

// Shadows that lie on the picture of the letters.
@fragment
fn thrown(in: Varying) -> @location(0) vec4f {
    let covered = textureSampleLevel(cover, pictures, in.source, 0.0).b * in.color.a;
    return vec4f(in.color.rgb, 1.0) * covered;
}

// Shadows of their own.
@fragment
fn shade(in: Varying) -> @location(0) vec4f {
    let dark = textureSampleLevel(shadow, pictures, in.source, 0.0).r * mix(in.color.a, in.sung.a, in.share);
    return vec4f(in.color.rgb, 1.0) * dark;
}

@fragment
fn letters(in: Varying) -> @location(0) vec4f {
    let covered = textureSampleLevel(cover, pictures, in.source, 0.0);
    let sung = clamp((in.sweep.x - in.place.x) * in.sweep.z / in.sweep.y + 0.5, 0.0, 1.0);
    let color = mix(in.color, in.sung, sung);
    let around = max(covered.g, covered.r);
    if in.outline.a == 5.0 {
        return vec4f(in.outline.rgb * around, around) * color.a;
    }
    let edge = select(around - covered.r, 0.0, in.outline.a == 6.0);
    var ink = vec4f(color.rgb * covered.r + in.outline.rgb * edge, covered.r + edge);
    if covered.a > 0.0 {
        let picture = textureSampleLevel(colors, pictures, in.source, 0.0);
        ink = picture + ink * (1.0 - picture.a);
    }
    return ink * color.a;
}

fn capsule(in: Varying) -> vec4f {
    let half_size = (in.edges.zw - in.edges.xy) * 0.5;
    let p = in.place - (in.edges.xy + in.edges.zw) * 0.5;
    let covered = inside(rounded_box(p, half_size, min(half_size.x, half_size.y)));
    let sung = clamp((in.sweep.x - in.place.x) / in.sweep.y + 0.5, 0.0, 1.0);
    let color = mix(vec4f(in.color.rgb, 1.0) * in.color.a, vec4f(in.sung.rgb, 1.0) * in.sung.a, sung);
    return color * covered;
}

fn rule(in: Varying) -> vec4f {
    let half_size = (in.edges.zw - in.edges.xy) * 0.5;
    let p = abs(in.place - (in.edges.xy + in.edges.zw) * 0.5);
    let end = 1.0 - p.x / max(half_size.x, 1.0);
    let covered = clamp(half_size.y + 0.5 - p.y, 0.0, 1.0) * smoothstep(0.0, 0.6, end);
    return vec4f(in.color.rgb, 1.0) * (in.color.a * covered);
}

const TURN = 6.2831853;

fn ring(in: Varying) -> vec4f {
    let half_size = (in.edges.zw - in.edges.xy) * 0.5;
    let p = in.place - (in.edges.xy + in.edges.zw) * 0.5;
    let thickness = in.sweep.w * 0.5;
    let radius = min(half_size.x, half_size.y) - thickness;
    let around = abs(length(p) - radius) - thickness;
    // Clockwise from the top.
    let angle = fract(atan2(p.x, -p.y) / TURN + 1.0);
    let end = in.sweep.x * TURN;
    let head = vec2f(sin(end), -cos(end)) * radius;
    let tail = vec2f(0.0, -radius);
    let caps = min(length(p - head), length(p - tail)) - thickness;
    var played = 1e6;
    if in.sweep.x > 0.0 {
        played = select(caps, min(around, caps), angle <= in.sweep.x);
        played = select(played, around, angle <= in.sweep.x);
    }
    let front = vec4f(in.sung.rgb, 1.0) * (in.sung.a * inside(played));
    let back = vec4f(in.color.rgb, 1.0) * (in.color.a * inside(around));
    return front + back * (1.0 - front.a);
}

@fragment
fn shape(in: Varying) -> @location(0) vec4f {
    let kind = in.outline.a;
    if kind < 2.5 {
        return capsule(in);
    }
    if kind < 3.5 {
        return rule(in);
    }
    return ring(in);
}
