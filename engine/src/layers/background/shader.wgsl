// A gradient with two clouds of light, darker towards the corners, with noise against banding. Drawn once.

struct Instance {
    @location(0) top: vec4f,
    @location(1) bottom: vec4f,
    // Light from the upper left and the lower right; alpha is strength.
    @location(2) left: vec4f,
    @location(3) right: vec4f,
    // Strength of the vignette; how the gradient lies: 0 vertical, 1 diagonal, 2 radial.
    @location(4) shade: vec2f,
}

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) top: vec4f,
    @location(1) @interpolate(flat) bottom: vec4f,
    @location(2) @interpolate(flat) left: vec4f,
    @location(3) @interpolate(flat) right: vec4f,
    @location(4) @interpolate(flat) shade: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Instance) -> Varying {
    let position = clip(corner(index) * stage.size);
    return Varying(position, in.top, in.bottom, in.left, in.right, in.shade);
}

// Triangular noise from -1 to 1.
fn noise(pixel: vec2u) -> f32 {
    let bits = hash(pixel.x + hash(pixel.y + stage.seed));
    return f32(bits & 0xffffu) / 65535.0 - f32(bits >> 16u) / 65535.0;
}

fn cloud(place: vec2f, middle: vec2f, radius: f32) -> f32 {
    let d = (place - middle) / radius;
    return exp(-dot(d, d) * 2.2);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    let place = pixel(in.position) / stage.size;
    var along = place.y;
    if in.shade.y == 1.0 {
        along = dot(place, vec2f(0.5));
    } else if in.shade.y == 2.0 {
        along = length((place - 0.5) * vec2f(1.25, 1.25));
    }
    var rgb = mix(in.top.rgb, in.bottom.rgb, smoothstep(0.0, 1.0, along));
    rgb += in.left.rgb * in.left.a * cloud(place, vec2f(0.16, 0.22), 0.62);
    rgb += in.right.rgb * in.right.a * cloud(place, vec2f(0.86, 0.62), 0.7);
    let out = (place - vec2f(0.5, 0.52)) * vec2f(1.0, 0.92);
    rgb *= 1.0 - in.shade.x * smoothstep(0.08, 0.5, dot(out, out));
    return vec4f(rgb + noise(vec2u(in.position.xy)) / 255.0, 1.0);
}
