//! Text on the device, for all layers that set some.
//!
//! Enters: text and a [`TextStyle`](crate::composition::TextStyle). Leaves: a [`Block`], pictures of letters that are
//! made once, and a [`Pen`], which lays their parts onto the picture, each moved, faded and coloured on its own.
//! Nothing is drawn from outlines while a video goes on, except a text that is needed for the first time: [`Blocks`]
//! keeps those that were needed last. Characters that no font has are told as warnings of the whole picture.

mod block;
mod blocks;
mod cells;
mod digits;
mod fonts;
mod group;
mod look;
mod motion;
mod pen;
mod strips;

pub(super) use block::Block;
pub(super) use blocks::Blocks;
pub(super) use cells::Cells;
pub(super) use digits::{Digits, Piece, pieces};
pub(super) use fonts::Lettering;
pub(super) use look::{Look, Setup, cased, mixed};
pub(super) use motion::{Coming, smooth};
#[cfg(test)]
pub(super) use pen::{ATTRIBUTES, Mark};
pub(super) use pen::{At, Pen, Pick, Reveal};
