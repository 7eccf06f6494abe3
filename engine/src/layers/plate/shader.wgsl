// Pictures, turned, with round corners, a border or a shadow.

struct Plate {
    // The middle, and half the width and height, in pixels.
    @location(0) place: vec4f,
    // What of the picture is seen: left, top, right, bottom.
    @location(1) part: vec4f,
    // Cosine and sine of the angle, radius of the corners, width of the border.
    @location(2) shape: vec4f,
    // What colours are multiplied by, and how much of it is there.
    @location(3) tint: vec4f,
    // The colour of the border or of a shadow; softness of a shadow in pixels.
    @location(4) edge: vec4f,
}

@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var picture_sampler: sampler;

struct Varying {
    @builtin(position) position: vec4f,
    // From the middle, before turning, in pixels.
    @location(0) @interpolate(linear) local: vec2f,
    @location(1) @interpolate(flat) half_size: vec2f,
    @location(2) @interpolate(flat) part: vec4f,
    @location(3) @interpolate(flat) shape: vec4f,
    @location(4) @interpolate(flat) tint: vec4f,
    @location(5) @interpolate(flat) edge: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Plate) -> Varying {
    let reach = in.place.zw + 1.0 + in.edge.w;
    let local = (corner(index) * 2.0 - 1.0) * reach;
    let axis = in.shape.xy;
    let turned = vec2f(local.x * axis.x - local.y * axis.y, local.x * axis.y + local.y * axis.x);
    return Varying(clip(in.place.xy + turned), local, in.place.zw, in.part, in.shape, in.tint, in.edge);
}

fn seen(in: Varying, local: vec2f, half_size: vec2f) -> vec4f {
    let place = clamp(local / half_size * 0.5 + 0.5, vec2f(0.0), vec2f(1.0));
    return textureSampleLevel(picture, picture_sampler, mix(in.part.xy, in.part.zw, place), 0.0);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    let d = rounded_box(in.local, in.half_size, in.shape.z);
    if in.edge.w > 0.0 {
        let alpha = (1.0 - smoothstep(-in.edge.w, in.edge.w, d)) * in.tint.a;
        return vec4f(in.edge.rgb * alpha, alpha);
    }
    let texel = seen(in, in.local, in.half_size);
    var color = vec4f(texel.rgb * in.tint.rgb, texel.a);
    if in.shape.w > 0.0 {
        color = mix(color, vec4f(in.edge.rgb, 1.0), clamp(d + in.shape.w + 0.5, 0.0, 1.0));
    }
    return color * clamp(0.5 - d, 0.0, 1.0) * in.tint.a;
}

// How much of a ring there is at a distance from its middle.
fn ring(r: f32, middle: f32, width: f32) -> f32 {
    return 1.0 - smoothstep(0.0, width, abs(r - middle));
}

// A record with the picture as its label: the light on its grooves stays where it is while it turns.
@fragment
fn record(in: Varying) -> @location(0) vec4f {
    let radius = in.half_size.x;
    let r = length(in.local) / radius;
    let pixel = 1.0 / radius;
    let axis = in.shape.xy;
    let fixed = vec2f(
        in.local.x * axis.x - in.local.y * axis.y,
        in.local.x * axis.y + in.local.y * axis.x,
    );
    let label = 0.37;
    // Grooves scatter light into a fan on either side of it.
    let angle = atan2(fixed.y, fixed.x);
    let fan = pow(abs(cos(angle + 0.85)), 14.0) + 0.35 * pow(abs(cos(angle - 0.35)), 30.0);
    let groove = 0.78 + 0.22 * sin(r * 520.0 + sin(atan2(in.local.y, in.local.x)) * 1.5);
    // Between the songs and at the edge there are no grooves.
    let gaps = ring(r, 0.52, 0.006) + ring(r, 0.665, 0.006) + ring(r, 0.8, 0.006) + step(0.965, r) + step(r, 0.42);
    let fine = mix(groove, 0.45, clamp(gaps, 0.0, 1.0));
    var rgb = vec3f(0.022, 0.022, 0.027) + vec3f(0.9, 0.93, 1.0) * 0.2 * fan * fine;
    rgb += in.edge.rgb * 0.07 * fan * (1.0 - r);
    rgb += vec3f(0.16) * ring(r, 0.985, 0.012) * (0.35 + 0.65 * fan);
    let inside = seen(in, in.local, in.half_size * label);
    let paper = inside.rgb + vec3f(0.86, 0.84, 0.8) * (1.0 - inside.a);
    rgb = mix(paper * in.tint.rgb, rgb, smoothstep(label - pixel, label + pixel, r));
    rgb = mix(rgb, vec3f(0.05), ring(r, label, 0.006) * 0.6);
    let hole = smoothstep(0.017 - pixel, 0.017 + pixel, r);
    let alpha = clamp((1.0 - r) * radius + 0.5, 0.0, 1.0) * hole * in.tint.a;
    return vec4f(rgb * alpha, alpha);
}
