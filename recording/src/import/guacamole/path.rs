//! Paths, and what of each pixel they cover when they are filled or stroked.
//!
//! Points are kept as the transform of the moment makes them, as the canvas of a browser does.

use super::affine::Affine;
use super::arguments::{Carried, Refused};
use crate::limits;
use crate::units::Rect;
use tiny_skia::{FillRule, LineCap, LineJoin, Mask, PathBuilder, Stroke, Transform};

/// Coordinates are cut to this: far outside of every surface, and still exact.
const COORDINATE_LIMIT: f64 = 1_000_000.0;
/// Arcs are made of curves of at most this angle.
const ARC_STEP: f64 = std::f64::consts::FRAC_PI_2;

/// A path in the making.
#[derive(Default)]
pub(super) struct Path {
    segments: Vec<Segment>,
    /// Whether it was filled, stroked, clipped with or closed: what is added next starts another one.
    is_ended: bool,
}

type Point = (f64, f64);

enum Segment {
    Start(Point),
    Line(Point),
    Curve(Point, Point, Point),
    Close,
    /// Left, top, right and bottom edge of a rectangle of whole pixels.
    Box([i64; 4]),
}

/// What a path covers.
pub(super) struct Shape {
    pub(super) rect: Rect,
    /// For each pixel of `rect` how much of it is covered; `None` where all of all.
    pub(super) coverage: Option<Vec<u8>>,
}

/// How a path is stroked.
pub(super) struct Pen {
    pub(super) cap: LineCap,
    pub(super) join: LineJoin,
    pub(super) width: f64,
    pub(super) miter_limit: f64,
    pub(super) transform: Affine,
}

/// The part of a circle that an arc goes round.
pub(super) struct Arc {
    pub(super) centre: Point,
    pub(super) radius: f64,
    /// Angle in radians where it starts.
    pub(super) start: f64,
    /// Angle in radians where it ends.
    pub(super) end: f64,
    /// Whether the angle falls on the way.
    pub(super) is_falling: bool,
}

impl Path {
    /// Starts another part at a point.
    pub(super) fn start(&mut self, transform: Affine, point: Point) -> Carried {
        self.add(Segment::Start(moved(transform, point)))
    }

    /// Goes straight to a point; from nowhere it starts there.
    pub(super) fn line(&mut self, transform: Affine, point: Point) -> Carried {
        let point = moved(transform, point);
        let is_first = self.is_ended || self.segments.is_empty();
        self.add(if is_first { Segment::Start(point) } else { Segment::Line(point) })
    }

    /// Goes along a cubic Bezier curve.
    pub(super) fn curve(&mut self, transform: Affine, [one, other, point]: [Point; 3]) -> Carried {
        if self.is_ended || self.segments.is_empty() {
            self.add(Segment::Start(moved(transform, one)))?;
        }
        self.add(Segment::Curve(moved(transform, one), moved(transform, other), moved(transform, point)))
    }

    /// Goes along a rectangle and starts another part at its corner.
    pub(super) fn rect(&mut self, transform: Affine, [x, y, width, height]: [i32; 4]) -> Carried {
        if let Some((by_x, by_y)) = transform.as_translation() {
            let edges = |from: i32, length: i32, by: i32| {
                let one = i64::from(from) + i64::from(by);
                let other = one + i64::from(length);
                (one.min(other), one.max(other))
            };
            let (left, right) = edges(x, width, by_x);
            let (top, bottom) = edges(y, height, by_y);
            return self.add(Segment::Box([left, top, right, bottom]));
        }
        let (x, y, width, height) = (f64::from(x), f64::from(y), f64::from(width), f64::from(height));
        self.start(transform, (x, y))?;
        self.line(transform, (x + width, y))?;
        self.line(transform, (x + width, y + height))?;
        self.line(transform, (x, y + height))?;
        self.add(Segment::Close)?;
        self.start(transform, (x, y))
    }

    /// Goes along an arc, straight to its start before.
    pub(super) fn arc(&mut self, transform: Affine, arc: &Arc) -> Carried {
        let full = std::f64::consts::TAU;
        let turned = if arc.is_falling { arc.start - arc.end } else { arc.end - arc.start };
        let angle = if turned >= full { full } else { turned.rem_euclid(full) };
        let at =
            |angle: f64| (arc.centre.0 + arc.radius * angle.cos(), arc.centre.1 + arc.radius * angle.sin());
        self.line(transform, at(arc.start))?;
        let steps = (angle / ARC_STEP).ceil();
        let step = if arc.is_falling { -angle } else { angle } / steps.max(1.0);
        // the handles of a curve that is nearest to a part of a circle
        let handle = arc.radius * 4.0 / 3.0 * (step / 4.0).tan();
        let mut from = arc.start;
        while steps > 0.0 && (from - arc.start).abs() < angle - 1e-9 {
            let to = from + step;
            let (one, other) = (at(from), at(to));
            self.curve(
                transform,
                [
                    (one.0 - handle * from.sin(), one.1 + handle * from.cos()),
                    (other.0 + handle * to.sin(), other.1 - handle * to.cos()),
                    other,
                ],
            )?;
            from = to;
        }
        Ok(())
    }

