// Colours by a table. a: strength, what brings a colour to its place in the table.
fn lut_color(color: vec4f, at: vec2f, v: Values, table: texture_3d<f32>) -> vec4f {
    let place = clamp(color.rgb, vec3f(0.0), vec3f(1.0)) * v.a.y + v.a.z;
    let found = textureSampleLevel(table, clamped, place, 0.0).rgb;
    return vec4f(min(mix(color.rgb, found, v.a.x), vec3f(color.a)), color.a);
}
