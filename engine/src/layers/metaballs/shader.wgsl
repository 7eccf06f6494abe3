// Soft bodies: the sum of fields of limited reach (G. Wyvill, C. McPheeters and B. Wyvill, Data Structure for Soft
// Objects, 1986), lit from above. Alpha tells the distance from the edge, one half on it.

struct Field {
    // Left, top, right, bottom in pixels of the box.
    @location(0) bounds: vec4f,
    // How many balls, pixels over which alpha tells the distance, pixels of a unit, shine.
    @location(1) shape: vec4f,
}

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(linear) pixel: vec2f,
    @location(1) @interpolate(flat) shape: vec4f,
}

struct Ball {
    // Middle and radius in pixels, nothing.
    place: vec4f,
    // Colour, and how much the ball glows.
    color: vec4f,
}

@group(1) @binding(0) var<uniform> balls: array<Ball, 24>;

// The field of a ball at its radius, were it alone: its field ends at twice its radius.
const EDGE: f32 = 0.421875;

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Field) -> Varying {
    let pixel = mix(in.bounds.xy, in.bounds.zw, corner(index));
    return Varying(clip(pixel), pixel, in.shape);
}

@fragment
fn fragment(in: Varying) -> @location(0) vec4f {
    var field = 0.0;
    var slope = vec2f(0.0);
    var color = vec4f(0.0);
    var weight = 1e-4;
    for (var i = 0; i < i32(in.shape.x); i++) {
        let way = in.pixel - balls[i].place.xy;
        let reach = 4.0 * balls[i].place.z * balls[i].place.z;
        let near = max(1.0 - dot(way, way) / reach, 0.0);
        let cubed = near * near * near;
        field += cubed;
        slope -= way * (6.0 * near * near / reach);
        color += balls[i].color * cubed;
        weight += cubed;
    }
    color /= weight;
    let distance = (field - EDGE) / max(length(slope), 1e-4);
    let alpha = saturate(0.5 + distance / in.shape.y);
    // As thick as the field is strong, and round at the edge.
    let thick = saturate((field - EDGE) * 1.1);
    let normal = normalize(vec3f(-slope * in.shape.z * 90.0, 0.16 + 1.25 * thick));
    let day = dot(normal, normalize(vec3f(-0.4, -0.75, 0.55))) * 0.5 + 0.5;
    let rim = pow(1.0 - normal.z, 3.0);
    let glint = pow(saturate(dot(normal, normalize(vec3f(-0.3, -0.6, 0.9)))), 28.0);
    let deep = color.rgb * color.rgb * vec3f(0.55, 0.5, 0.75);
    var lit = mix(deep * 0.5, color.rgb, day * day * (0.62 + 0.3 * color.a));
    lit += mix(color.rgb, vec3f(1.0), 0.25) * (in.shape.w * (0.5 * rim * (0.35 + 0.65 * day) + 0.38 * glint));
    return vec4f(saturate(lit), alpha);
}