    /// Goes straight back to where the part started, and ends the path.
    pub(super) fn close(&mut self) -> Carried {
        if !self.segments.is_empty() {
            self.is_ended = false;
            self.add(Segment::Close)?;
        }
        self.is_ended = true;
        Ok(())
    }

    /// What it covers of `within` when it is filled. It is ended, but can be filled and stroked again.
    pub(super) fn fill(&mut self, within: Rect) -> Option<Shape> {
        self.is_ended = true;
        if let [Segment::Box(edges)] = self.segments.as_slice() {
            let rect = cut(*edges, within);
            return (!rect.is_empty()).then_some(Shape { rect, coverage: None });
        }
        cover(&self.build()?, Transform::identity(), within)
    }

    /// What a stroke along it covers of `within`. It is ended, but can be filled and stroked again.
    pub(super) fn stroke(&mut self, pen: &Pen, within: Rect) -> Option<Shape> {
        self.is_ended = true;
        // the pen is moved by the transform of now, the path was by that of its time
        let path = self.build()?.transform(transform_of(pen.transform.inverse()?))?;
        let stroke = Stroke {
            width: narrow(pen.width),
            miter_limit: narrow(pen.miter_limit),
            line_cap: pen.cap,
            line_join: pen.join,
            dash: None,
        };
        let scale = (pen.transform.a * pen.transform.d - pen.transform.b * pen.transform.c).abs().sqrt();
        let outline = path.stroke(&stroke, narrow(scale.clamp(0.01, 100.0)))?;
        cover(&outline, transform_of(pen.transform), within)
    }

    fn add(&mut self, segment: Segment) -> Carried {
        if std::mem::take(&mut self.is_ended) {
            self.segments.clear();
        }
        if self.segments.len() >= limits::GUACAMOLE_PATH_SEGMENTS {
            return Err(Refused::Passed("path with too many segments"));
        }
        self.segments.push(segment);
        Ok(())
    }

    fn build(&self) -> Option<tiny_skia::Path> {
        let mut builder = PathBuilder::new();
        for segment in &self.segments {
            match segment {
                Segment::Start((x, y)) => builder.move_to(narrow(*x), narrow(*y)),
                Segment::Line((x, y)) => builder.line_to(narrow(*x), narrow(*y)),
                Segment::Curve(one, other, to) => builder.cubic_to(
                    narrow(one.0),
                    narrow(one.1),
                    narrow(other.0),
                    narrow(other.1),
                    narrow(to.0),
                    narrow(to.1),
                ),
                Segment::Close => builder.close(),
                Segment::Box(edges) => {
                    #[expect(clippy::cast_precision_loss, reason = "what is lost is cut off")]
                    let [left, top, right, bottom] = edges.map(|edge| narrow(edge as f64));
                    builder.move_to(left, top);
                    builder.line_to(right, top);
                    builder.line_to(right, bottom);
                    builder.line_to(left, bottom);
                    builder.close();
                    builder.move_to(left, top);
                }
            }
        }
        builder.finish()
    }
}

/// The part of a box that is inside of `within`.
pub(super) fn cut([left, top, right, bottom]: [i64; 4], within: Rect) -> Rect {
    let clamp = |edge: i64, from: u32, to: u32| {
        u32::try_from(edge.clamp(from.into(), i64::from(to).max(from.into()))).unwrap_or(from)
    };
    let x = clamp(left, within.x, within.right());
    let y = clamp(top, within.y, within.bottom());
    let right = clamp(right, within.x, within.right());
    let bottom = clamp(bottom, within.y, within.bottom());
    Rect::new(x, y, right.saturating_sub(x), bottom.saturating_sub(y))
}

