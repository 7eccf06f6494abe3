// A picture of text and its shadow, or parts of it, each coloured, faded and placed on its own.

struct Card {
    // Left, top, right and bottom in pixels.
    @location(0) box: vec4f,
    // The same on the picture, in shares of it.
    @location(1) source: vec4f,
    // Colour of the text, and how much of it all is there, 0 to 1.
    @location(2) color: vec4f,
}

// Coverage: red of the letters, blue of their shadow, alpha of pictures in colour.
@group(1) @binding(0) var card: texture_2d<f32>;
@group(1) @binding(1) var card_sampler: sampler;
// The pictures in colour, with premultiplied alpha.
@group(1) @binding(2) var pictures: texture_2d<f32>;

struct Varying {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(linear) place: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, in: Card) -> Varying {
    let c = corner(index);
    return Varying(clip(mix(in.box.xy, in.box.zw, c)), mix(in.source.xy, in.source.zw, c), in.color);
}

// The letters and their shadow, before they are faded.
fn letters(in: Varying) -> vec4f {
    let cover = textureSampleLevel(card, card_sampler, in.place, 0.0);
    let alpha = cover.r + (1.0 - cover.r) * cover.b;
    // Dark letters are for light grounds: what parts them from it is light.
    let shade = step(dot(in.color.rgb, vec3f(0.2126, 0.7152, 0.0722)), 0.4);
    return vec4f(in.color.rgb * cover.r + shade * (alpha - cover.r), alpha);
}

// Letters alone, which is cheaper.
@fragment
fn plain(in: Varying) -> @location(0) vec4f {
    return letters(in) * in.color.a;
}

@fragment
fn illustrated(in: Varying) -> @location(0) vec4f {
    let picture = textureSampleLevel(pictures, card_sampler, in.place, 0.0);
    return (picture + letters(in) * (1.0 - picture.a)) * in.color.a;
}
