// What all layers share; it stands before each layer's own shader. A layer draws in its box as if that were all there
// is; `clip` and `pixel` bring the box to its place on the canvas and back.

struct Stage {
    // Size of the box in pixels.
    size: vec2f,
    // Size of the canvas in pixels.
    canvas: vec2f,
    // Where on the canvas the middle of the box is, in pixels.
    centre: vec2f,
    // Cosine and sine of the angle that the box is turned by, clockwise.
    axis: vec2f,
    // How much larger the box is shown than it is.
    scale: vec2f,
    // Where notes strike, and where the keys end, in pixels from the top of the box.
    strike: f32,
    keys_bottom: f32,
    // How far from the top notes have faded in, in pixels.
    fade: f32,
    // Pixels in a unit: the shorter side of the box is 1080 units.
    unit: f32,
    // Seed of everything random.
    seed: u32,
    padding: u32,
}

@group(0) @binding(0) var<uniform> stage: Stage;

// A corner of the unit square, from the index of a vertex.
fn corner(index: u32) -> vec2f {
    return vec2f(f32(index & 1u), f32(index >> 1u));
}

// Pixels from the top left of the box to clip space.
fn clip(pixel: vec2f) -> vec4f {
    let p = (pixel - stage.size * 0.5) * stage.scale;
    let turned = vec2f(p.x * stage.axis.x - p.y * stage.axis.y, p.x * stage.axis.y + p.y * stage.axis.x);
    let unit = (turned + stage.centre) / stage.canvas * 2.0 - 1.0;
    return vec4f(unit.x, -unit.y, 0.0, 1.0);
}

// Where in the box the fragment at `position` (the builtin) is, in pixels from its top left.
fn pixel(position: vec4f) -> vec2f {
    let p = position.xy - stage.centre;
    let turned = vec2f(p.x * stage.axis.x + p.y * stage.axis.y, p.y * stage.axis.x - p.x * stage.axis.y);
    return turned / stage.scale + stage.size * 0.5;
}

// Signed distance in pixels from `p` to the edge of a box around the origin with rounded corners.
fn rounded_box(p: vec2f, half_size: vec2f, radius: f32) -> f32 {
    let q = abs(p) - half_size + radius;
    return length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0) - radius;
}

// PCG, see Jarzynski and Olano, Hash Functions for GPU Rendering, JCGT 9(3), 2020.
fn hash(value: u32) -> u32 {
    let state = value * 747796405u + 2891336453u;
    let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
    return (word >> 22u) ^ word;
}
