// What is done to small pictures.

struct Filter {
    a: vec4f,
    b: vec4f,
    c: vec4f,
}

@group(0) @binding(0) var<uniform> now: Filter;
@group(0) @binding(1) var read: texture_2d<f32>;
@group(0) @binding(2) var other: texture_2d<f32>;
@group(0) @binding(3) var clamped: sampler;

@vertex
fn vertex(@builtin(vertex_index) index: u32) -> @builtin(position) vec4f {
    return vec4f(f32(index & 1u) * 4.0 - 1.0, f32(index >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

// Half as large; see Bjørge, Bandwidth-Efficient Rendering, SIGGRAPH 2015 (dual filtering).
@fragment
fn halve(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texel = 1.0 / vec2f(textureDimensions(read));
    let uv = position.xy * 2.0 * texel;
    var sum = textureSampleLevel(read, clamped, uv, 0.0) * 4.0;
    sum += textureSampleLevel(read, clamped, uv + texel, 0.0);
    sum += textureSampleLevel(read, clamped, uv - texel, 0.0);
    sum += textureSampleLevel(read, clamped, uv + vec2f(texel.x, -texel.y), 0.0);
    sum += textureSampleLevel(read, clamped, uv - vec2f(texel.x, -texel.y), 0.0);
    return sum / 8.0;
}

// The mean of four samples between pixels: a tent three pixels wide.
fn tent(picture: texture_2d<f32>, uv: vec2f) -> vec4f {
    let step = 0.5 / vec2f(textureDimensions(picture));
    var sum = textureSampleLevel(picture, clamped, uv + step, 0.0);
    sum += textureSampleLevel(picture, clamped, uv - step, 0.0);
    sum += textureSampleLevel(picture, clamped, uv + vec2f(step.x, -step.y), 0.0);
    sum += textureSampleLevel(picture, clamped, uv - vec2f(step.x, -step.y), 0.0);
    return sum * 0.25;
}

// One of this size and one of half the size. a: share of the smaller one.
@fragment
fn join(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let wide = tent(other, position.xy * 0.5 / vec2f(textureDimensions(other)));
    return mix(tent(read, position.xy / vec2f(textureDimensions(read))), wide, now.a.x);
}

// a: direction, weight of the middle; b: distances in pixels of two samples on each side, their weights; c: how much
// of the picture is used, in pixels, less half a pixel.
@fragment
fn gauss(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texel = 1.0 / vec2f(textureDimensions(read));
    let most = now.c.xy * texel;
    let uv = position.xy * texel;
    let near = now.a.xy * now.b.x * texel;
    let far = now.a.xy * now.b.y * texel;
    var sum = textureSampleLevel(read, clamped, uv, 0.0) * now.a.z;
    sum += textureSampleLevel(read, clamped, min(uv + near, most), 0.0) * now.b.z;
    sum += textureSampleLevel(read, clamped, uv - near, 0.0) * now.b.z;
    sum += textureSampleLevel(read, clamped, min(uv + far, most), 0.0) * now.b.w;
    sum += textureSampleLevel(read, clamped, uv - far, 0.0) * now.b.w;
    return sum;
}

// Eight samples on the way to a point or around it. a: the point in pixels, and what brings one sample to the next
// (cosine and sine of the angle times the share of the distance); b: the same for the first sample, the weight of each
// sample in that of the one before it, and of the first.
@fragment
fn radial(@builtin(position) position: vec4f) -> @location(0) vec4f {
    let texel = 1.0 / vec2f(textureDimensions(read));
    let begin = position.xy - now.a.xy;
    var out = vec2f(begin.x * now.b.x - begin.y * now.b.y, begin.x * now.b.y + begin.y * now.b.x);
    var weight = now.b.w;
    var sum = vec4f(0.0);
    for (var tap = 0; tap < 8; tap++) {
        sum += textureSampleLevel(read, clamped, (now.a.xy + out) * texel, 0.0) * weight;
        weight *= now.b.z;
        out = vec2f(out.x * now.a.z - out.y * now.a.w, out.x * now.a.w + out.y * now.a.z);
    }
    return sum;
}
