// Notes along rays, and the circle of keys. Everything is a piece of a ray: between two radii, with edges that lie on
// rays too.

struct Wedge {
    // Inner and outer radius in pixels, and the direction: its cosine and sine.
    @location(0) span: vec4f,
    // Colour, and how much it burns, 0 to 1.
    @location(1) color: vec4f,
    // Half the width at the inner and the outer radius, and radius of the corners, in pixels.
    @location(2) shape: vec4f,
    // Between which radii it fades in, in pixels.
    @location(3) fade: vec2f,
}

struct Varying {
    @builtin(position) position: vec4f,
    // Along and across the ray, in pixels.
    @location(0) @interpolate(linear) place: vec2f,
    @location(1) @interpolate(flat) span: vec2f,
    @location(2) @interpolate(flat) color: vec4f,
    @location(3) @interpolate(flat) shape: vec4f,
    @location(4) @interpolate(flat) fade: vec2f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Wedge) -> Varying {
    let c = corner(index);
    let margin = 2.0 * stage.unit + 1.0;
    let along = mix(in.span.x - margin, in.span.y + margin, c.x);
    let across = (c.y * 2.0 - 1.0) * (max(in.shape.x, in.shape.y) + margin);
    let axis = in.span.zw;
    let turned = vec2f(along * axis.x - across * axis.y, along * axis.y + across * axis.x);
    return Varying(clip(stage.size * 0.5 + turned), vec2f(along, across), in.span.xy, in.color, in.shape, in.fade);
}

// Half the width at the fragment, in pixels.
fn half_width(in: Varying) -> f32 {
    let along = saturate((in.place.x - in.span.x) / (in.span.y - in.span.x));
    return mix(in.shape.x, in.shape.y, along);
}

// Signed distance to the edge in pixels.
fn wedge(in: Varying) -> f32 {
    let radius = in.shape.z;
    let half_size = vec2f((in.span.y - in.span.x) * 0.5, max(half_width(in), radius));
    let q = abs(vec2f(in.place.x - (in.span.x + in.span.y) * 0.5, in.place.y)) - half_size + radius;
    return length(max(q, vec2f(0.0))) + min(max(q.x, q.y), 0.0) - radius;
}

@fragment
fn note(in: Varying) -> @location(0) vec4f {
    let d = wedge(in);
    let fill = saturate(0.5 - d);
    let seam = saturate(0.5 - d + 1.6 * stage.unit) * 0.4;
    let across = in.place.y / max(half_width(in), 1.0);
    var rgb = in.color.rgb * (1.05 - 0.18 * across * across);
    let rim = saturate(1.0 - abs(d + 1.2 * stage.unit) / (1.2 * stage.unit));
    rgb = mix(rgb, vec3f(1.0), rim * 0.2);
    rgb = mix(rgb, mix(in.color.rgb, vec3f(1.0), 0.55), in.color.a);
    let there = saturate((in.place.x - in.fade.x) / (in.fade.y - in.fade.x));
    return vec4f(rgb * fill, fill + (1.0 - fill) * seam) * (there * there * (3.0 - 2.0 * there));
}

// A key, lit by its alpha.
@fragment
fn key(in: Varying) -> @location(0) vec4f {
    let d = wedge(in);
    let along = (in.place.x - in.span.x) / (in.span.y - in.span.x);
    let across = in.place.y / max(half_width(in), 1.0);
    let rgb = in.color.rgb * (0.72 + 0.28 * along) * (1.0 - 0.12 * across * across);
    let edge = saturate(1.0 - abs(d + stage.unit) / (1.2 * stage.unit)) * 0.1;
    return vec4f(rgb + edge, 1.0) * saturate(0.5 - d) * in.color.a;
}
