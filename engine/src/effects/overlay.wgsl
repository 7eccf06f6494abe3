// Light over the picture, in those tiles where there is some. Stands after common.wgsl and `const SHOWN`, the position of
// the effect: a of its values: strength; b: what brings a pixel to its place in the light.

@group(0) @binding(5) var lit: texture_2d<f32>;

// The side of a tile, in pixels of the light. It is soft: every second of them tells enough.
const TILE: u32 = 8u;
const STEP: i32 = 2;
// Less light is not seen: half a level of 8 bits.
const UNSEEN: f32 = 0.004;

struct Lay {
    @builtin(position) position: vec4f,
    @location(0) place: vec2f,
}

fn brightest_around(first: vec2u, size: vec2u) -> f32 {
    let low = max(vec2i(first) - 1, vec2i(0));
    let high = min(vec2i(first + TILE), vec2i(size) - 1);
    var most = 0.0;
    for (var y = low.y; y <= high.y; y += STEP) {
        for (var x = low.x; x <= high.x; x += STEP) {
            most = max(most, brightest(textureLoad(lit, vec2i(x, y), 0).rgb));
        }
    }
    return most;
}

@vertex
fn tile(@builtin(vertex_index) index: u32, @builtin(instance_index) number: u32) -> Lay {
    let values = chain.effects[SHOWN];
    let size = textureDimensions(lit);
    let columns = (size.x + TILE - 1u) / TILE;
    let first = vec2u(number % columns, number / columns) * TILE;
    if brightest_around(first, size) * values.a.x < UNSEEN {
        return Lay(vec4f(2.0, 2.0, 0.0, 1.0), vec2f(0.0));
    }
    let corner = first + vec2u(index & 1u, index >> 1u) * TILE;
    let at = min(vec2f(corner) / vec2f(size) / values.b.xy, chain.size);
    let clip = at * chain.texel * 2.0 - 1.0;
    return Lay(vec4f(clip.x, -clip.y, 0.0, 1.0), at * values.b.xy);
}

@fragment
fn light(in: Lay) -> @location(0) vec4f {
    let around = textureSampleLevel(lit, clamped, in.place, 0.0).rgb * chain.effects[SHOWN].a.x;
    return vec4f(shoulder(around), 0.0);
}
