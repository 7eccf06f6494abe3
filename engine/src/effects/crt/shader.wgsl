// a: curvature, strength of the lines, of the grid and of all; b: radians a pixel of lines and grid, light;
// c: where the bar is that runs over the screen, and how bright it is.
fn crt_screen(at: vec2f, v: Values) -> vec2f {
    let p = at / chain.size * 2.0 - 1.0;
    return p * (1.0 + v.a.x * p.yx * p.yx);
}

fn crt_warp(at: vec2f, v: Values) -> vec2f {
    return (crt_screen(at, v) * 0.5 + 0.5) * chain.size;
}

fn crt_color(color: vec4f, at: vec2f, v: Values) -> vec4f {
    let p = crt_screen(at, v);
    let edge = (1.0 - abs(p)) * chain.size * 0.5;
    let inside = clamp(min(edge.x, edge.y) * 0.5 / max(chain.unit, 0.5) + 0.5, 0.0, 1.0);
    let light = luminance(color.rgb);
    // Bright lines are thicker.
    let line = 0.5 - 0.5 * cos((p.y * 0.5 + 0.5) * chain.size.y * v.b.x);
    let lines = 1.0 - v.a.y * line * (0.9 - 0.55 * light);
    let grid = 0.5 + 0.5 * cos(at.x * v.b.y - vec3f(0.0, 2.0944, 4.1888));
    let bar = (p.y * 0.5 + 0.5 - v.c.x) * 5.0;
    let gain = v.b.z * (1.0 + 0.3 * v.a.y) * (1.0 + 0.25 * v.a.z) + v.c.y * exp2(-bar * bar);
    let glass = 1.0 - 0.3 * v.a.w * smoothstep(0.5, 1.5, dot(p, p) * 0.75);
    let rgb = color.rgb * lines * (1.0 - v.a.z * 0.7 * (1.0 - grid)) * gain * glass;
    return vec4f(clamp(rgb, vec3f(0.0), vec3f(color.a)) * mix(1.0, inside, min(v.a.w * 8.0, 1.0)), color.a);
}
