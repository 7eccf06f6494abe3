// Pictures of a branding and the ground of its end card.

struct Sprite {
    // Left, top, right and bottom in clip space.
    @location(0) box: vec4f,
    // Of the ground its colour; of both, in the last number, how much is there, 0 to 1.
    @location(1) color: vec4f,
}

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var picture_sampler: sampler;

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(linear) place: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Sprite) -> Varying {
    let place = vec2f(f32(index & 1u), f32(index >> 1u));
    return Varying(vec4f(mix(in.box.xy, in.box.zw, place), 0.0, 1.0), place, in.color);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    return textureSampleLevel(picture, picture_sampler, in.place, 0.0) * in.color.a;
}

// A colour, a little lighter in the middle and darker in the corners.
@fragment
fn ground(in: Varying) -> @location(0) vec4f {
    let from_middle = (in.place - vec2f(0.5, 0.46)) * 2.0;
    let far = min(dot(from_middle, from_middle), 2.0);
    // Half a step of 8 bits up or down, ever the same in the same pixel, hides the steps.
    let noise = fract(52.9829189 * fract(dot(floor(in.position.xy), vec2f(0.06711056, 0.00583715))));
    let light = 0.03 - 0.035 * far + (noise - 0.5) / 255.0;
    return vec4f(clamp(in.color.rgb + light, vec3f(0.0), vec3f(1.0)) * in.color.a, in.color.a);
}
