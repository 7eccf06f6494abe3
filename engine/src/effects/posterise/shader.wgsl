// Steps of brightness; hues stay. a: strength, how many, how soft.
fn posterise_color(color: vec4f, at: vec2f, v: Values) -> vec4f {
    let bright = brightest(color.rgb);
    // The eye sees more steps in what is dark.
    let steps = sqrt(bright) * v.a.y;
    let whole = floor(steps);
    let root = (whole + smoothstep(0.5 - v.a.z, 0.5 + v.a.z, steps - whole)) / v.a.y;
    let step = root * root;
    return vec4f(mix(color.rgb, color.rgb * (step / max(bright, 1e-3)), v.a.x), color.a);
}
