//! The parts of a keyboard, unlit and lit.

use crate::layers::layout::{BLACK_LENGTH, Key, Layout};
use bytemuck::{Pod, Zeroable};

/// Fields of [`Part`].
pub(in crate::layers) const ATTRIBUTES: [wgpu::VertexAttribute; 3] =
    wgpu::vertex_attr_array![0 => Float32x4, 1 => Float32x4, 2 => Float32];

/// `Part` of the shader.
#[repr(C)]
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
pub(in crate::layers) struct Part {
    bounds: [f32; 4],
    color: [f32; 4],
    margin: f32,
}

/// Height of the felt in units.
const FELT_HEIGHT: f32 = 7.0;
/// How far the shadow of a black key reaches, in units.
const SHADOW: f32 = 7.0;
/// How far lit keys gleam below the keyboard, in units.
const GLEAM: f32 = 90.0;

/// For each key its colour and how much it is lit, 0 to 1.
pub(super) struct Lit(pub [[f32; 4]; 128]);

impl Lit {
    /// How much a key is lit, 0 to 1.
    pub fn amount(&self, key: u8) -> f32 {
        self.0.get(usize::from(key)).map_or(0.0, |color| color[3])
    }

    fn is_lit(&self, key: u8) -> bool {
        self.amount(key) > 0.01
    }
}

/// A kind of part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// What the keys lie in, and the case below them.
    Bed,
    /// A white key.
    White,
    /// A black key.
    Black,
    /// The strip of felt at the strike line.
    Felt,
    /// The light of a key on the front of the case.
    Gleam,
}

impl Kind {
    /// All kinds, from the back to the front.
    pub const ALL: [Self; 5] = [Self::Bed, Self::White, Self::Black, Self::Felt, Self::Gleam];

    /// What colours it in the shader.
    pub fn entry_point(self) -> &'static str {
        match self {
            Self::Bed => "bed",
            Self::White => "white",
            Self::Black => "black",
            Self::Felt => "felt",
            Self::Gleam => "gleam",
        }
    }

    /// What colours it where it is lit.
    pub fn lit_entry_point(self) -> &'static str {
        match self {
            Self::White => "white_lit",
            other => other.entry_point(),
        }
    }

    /// Parts of this kind that are always there.
    pub fn unlit(self, layout: &Layout) -> impl Iterator<Item = Part> {
        let bottom = match self {
            Self::Bed => Some(layout.height),
            Self::Felt => Some(layout.strike + FELT_HEIGHT * layout.unit),
            _ => None,
        };
        let whole = bottom.map(|bottom| Part {
            bounds: [0.0, layout.strike, layout.width, bottom],
            color: [0.0; 4],
            margin: 0.0,
        });
        let keys = self.keys(layout).map(|(_, key)| key_part(layout, key, [0.0; 4]));
        whole.into_iter().chain(keys)
    }

    /// Parts of this kind that light changes: lit keys, and black keys that lie over a lit one.
    pub fn lit(self, layout: &Layout, lit: &Lit) -> impl Iterator<Item = Part> {
        let changed = move |key: u8| match self {
            Self::Black => lit.is_lit(key) || lit.is_lit(key.wrapping_sub(1)) || lit.is_lit(key + 1),
            _ => lit.is_lit(key),
        };
        let keys = self.keys(layout).filter(move |&(key, _)| changed(key));
        let keys = keys.map(|(key, place)| key_part(layout, place, lit.0[usize::from(key)]));
        let room = self == Self::Gleam && layout.keys_bottom < layout.height;
        let gleaming = layout.keys.clone().filter(move |&key| room && lit.is_lit(key));
        let gleams = gleaming.map(|key| gleam_part(layout, layout.key(key), lit.0[usize::from(key)]));
        keys.chain(gleams)
    }

    /// The keys of this kind.
    fn keys(self, layout: &Layout) -> impl Iterator<Item = (u8, Key)> {
        let keys = layout.keys.clone().map(|key| (key, layout.key(key)));
        keys.filter(move |(_, key)| match self {
            Self::White => !key.black,
            Self::Black => key.black,
            _ => false,
        })
    }
}

fn key_part(layout: &Layout, key: Key, color: [f32; 4]) -> Part {
    let top = layout.strike + FELT_HEIGHT * layout.unit;
    let length = layout.keys_bottom - top;
    let (length, margin) = if key.black {
        (length * BLACK_LENGTH, SHADOW * layout.unit)
    } else {
        (length, 0.0)
    };
    Part {
        bounds: [key.left, top, key.right, top + length],
        color,
        margin,
    }
}

/// The light of a key below the keyboard.
fn gleam_part(layout: &Layout, key: Key, color: [f32; 4]) -> Part {
    let (reach, top) = (key.width() * 1.6, layout.keys_bottom + layout.unit);
    Part {
        bounds: [
            key.middle() - reach,
            top,
            key.middle() + reach,
            top + GLEAM * layout.unit,
        ],
        color,
        margin: 0.0,
    }
}
