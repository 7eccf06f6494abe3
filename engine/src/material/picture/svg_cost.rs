//! What drawing an SVG would cost, summed up by walking the tree as the renderer does.

use crate::material::MaterialError;
use crate::material::error::at_most;
use resvg::tiny_skia::{PathSegment, Point, Rect, Transform};
use resvg::usvg::{ClipPath, Group, Mask, Node, Paint, Path, Pattern, Tree, filter};

/// The most visits of groups and paths.
const MAX_VISITS: u64 = 200_000;
/// The most pieces of paths, dashes among them.
const MAX_PIECES: u64 = 4_000_000;
/// The most rows of pixels that edges cross, all edges together: a fill follows each edge down row by row.
const MAX_CROSSED: u64 = 50_000_000;
/// The longest side that a drawing may say it has, in its own units.
const MAX_UNITS: u64 = 100_000;
/// The most pixels that are painted, over and over.
const MAX_PAINTED: u64 = 2_000_000_000;
/// The most pixels of layers that are open at a time.
const MAX_OPEN: u64 = 48 << 20;

/// Refuses a drawing of more than a few seconds or a few hundred MiB.
pub(super) fn check(
    tree: &Tree,
    transform: Transform,
    (width, height): (u32, u32),
) -> Result<(), MaterialError> {
    let canvas = f64::from(width) * f64::from(height);
    let longer = tree.size().width().max(tree.size().height());
    at_most("units a side", longer as u64, MAX_UNITS)?;
    Cost {
        rows: f64::from(height),
        crossed: 0.0,
        // The renderer bounds a layer to four times the canvas each way.
        largest: canvas * 16.0,
        visits: 0,
        pieces: 0.0,
        painted: 0.0,
        open: canvas,
    }
    .group(tree.root(), transform, canvas)
}

struct Cost {
    /// Rows of the canvas.
    rows: f64,
    crossed: f64,
    largest: f64,
    visits: u64,
    pieces: f64,
    painted: f64,
    open: f64,
}

impl Cost {
    /// A group drawn onto a layer of `room` pixels.
    fn group(&mut self, group: &Group, transform: Transform, room: f64) -> Result<(), MaterialError> {
        self.visit()?;
        let transform = transform.pre_concat(group.transform());
        if !group.should_isolate() {
            return self.children(group, transform, room);
        }
        let bounds = group.layer_bounding_box().to_rect();
        let room = area(bounds, transform).clamp(1.0, self.largest);
        let mut layers = 2.0;
        for filter in group.filters() {
            layers += 1.0 + filter.primitives().len() as f64;
            filter.primitives().iter().try_for_each(check_filter)?;
        }
        self.paint(room * layers)?;
        self.layer(room * layers, |cost| {
            cost.children(group, transform, room)?;
            if let Some(clip) = group.clip_path() {
                cost.clip(clip, transform, room)?;
            }
            match group.mask() {
                Some(mask) => cost.mask(mask, transform, room),
                None => Ok(()),
            }
        })
    }

    fn children(&mut self, group: &Group, transform: Transform, room: f64) -> Result<(), MaterialError> {
        group.children().iter().try_for_each(|node| match node {
            Node::Group(group) => self.group(group, transform, room),
            Node::Path(path) => self.path(path, transform, room),
            Node::Text(text) => self.group(text.flattened(), transform, room),
            // The rules let none through.
            Node::Image(_) => Ok(()),
        })
    }

    fn clip(&mut self, clip: &ClipPath, transform: Transform, room: f64) -> Result<(), MaterialError> {
        self.visit()?;
        self.paint(room)?;
        let inside = transform.pre_concat(clip.transform());
        self.layer(room, |cost| {
            cost.group(clip.root(), inside, room)?;
            clip.clip_path()
                .map_or(Ok(()), |next| cost.clip(next, transform, room))
        })
    }

    fn mask(&mut self, mask: &Mask, transform: Transform, room: f64) -> Result<(), MaterialError> {
        self.visit()?;
        self.paint(2.0 * room)?;
        self.layer(2.0 * room, |cost| {
            cost.group(mask.root(), transform, room)?;
            mask.mask()
                .map_or(Ok(()), |next| cost.mask(next, transform, room))
        })
    }

