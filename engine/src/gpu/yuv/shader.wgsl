// Packs a picture into planes of 4:2:0 samples, four to a word. One invocation converts 8 by 2 pixels, so that
// no two write to the same word.

struct Planes {
    // Words in a row of luma; rows of chroma have half as many.
    luma_pitch: u32,
    // Where the planes of Cb and Cr begin, in words.
    cb: u32,
    cr: u32,
    // Rows of chroma.
    rows: u32,
}

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var<uniform> planes: Planes;
@group(0) @binding(2) var<storage, read_write> words: array<u32>;

// ITU-R BT.709-6 item 3.2 with the quantisation of item 4.6 for 8 bits.
fn luma(rgb: vec3f) -> f32 {
    return dot(rgb, vec3f(0.2126, 0.7152, 0.0722));
}

fn pack(samples: vec4f) -> u32 {
    return pack4xU8(vec4u(samples + 0.5));
}

@compute @workgroup_size(8, 8)
fn convert(@builtin(global_invocation_id) id: vec3u) {
    if (id.x * 2u >= planes.luma_pitch || id.y >= planes.rows) {
        return;
    }
    let edge = vec2i(textureDimensions(picture)) - 1;
    let corner = vec2i(id.xy) * vec2i(8, 2);
    var y: array<vec4f, 4>;
    var cb: vec4f;
    var cr: vec4f;
    for (var pair = 0; pair < 4; pair++) {
        var sum = vec3f(0.0);
        for (var row = 0; row < 2; row++) {
            for (var column = 0; column < 2; column++) {
                let x = pair * 2 + column;
                let rgb = textureLoad(picture, min(corner + vec2i(x, row), edge), 0).rgb;
                y[row * 2 + x / 4][x % 4] = 16.0 + 219.0 * luma(rgb);
                sum += rgb;
            }
        }
        let mean = sum * 0.25;
        let gray = luma(mean);
        cb[pair] = 128.0 + 224.0 * (mean.b - gray) / 1.8556;
        cr[pair] = 128.0 + 224.0 * (mean.r - gray) / 1.5748;
    }
    let top = id.y * 2u * planes.luma_pitch + id.x * 2u;
    words[top] = pack(y[0]);
    words[top + 1u] = pack(y[1]);
    words[top + planes.luma_pitch] = pack(y[2]);
    words[top + planes.luma_pitch + 1u] = pack(y[3]);
    let chroma = id.y * (planes.luma_pitch / 2u) + id.x;
    words[planes.cb + chroma] = pack(cb);
    words[planes.cr + chroma] = pack(cr);
}