/// What a finished path covers of `within`.
#[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
#[expect(clippy::cast_precision_loss, reason = "coordinates inside of a surface are exact")]
fn cover(path: &tiny_skia::Path, transform: Transform, within: Rect) -> Option<Shape> {
    let bounds = path.clone().transform(transform)?.bounds();
    // a pixel more on each side for what anti-aliasing reaches
    let edges = [
        bounds.left().floor() as i64 - 1,
        bounds.top().floor() as i64 - 1,
        bounds.right().ceil() as i64 + 1,
        bounds.bottom().ceil() as i64 + 1,
    ];
    let rect = cut(edges, within);
    if rect.is_empty() {
        return None;
    }
    let mut mask = Mask::new(rect.width, rect.height)?;
    let transform = transform.post_translate(-(rect.x as f32), -(rect.y as f32));
    mask.fill_path(path, FillRule::Winding, true, transform);
    Some(Shape { rect, coverage: Some(mask.take()) })
}

fn moved(transform: Affine, point: Point) -> Point {
    let (x, y) = transform.apply(point);
    (x.clamp(-COORDINATE_LIMIT, COORDINATE_LIMIT), y.clamp(-COORDINATE_LIMIT, COORDINATE_LIMIT))
}

fn transform_of(affine: Affine) -> Transform {
    let Affine { a, b, c, d, e, f } = affine;
    Transform::from_row(narrow(a), narrow(b), narrow(c), narrow(d), narrow(e), narrow(f))
}

#[expect(clippy::cast_possible_truncation, reason = "coordinates are cut to what f32 holds")]
fn narrow(value: f64) -> f32 {
    value.clamp(-COORDINATE_LIMIT, COORDINATE_LIMIT) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    const WITHIN: Rect = Rect::new(0, 0, 20, 10);

    fn covered(shape: &Shape, x: u32, y: u32) -> u8 {
        let (Some(column), Some(line)) = (x.checked_sub(shape.rect.x), y.checked_sub(shape.rect.y)) else {
            return 0;
        };
        if column >= shape.rect.width || line >= shape.rect.height {
            return 0;
        }
        shape.coverage.as_ref().map_or(255, |coverage| coverage[(line * shape.rect.width + column) as usize])
    }

    #[test]
    fn a_rectangle_of_whole_pixels_is_exact_and_cut() {
        let mut path = Path::default();
        path.rect(Affine::translation(-3, 2), [1, 1, 5, 100]).unwrap();
        let shape = path.fill(WITHIN).unwrap();
        assert_eq!(shape.rect, Rect::new(0, 3, 3, 7));
        assert!(shape.coverage.is_none());
        path.rect(Affine::IDENTITY, [50, 50, 5, 5]).unwrap();
        assert!(path.fill(WITHIN).is_none(), "the first rectangle is gone");
    }

    #[test]
    fn two_rectangles_are_one_path() {
        let mut path = Path::default();
        path.rect(Affine::IDENTITY, [0, 0, 4, 4]).unwrap();
        path.rect(Affine::IDENTITY, [10, 0, 4, 4]).unwrap();
        let shape = path.fill(WITHIN).unwrap();
        assert_eq!([covered(&shape, 1, 1), covered(&shape, 6, 1), covered(&shape, 11, 1)], [255, 0, 255]);
    }

    #[test]
    fn fills_an_arc() {
        let mut path = Path::default();
        let arc = Arc {
            centre: (10.0, 5.0),
            radius: 4.0,
            start: 0.0,
            end: std::f64::consts::TAU,
            is_falling: false,
        };
        path.arc(Affine::IDENTITY, &arc).unwrap();
        path.close().unwrap();
        let shape = path.fill(WITHIN).unwrap();
        assert_eq!(covered(&shape, 10, 5), 255);
        assert_eq!(covered(&shape, 6, 1), 0, "the corner of the box is outside");
        let area: u32 = shape.coverage.unwrap().iter().map(|&alpha| u32::from(alpha)).sum();
        let expected = std::f64::consts::PI * 16.0;
        assert!((f64::from(area) / 255.0 - expected).abs() < 1.0, "{area}");
    }

    #[test]
    fn strokes_a_line() {
        let mut path = Path::default();
        path.start(Affine::IDENTITY, (2.0, 5.0)).unwrap();
        path.line(Affine::IDENTITY, (12.0, 5.0)).unwrap();
        let pen = Pen {
            cap: LineCap::Butt,
            join: LineJoin::Miter,
            width: 2.0,
            miter_limit: 10.0,
            transform: Affine::IDENTITY,
        };
        let shape = path.stroke(&pen, WITHIN).unwrap();
        assert_eq!(
            [covered(&shape, 5, 3), covered(&shape, 5, 4), covered(&shape, 5, 5), covered(&shape, 5, 6)],
            [0, 255, 255, 0]
        );
        assert_eq!([covered(&shape, 1, 4), covered(&shape, 12, 4)], [0, 0]);
    }
}