    fn path(&mut self, path: &Path, transform: Transform, room: f64) -> Result<(), MaterialError> {
        self.visit()?;
        self.pieces += path.data().len() as f64;
        // A stroke is filled between two edges.
        let edges =
            f64::from(u8::from(path.fill().is_some())) + 2.0 * f64::from(u8::from(path.stroke().is_some()));
        self.crossed += edges * self.rows_along(path, transform);
        at_most("rows crossed by edges", self.crossed as u64, MAX_CROSSED)?;
        if let Some(fill) = path.fill() {
            self.paint(area(path.bounding_box(), transform).min(room))?;
            self.pattern(fill.paint(), transform)?;
        }
        if let Some(stroke) = path.stroke() {
            self.paint(area(path.stroke_bounding_box(), transform).min(room))?;
            self.pattern(stroke.paint(), transform)?;
            self.pieces += stroke
                .dasharray()
                .map_or(0.0, |dashes| dashes_along(path, dashes));
        }
        at_most("pieces of paths", self.pieces as u64, MAX_PIECES)
    }

    /// Rows of pixels that the pieces of a path cross; of each no more than the canvas has.
    fn rows_along(&self, path: &Path, transform: Transform) -> f64 {
        let (_, down) = transform.get_scale();
        let skewed = f64::from(transform.kx.abs().max(transform.ky.abs()));
        let scale = f64::from(down) + skewed;
        let crossed = lengths(path).map(|length| (length * scale + 1.0).min(self.rows));
        let rows: f64 = crossed.sum();
        if rows.is_finite() { rows } else { 1e18 }
    }

    fn pattern(&mut self, paint: &Paint, transform: Transform) -> Result<(), MaterialError> {
        let Paint::Pattern(pattern) = paint else {
            return Ok(());
        };
        let pattern: &Pattern = pattern;
        let (across, down) = transform.pre_concat(pattern.transform()).get_scale();
        let room = area(pattern.rect().to_rect(), Transform::from_scale(across, down)).max(1.0);
        self.paint(room)?;
        self.layer(room, |cost| {
            cost.group(pattern.root(), Transform::from_scale(across, down), room)
        })
    }

    fn layer(
        &mut self,
        pixels: f64,
        inside: impl FnOnce(&mut Self) -> Result<(), MaterialError>,
    ) -> Result<(), MaterialError> {
        self.open += pixels;
        at_most("pixels of layers at a time", self.open as u64, MAX_OPEN)?;
        inside(self)?;
        self.open -= pixels;
        Ok(())
    }

    fn visit(&mut self) -> Result<(), MaterialError> {
        self.visits += 1;
        at_most("shapes to be drawn", self.visits, MAX_VISITS)
    }

    fn paint(&mut self, pixels: f64) -> Result<(), MaterialError> {
        self.painted += pixels;
        at_most("pixels to be painted", self.painted as u64, MAX_PAINTED)
    }
}

/// Filters whose work grows with a number in the file are not drawn.
fn check_filter(primitive: &filter::Primitive) -> Result<(), MaterialError> {
    let what = match primitive.kind() {
        filter::Kind::Turbulence(noise) if noise.num_octaves() > 8 => "noise of more than 8 octaves",
        filter::Kind::Morphology(_) => "the filter feMorphology",
        filter::Kind::ConvolveMatrix(_) => "the filter feConvolveMatrix",
        filter::Kind::Image(_) => "the filter feImage",
        _ => return Ok(()),
    };
    Err(MaterialError::Forbidden {
        what: what.to_owned(),
        reason: "it takes too long to draw",
    })
}

/// Pixels of a box once it is transformed; what is no number counts as more than anything.
fn area(bounds: Rect, transform: Transform) -> f64 {
    let Some(bounds) = bounds.transform(transform) else {
        return 1e18;
    };
    let side = |length: f32| f64::from(length).ceil() + 4.0;
    let pixels = side(bounds.width()) * side(bounds.height());
    if pixels.is_finite() { pixels } else { 1e18 }
}

/// How many dashes lie along a path.
fn dashes_along(path: &Path, dashes: &[f32]) -> f64 {
    let period: f64 = dashes.iter().map(|dash| f64::from(*dash)).sum();
    let count = lengths(path).sum::<f64>() / period * dashes.len() as f64;
    if count.is_finite() { count } else { 1e18 }
}

/// The lengths of the pieces of a path; curves are no longer than the lines through their control points.
fn lengths(path: &Path) -> impl Iterator<Item = f64> {
    let (mut last, mut first) = (Point::zero(), Point::zero());
    path.data().segments().map(move |piece| {
        let mut go = |to: Point| {
            let length = f64::from(last.distance(to));
            last = to;
            length
        };
        match piece {
            PathSegment::MoveTo(to) => {
                (last, first) = (to, to);
                0.0
            }
            PathSegment::LineTo(to) => go(to),
            PathSegment::QuadTo(by, to) => go(by) + go(to),
            PathSegment::CubicTo(a, b, to) => go(a) + go(b) + go(to),
            PathSegment::Close => go(first),
        }
    })
}
