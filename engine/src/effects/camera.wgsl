// The picture through a camera that is turned, moved and zoomed. a: cosine and sine times size, shift; b: the point
// that stays.
fn camera_warp(at: vec2f, v: Values) -> vec2f {
    let p = at - v.b.xy;
    return vec2f(p.x * v.a.x - p.y * v.a.y, p.x * v.a.y + p.y * v.a.x) + v.b.xy + v.a.zw;
}
