//! Affine transforms of the plane.

/// A transform: `x' = a x + c y + e`, `y' = b x + d y + f`, as the canvas of a browser and the protocol order them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Affine {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Affine {
    pub(super) const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    /// Moves by whole pixels.
    pub(super) fn translation(x: i32, y: i32) -> Self {
        Self { e: x.into(), f: y.into(), ..Self::IDENTITY }
    }

    /// The transform that does `first` and then this one.
    pub(super) fn after(self, first: Self) -> Self {
        Self {
            a: self.a * first.a + self.c * first.b,
            b: self.b * first.a + self.d * first.b,
            c: self.a * first.c + self.c * first.d,
            d: self.b * first.c + self.d * first.d,
            e: self.a * first.e + self.c * first.f + self.e,
            f: self.b * first.e + self.d * first.f + self.f,
        }
    }

    /// Where it takes a point.
    pub(super) fn apply(self, (x, y): (f64, f64)) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    /// The transform that undoes this one; `None` where it flattens the plane.
    pub(super) fn inverse(self) -> Option<Self> {
        let determinant = self.a * self.d - self.b * self.c;
        let inverse = Self {
            a: self.d / determinant,
            b: -self.b / determinant,
            c: -self.c / determinant,
            d: self.a / determinant,
            e: (self.c * self.f - self.d * self.e) / determinant,
            f: (self.b * self.e - self.a * self.f) / determinant,
        };
        (determinant.abs() > 1e-12 && inverse.is_finite()).then_some(inverse)
    }

    /// Whether no part of it is infinite or not a number.
    pub(super) fn is_finite(self) -> bool {
        [self.a, self.b, self.c, self.d, self.e, self.f].iter().all(|part| part.is_finite())
    }

    /// The move by whole pixels that it is, if it is one.
    #[expect(clippy::cast_possible_truncation, reason = "float casts saturate, and the range is checked")]
    pub(super) fn as_translation(self) -> Option<(i32, i32)> {
        let is_whole = |part: f64| part.fract() == 0.0 && part.abs() < f64::from(1 << 30);
        let is_move = (self.a, self.b, self.c, self.d) == (1.0, 0.0, 0.0, 1.0);
        (is_move && is_whole(self.e) && is_whole(self.f)).then_some((self.e as i32, self.f as i32))
    }

    /// The smallest box of whole pixels (left, top, right, bottom) that holds what becomes of the box from the
    /// origin to `width` and `height`.
    #[expect(clippy::cast_possible_truncation, reason = "float casts saturate")]
    pub(super) fn bounds(self, width: f64, height: f64) -> (i64, i64, i64, i64) {
        let corners =
            [(0.0, 0.0), (width, 0.0), (0.0, height), (width, height)].map(|corner| self.apply(corner));
        let least = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::INFINITY, f64::min);
        let most = |pick: fn(&(f64, f64)) -> f64| corners.iter().map(pick).fold(f64::NEG_INFINITY, f64::max);
        (
            least(|corner| corner.0).floor() as i64,
            least(|corner| corner.1).floor() as i64,
            most(|corner| corner.0).ceil() as i64,
            most(|corner| corner.1).ceil() as i64,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_undoes() {
        let affine = Affine { a: 2.0, b: 0.5, c: -1.0, d: 3.0, e: 10.0, f: -4.0 };
        let (x, y) = affine.inverse().unwrap().apply(affine.apply((7.0, 9.0)));
        assert!((x - 7.0).abs() < 1e-9 && (y - 9.0).abs() < 1e-9);
        assert_eq!(Affine { a: 0.0, ..Affine::IDENTITY }.inverse(), None);
    }

    #[test]
    fn knows_whole_moves() {
        assert_eq!(Affine::translation(3, -4).as_translation(), Some((3, -4)));
        assert_eq!(Affine { e: 0.5, ..Affine::IDENTITY }.as_translation(), None);
        assert_eq!(Affine { a: 2.0, ..Affine::IDENTITY }.as_translation(), None);
        let moved = Affine::translation(1, 2).after(Affine::translation(3, 4));
        assert_eq!(moved.as_translation(), Some((4, 6)));
    }
}
