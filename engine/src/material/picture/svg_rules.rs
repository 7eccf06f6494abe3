//! What an SVG document may have, checked before anything is made of it.
//!
//! A few bytes can stand for endless work: entities that hold entities, elements that use elements, rules that match
//! everything. So the document is counted as if all references were written out.

use crate::material::MaterialError;
use crate::material::error::at_most;
use resvg::usvg::roxmltree::{Document, Node, NodeId};
use std::collections::HashMap;

/// The most bytes of a document.
const MAX_BYTES: u64 = 8 << 20;
/// The most nodes of a document as it is parsed: elements, texts and comments.
pub(super) const MAX_NODES: u32 = 100_000;
/// The most elements with all references written out.
const MAX_ELEMENTS: u64 = 50_000;
/// The most bytes of attributes with all references written out.
const MAX_ATTRIBUTE_BYTES: u64 = 64 << 20;
/// The deepest nesting of elements.
const MAX_DEPTH: u64 = 64;
/// The most clip paths, masks, patterns and filters: a chain of them is converted by recursion.
const MAX_LINKED: u64 = 1000;
/// The most bytes of text that entities may make.
const MAX_ENTITY_BYTES: u64 = 16 << 20;
/// The most work of style sheets: their bytes times the elements that each rule is held against.
const MAX_STYLE_WORK: u64 = 1 << 30;

/// Checks what can be told before parsing.
pub(super) fn check_bytes(bytes: &[u8]) -> Result<(), MaterialError> {
    at_most("bytes", bytes.len() as u64, MAX_BYTES)?;
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return Err(MaterialError::Forbidden {
            what: "gzip compression".to_owned(),
            reason: "upload the SVG itself",
        });
    }
    let Some(start) = find(bytes, b"<!ENTITY") else {
        return Ok(());
    };
    // Declarations end before the first element; what follows them can hold no more of them.
    let declared = &bytes[start..find(&bytes[start..], b"]").map_or(bytes.len(), |end| start + end)];
    if declared.contains(&b'&') {
        return Err(MaterialError::Forbidden {
            what: "entities made of entities".to_owned(),
            reason: "a few of them can stand for endless text",
        });
    }
    let uses = bytes.iter().filter(|byte| **byte == b'&').count() as u64;
    at_most(
        "bytes of entities",
        uses * declared.len() as u64,
        MAX_ENTITY_BYTES,
    )
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Checks the parsed document.
pub(super) fn check(document: &Document<'_>) -> Result<(), MaterialError> {
    check_depth(document)?;
    let elements = || document.descendants().filter(Node::is_element);
    for element in elements() {
        check_element(element)?;
    }
    let linked =
        |node: &Node<'_, '_>| matches!(node.tag_name().name(), "clipPath" | "mask" | "pattern" | "filter");
    at_most(
        "clip paths, masks, patterns and filters",
        elements().filter(linked).count() as u64,
        MAX_LINKED,
    )?;
    let ids = elements().filter_map(|node| Some((node.attribute("id")?, node.id())));
    let mut expansion = Expansion {
        document,
        ids: ids.collect(),
        known: HashMap::new(),
    };
    let mut size = expansion.size(document.root_element());
    // Any element may wear a class, so what style sheets refer to counts for every one.
    let sheets: String = elements()
        .filter(|node| node.tag_name().name() == "style")
        .filter_map(|node| node.text())
        .collect();
    let styled = expansion.references(&sheets);
    let count = size.elements;
    size.add(styled.times(count));
    at_most("elements, uses written out", size.elements, MAX_ELEMENTS)?;
    at_most(
        "bytes of attributes, uses written out",
        size.bytes,
        MAX_ATTRIBUTE_BYTES,
    )?;
    let work = (sheets.len() as u64).saturating_mul(count);
    at_most("style rules times elements", work, MAX_STYLE_WORK)
}

fn check_depth(document: &Document<'_>) -> Result<(), MaterialError> {
    let mut depths: HashMap<NodeId, u64> = HashMap::new();
    for node in document.descendants() {
        let above = node.parent().and_then(|parent| depths.get(&parent.id()));
        let depth = above.map_or(0, |depth| depth + 1);
        at_most("levels of nested elements", depth, MAX_DEPTH)?;
        depths.insert(node.id(), depth);
    }
    Ok(())
}

fn check_element(element: Node<'_, '_>) -> Result<(), MaterialError> {
    let name = element.tag_name().name();
    let reason = match name {
        "script" | "handler" | "listener" => "scripts are never run",
        "foreignObject" | "iframe" | "object" | "embed" => "no pages are drawn inside pictures",
        "image" | "feImage" => "pictures inside a drawing are not drawn: upload them as PNG, JPEG or WebP",
        "marker" => "convert markers to paths",
        _ => "",
    };
    if !reason.is_empty() {
        let what = format!("<{name}>");
        return Err(MaterialError::Forbidden { what, reason });
    }
    for attribute in element.attributes() {
        let (key, value) = (attribute.name(), attribute.value().trim());
        // The names of event handlers begin with `on` (SVG 1.1, 18.4); no other attribute's does.
        if key.starts_with("on") {
            return Err(MaterialError::Forbidden {
                what: format!("the attribute {key}"),
                reason: "scripts are never run",
            });
        }
        if key == "href" && name != "a" && !value.starts_with('#') {
            return Err(MaterialError::Forbidden {
                what: format!("a reference to another file in <{name}>"),
                reason: "nothing outside the drawing is opened",
            });
        }
    }
    Ok(())
}

/// How much a part of the document is with everything that it refers to.
#[derive(Clone, Copy, Debug, Default)]
struct Size {
    elements: u64,
    bytes: u64,
}

impl Size {
    fn add(&mut self, other: Self) {
        self.elements = self.elements.saturating_add(other.elements);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    fn times(self, count: u64) -> Self {
        Self {
            elements: self.elements.saturating_mul(count),
            bytes: self.bytes.saturating_mul(count),
        }
    }
}

/// Sizes of elements, each counted once.
struct Expansion<'a, 'input> {
    document: &'a Document<'input>,
    ids: HashMap<&'a str, NodeId>,
    known: HashMap<NodeId, Size>,
}

impl<'a, 'input> Expansion<'a, 'input> {
    fn size(&mut self, node: Node<'a, 'input>) -> Size {
        if let Some(size) = self.known.get(&node.id()) {
            return *size;
        }
        // A circle counts as nothing where it closes: the converter cuts it there.
        self.known.insert(node.id(), Size::default());
        let mut size = Size {
            elements: 1,
            bytes: node.text().map_or(0, str::len) as u64,
        };
        for attribute in node.attributes() {
            size.bytes = size.bytes.saturating_add(attribute.value().len() as u64);
            size.add(if attribute.name() == "href" {
                self.target(attribute.value().trim().trim_start_matches('#'))
            } else {
                self.references(attribute.value())
            });
        }
        for child in node.children().filter(Node::is_element) {
            let below = self.size(child);
            size.add(below);
        }
        self.known.insert(node.id(), size);
        size
    }

    /// All that a text refers to by `url(#id)`.
    fn references(&mut self, text: &str) -> Size {
        let mut size = Size::default();
        for (start, _) in text.match_indices("url(") {
            let inside = text[start + 4..].split(')').next().unwrap_or_default();
            let id =
                inside.trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\''));
            let target = self.target(id.trim_start_matches('#'));
            size.add(target);
        }
        size
    }

    fn target(&mut self, id: &str) -> Size {
        let node = self.ids.get(id).and_then(|id| self.document.get_node(*id));
        node.map(|node| self.size(node)).unwrap_or_default()
    }
}
