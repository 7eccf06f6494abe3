// The keys of a piano seen from above, the bed they lie in, and the felt at the strike line.

struct Part {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // Colour, and how much the key is lit with it, 0 to 1.
    @location(1) color: vec4f,
    // How far it reaches out of its box, in pixels.
    @location(2) margin: f32,
}

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) box: vec4f,
    @location(1) @interpolate(flat) color: vec4f,
    // In pixels of the box of the layer.
    @location(2) @interpolate(linear) pixel: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Part) -> Varying {
    let pixel = mix(in.box.xy - vec2f(in.margin, 0.0), in.box.zw + in.margin, corner(index));
    return Varying(clip(pixel), in.box, in.color, pixel);
}

// One entry point for each kind of part: a branch would cost all of them for every pixel where the processor draws.

@fragment
fn bed(in: Varying) -> @location(0) vec4f {
    let p = in.pixel;
    // Nearly black under the keys; below them the front of the case, then its shadow on the background.
    let below = (p.y - stage.keys_bottom) / stage.unit;
    let front = smoothstep(0.0, 2.0, below) * (1.0 - smoothstep(2.0, 13.0, below));
    let rgb = vec3f(0.028, 0.026, 0.038) + vec3f(0.10, 0.095, 0.12) * front;
    let shadow = 0.25 + 0.6 * exp(-max(below - 14.0, 0.0) / 45.0);
    return select(vec4f(rgb, 1.0), vec4f(0.0, 0.0, 0.0, shadow), below > 14.0);
}

// What a lit key throws on the front of the case.
@fragment
fn gleam(in: Varying) -> @location(0) vec4f {
    let p = in.pixel;
    let place = (p - in.box.xy) / (in.box.zw - in.box.xy);
    let across = place.x * 2.0 - 1.0;
    let light = (1.0 - across * across) * (1.0 - place.y) * (1.0 - place.y);
    return vec4f(in.color.rgb * in.color.a * light * light * 0.55, 0.0);
}

@fragment
fn felt(in: Varying) -> @location(0) vec4f {
    let p = in.pixel;
    let box = in.box;
    let y = (p.y - box.y) / (box.w - box.y);
    let thread = saturate(1.0 - abs(y - 0.18) * 7.0);
    let rgb = mix(vec3f(0.10, 0.055, 0.095), vec3f(0.03, 0.022, 0.04), y) + vec3f(0.62, 0.6, 0.72) * thread * 0.5;
    return vec4f(rgb, 1.0);
}

// How far inside a white key a point is: negative inside.
fn from_white(p: vec2f, key: vec4f) -> f32 {
    let gap = 0.75 * stage.unit;
    let box = key + vec4f(gap, 0.0, -gap, 0.0);
    let half_size = (box.zw - box.xy) * 0.5;
    let radius = min(5.0 * stage.unit, half_size.x * 0.5);
    // Only the lower corners are round: the upper edge lies beyond the top.
    return rounded_box(p - box.xy - half_size + vec2f(0.0, radius), half_size + vec2f(0.0, radius), radius);
}

@fragment
fn white(in: Varying) -> @location(0) vec4f {
    let d = from_white(in.pixel, in.box);
    let place = (in.pixel - in.box.xy) / (in.box.zw - in.box.xy);
    let y = place.y;
    // Shadow of the case at the top, a duller front edge at the bottom.
    let shade = 0.42 + 0.33 * smoothstep(0.0, 0.5, y) - 0.05 * smoothstep(0.6, 1.0, y);
    var rgb = vec3f(1.0, 0.965, 0.915) * shade * (1.0 - 0.10 * place.x * place.x);
    rgb *= 1.0 - 0.30 * smoothstep(0.945, 0.955, y);
    rgb *= 1.0 - 0.3 * saturate(1.0 + d / (1.6 * stage.unit));
    return vec4f(rgb, 1.0) * saturate(0.5 - d);
}

// The colour of a lit white key, over the key as it is unlit.
@fragment
fn white_lit(in: Varying) -> @location(0) vec4f {
    let d = from_white(in.pixel, in.box);
    let y = (in.pixel.y - in.box.y) / (in.box.w - in.box.y);
    let deep = saturate(y * 3.125);
    let light = mix(in.color.rgb * (1.0 - 0.36 * y), vec3f(1.0), 0.32 - 0.32 * deep * deep * (3.0 - 2.0 * deep));
    let front = 1.0 - 0.12 * saturate((y - 0.945) * 100.0);
    let edge = 1.0 - 0.3 * saturate(1.0 + d / (1.6 * stage.unit));
    return vec4f(light * (front * edge), 1.0) * (in.color.a * saturate(0.5 - d));
}

@fragment
fn black(in: Varying) -> @location(0) vec4f {
    let p = in.pixel;
    let half_size = (in.box.zw - in.box.xy) * 0.5;
    let radius = min(4.5 * stage.unit, half_size.x * 0.5);
    let middle = in.box.xy + half_size - vec2f(0.0, radius);
    let size = half_size + vec2f(0.0, radius);
    let d = rounded_box(p - middle, size, radius);
    let shadow_d = rounded_box(p - middle - vec2f(1.5, 2.5) * stage.unit, size, radius);
    let shadow = 0.5 * saturate(1.0 - shadow_d / (5.0 * stage.unit));
    let y = (p.y - in.box.y) / (in.box.w - in.box.y);
    // A narrower top face over sloping sides, and a front that catches the light.
    let bevel = half_size.x * 0.2;
    let face_d = rounded_box(p - middle + vec2f(0.0, size.y * 0.1), size - vec2f(bevel, size.y * 0.02), radius);
    let face = saturate(0.5 - face_d / (1.5 * stage.unit));
    let edge = saturate(1.0 - abs(face_d) / (1.3 * stage.unit)) * smoothstep(0.3, 1.0, y);
    var rgb = mix(vec3f(0.052, 0.05, 0.06), vec3f(0.085, 0.083, 0.098) + 0.075 * y * y, face) + 0.16 * edge;
    let glow = mix(in.color.rgb * (0.92 - 0.3 * y), vec3f(1.0), 0.3 * (1.0 - smoothstep(0.0, 0.32, y)) + 0.12 * edge);
    let light = glow * mix(0.62, 1.0, face);
    rgb = mix(rgb, light, in.color.a);
    let fill = saturate(0.5 - d);
    return vec4f(rgb * fill, fill + (1.0 - fill) * shadow);
}
