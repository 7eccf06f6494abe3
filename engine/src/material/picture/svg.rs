//! Drawings: SVG becomes pixels.
//!
//! Three gates stand before the drawing: [`rules`] looks at the document, then the converted tree is walked as the
//! renderer would walk it and its [`cost`] summed, and only what fits both is drawn. All of it happens on a thread of
//! its own with room for the deepest document that is taken.

use super::svg_cost as cost;
use super::svg_rules as rules;
use super::{MAX_SIDE, Picture};
use crate::material::{MaterialError, lyrics};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, fontdb, roxmltree};
use std::sync::Arc;

/// Stack for the deepest recursion that the rules let through. The system hands out only what is touched.
const STACK_BYTES: usize = 128 << 20;
/// The typeface of text in drawings, whatever they ask for: the machine's fonts must not matter.
static TYPEFACE: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Medium.otf");

/// Draws an SVG so that its longer side has `longest` pixels (1 to 3840).
///
/// # Errors
/// When it is no SVG that can be read, has scripts, embedded pages, pictures or markers, refers to other files, or is
/// larger or more work to draw than any logo or cover.
pub fn svg(bytes: &[u8], longest: u32) -> Result<Picture, MaterialError> {
    rules::check_bytes(bytes)?;
    let text = lyrics::decode(bytes);
    let longest = longest.clamp(1, MAX_SIDE);
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("svg".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || draw(&text, longest))?;
        let crashed = |_| Err(MaterialError::broken("SVG", "it has what cannot be drawn"));
        thread.join().unwrap_or_else(crashed)
    })
}

fn draw(text: &str, longest: u32) -> Result<Picture, MaterialError> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        nodes_limit: rules::MAX_NODES,
        entity_resolver: None,
    };
    let wrong = |error: &dyn ToString| MaterialError::broken("SVG", error.to_string());
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| wrong(&error))?;
    rules::check(&document)?;
    let tree = usvg::Tree::from_xmltree(&document, &drawing_options()).map_err(|error| wrong(&error))?;
    drop(document);
    let (width, height) = (tree.size().width(), tree.size().height());
    let scale = longest as f32 / width.max(height);
    let pixels = |length: f32| ((length * scale).round() as u32).clamp(1, longest);
    let (columns, rows) = (pixels(width), pixels(height));
    let transform = Transform::from_scale(columns as f32 / width, rows as f32 / height);
    cost::check(&tree, transform, (columns, rows))?;
    let mut pixmap = Pixmap::new(columns, rows).ok_or_else(|| wrong(&"it has no size"))?;
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    Ok(Picture {
        width: columns,
        height: rows,
        rgba: pixmap.take(),
    })
}

/// Nothing is opened, and every text is set in the one typeface.
fn drawing_options() -> usvg::Options<'static> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_source(fontdb::Source::Binary(Arc::new(TYPEFACE)));
    usvg::Options {
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: usvg::FontResolver {
            select_font: Box::new(|_, fonts| fonts.faces().next().map(|face| face.id)),
            select_fallback: Box::new(|_, _, _| None),
        },
        fontdb: Arc::new(fonts),
        ..usvg::Options::default()
    }
}
