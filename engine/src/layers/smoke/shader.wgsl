// Smoke: for each pixel, how old it would be here, where it came from, and how much of it there was.

struct Puff {
    // Left, top, right, bottom in pixels of the box.
    @location(0) bounds: vec4f,
    // How far the large and the small eddies have drifted, in sheets.
    @location(1) drift: vec4f,
    // Rise in the first second, life, turbulence, glow.
    @location(2) shape: vec4f,
    // Pixels in a shorter side of the box, where smoke begins, its amount, nothing.
    @location(3) scale: vec4f,
}

struct Varying {
    @builtin(position) position: vec4f,
    // From the left, and upwards from where smoke begins, in shorter sides.
    @location(0) @interpolate(linear) place: vec2f,
    @location(1) @interpolate(flat) drift: vec4f,
    @location(2) @interpolate(flat) shape: vec4f,
    @location(3) @interpolate(flat) scale: vec4f,
}

@group(1) @binding(0) var eddies: texture_2d<f32>;
@group(1) @binding(1) var eddies_sampler: sampler;
@group(1) @binding(2) var emission: texture_2d<f32>;
@group(1) @binding(3) var emission_sampler: sampler;

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Puff) -> Varying {
    let pixel = mix(in.bounds.xy, in.bounds.zw, corner(index));
    let place = vec2f(pixel.x, in.scale.y - pixel.y) / in.scale.x;
    return Varying(clip(pixel), place, in.drift, in.shape, in.scale);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    let p = in.place;
    let up = max(p.y, 0.0);
    // Eddies within eddies: the small ones are carried by the large ones.
    let large = textureSampleLevel(eddies, eddies_sampler, vec2f(p.x, -p.y) * 0.62 + in.drift.xy, 0.0);
    let carried = (large.xy * 2.0 - 1.0) * in.shape.z;
    let q = p + carried * 0.05;
    let small = textureSampleLevel(eddies, eddies_sampler, vec2f(q.x, -q.y) * 1.9 + in.drift.zw, 0.0);
    let grown = up / (up + 0.16);
    let aside = carried * 0.115 + (small.xy * 2.0 - 1.0) * (0.05 * in.shape.z);
    let source = vec2f(p.x + aside.x * grown, max(up + aside.y * grown * 0.6, 0.0));
    let age = pow(source.y / in.shape.x, 1.25) / in.shape.y;
    let root = textureSampleLevel(emission, emission_sampler, vec2f(source.x * in.scale.x / stage.size.x, age), 0.0);
    let light = root * root;
    // The older, the more holes are torn into it.
    let body = small.z * 0.6 + large.w * 0.4;
    let torn = smoothstep(age * 0.55 - 0.12, age * 0.55 + 0.4, body);
    let veil = mix(1.0, 0.35 + 1.15 * small.w, grown);
    let left = saturate(1.0 - age);
    let density = torn * veil * left * sqrt(left) * smoothstep(0.0, 0.025, p.y);
    let alpha = saturate(light.a * density);
    return vec4f(light.rgb * density, alpha * (1.0 - in.shape.w));
}
