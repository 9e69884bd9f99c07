//! The layers and buffers of a session, by index: 0 is the screen, those above it are shown on it, those below are
//! buffers out of sight.
//!
//! Visible layers keep the size they are given; buffers grow as drawing needs. Layers lie in a tree under the screen.

use super::affine::Affine;
use super::arguments::{Carried, Refused};
use super::budget::Budget;
use super::surface::Surface;
use crate::error::{Error, Result};
use crate::limits;
use crate::picture::Damage;
use crate::units::{Rect, Size};
use std::collections::BTreeMap;

/// The index of the screen itself.
pub(super) const SCREEN: i32 = 0;

/// All layers and buffers.
pub(super) struct Layers {
    layers: BTreeMap<i32, Layer>,
    pub(super) budget: Budget,
    /// Where the screen may have changed since it was last put together.
    damage: Damage,
    placed: u64,
}

struct Layer {
    surface: Surface,
    /// Where it is shown; `None` for buffers.
    placement: Option<Placement>,
}

/// Where a layer is shown.
struct Placement {
    /// The layer it lies on; `None` for the screen, and where that layer is gone.
    parent: Option<i32>,
    x: i32,
    y: i32,
    z: i32,
    /// 0 for transparent to 255 for opaque.
    opacity: u8,
    distortion: Affine,
    /// Among layers of the same `z`, the one that was put on its parent last is on top.
    order: u64,
}

/// A layer as it lies on the screen, once all those under it are taken into account.
pub(super) struct Shown<'a> {
    pub(super) surface: &'a Surface,
    /// From the layer's pixels to the screen's.
    pub(super) transform: Affine,
    pub(super) opacity: u8,
    /// The part of the screen that it and all under it leave it.
    pub(super) clip: Rect,
}

impl Layers {
    /// A screen of no size, with a limit for the area of all layers.
    pub(super) fn new(area_limit_px: u64) -> Self {
        Self {
            layers: BTreeMap::new(),
            budget: Budget::new(area_limit_px),
            damage: Damage::none(Size::default()),
            placed: 0,
        }
    }

    /// Size of the screen.
    pub(super) fn screen_size(&self) -> Size {
        self.layers.get(&SCREEN).map(|layer| layer.surface.size()).unwrap_or_default()
    }

    /// Where the screen may have changed since this was last asked.
    pub(super) fn take_damage(&mut self) -> Damage {
        let none = Damage::none(self.screen_size());
        std::mem::replace(&mut self.damage, none)
    }

    /// The surface of a layer, which is created where it does not exist.
    pub(super) fn surface(&mut self, index: i32) -> Carried<&mut Surface> {
        self.surface_and_budget(index).map(|(surface, _)| surface)
    }

    /// The surface of a layer and the budget to draw on it with.
    pub(super) fn surface_and_budget(&mut self, index: i32) -> Carried<(&mut Surface, &mut Budget)> {
        if !self.layers.contains_key(&index) {
            self.create(index)?;
        }
        let layer = self.layers.get_mut(&index).ok_or(Refused::Passed("layer that cannot be made"))?;
        Ok((&mut layer.surface, &mut self.budget))
    }

    /// Gets a surface ready for drawing inside of a box of its pixels: buffers grow to hold it. Answers the surface
    /// and the part of the box that is inside.
    pub(super) fn ready(&mut self, index: i32, edges: [i64; 4]) -> Carried<(&mut Surface, Rect)> {
        let (surface, budget) = self.surface_and_budget(index)?;
        if index < SCREEN {
            grow(surface, budget, edges[2], edges[3])?;
        }
        let rect = super::path::cut(edges, Rect::of(surface.size()));
        if !rect.is_empty() {
            surface.hold_rows(rect.bottom(), budget)?;
            budget.work(u64::from(rect.width) * u64::from(rect.height))?;
        }
        Ok((surface, rect))
    }

    /// Grows a buffer to hold a point.
    pub(super) fn reach(&mut self, index: i32, x: i64, y: i64) -> Carried {
        let (surface, budget) = self.surface_and_budget(index)?;
        if index < SCREEN {
            grow(surface, budget, x, y)?;
        }
        Ok(())
    }

    /// Gives a layer or buffer another size.
    pub(super) fn resize(&mut self, index: i32, width: i32, height: i32) -> Carried {
        let side = |side: i32| u32::try_from(side.max(0)).unwrap_or(0);
        let size = Size::new(side(width), side(height));
        check_size(size, &self.budget)?;
        self.mark_all(index);
        let (surface, budget) = self.surface_and_budget(index)?;
        if surface.size() != size {
            surface.resize(size, budget)?;
        }
        if index == SCREEN && self.damage.size() != size {
            self.damage = Damage::all(size);
        }
        self.mark_all(index);
        Ok(())
    }

    /// Puts a layer on another at a place.
    pub(super) fn place(&mut self, index: i32, parent: i32, [x, y, z]: [i32; 3]) -> Carried {
        if index <= SCREEN || parent < SCREEN {
            return Err(Refused::Passed("move of what is not a visible layer"));
        }
        self.surface(index)?;
        self.surface(parent)?;
        let is_under_itself = self.line_of(parent).is_none_or(|line| line.contains(&index));
        if is_under_itself {
            return Err(Refused::Passed("layer moved onto itself"));
        }
        self.mark_all(index);
        self.placed += 1;
        let order = self.placed;
        if let Some(placement) = self.placement(index) {
            if placement.parent != Some(parent) {
                placement.parent = Some(parent);
                placement.order = order;
            }
            (placement.x, placement.y, placement.z) = (x, y, z);
        }
        self.mark_all(index);
        Ok(())
    }

    /// Sets how opaque a layer is, 0 to 255.
    pub(super) fn shade(&mut self, index: i32, opacity: i32) -> Carried {
        self.change(index, |placement| placement.opacity = u8::try_from(opacity.clamp(0, 255)).unwrap_or(255))
    }

    /// Sets the transform of a layer around its upper left corner.
    pub(super) fn distort(&mut self, index: i32, distortion: Affine) -> Carried {
        self.change(index, |placement| placement.distortion = distortion)
    }

    /// Removes a layer or buffer. The screen stays.
    pub(super) fn dispose(&mut self, index: i32) {
        if index == SCREEN {
            return;
        }
        self.mark_all(index);
        self.layers.remove(&index);
        for layer in self.layers.values_mut() {
            if let Some(placement) = &mut layer.placement
                && placement.parent == Some(index)
            {
                placement.parent = None;
            }
        }
    }

    /// Tells that part of a layer may have changed.
    pub(super) fn mark(&mut self, index: i32, rect: Rect) {
        if index < SCREEN || rect.is_empty() {
            return;
        }
        if index == SCREEN {
            self.damage.add(rect);
            return;
        }
        let Some((transform, clip, _)) = self.place_of(index) else { return };
        let (width, height) = (f64::from(rect.width), f64::from(rect.height));
        let corner = Affine { e: rect.x.into(), f: rect.y.into(), ..Affine::IDENTITY };
        let (left, top, right, bottom) = transform.after(corner).bounds(width, height);
        // what is not moved by whole pixels reaches into its neighbours
        let reach = i64::from(transform.as_translation().is_none());
        self.damage.add(super::path::cut([left - reach, top - reach, right + reach, bottom + reach], clip));
    }

    /// The layers that are shown, from the lowest to the highest.
    pub(super) fn shown(&self) -> Vec<Shown<'_>> {
        let mut children: BTreeMap<i32, Vec<(i32, u64, i32)>> = BTreeMap::new();
        for (&index, layer) in &self.layers {
            if let Some(Placement { parent: Some(parent), z, order, .. }) = &layer.placement {
                children.entry(*parent).or_default().push((*z, *order, index));
            }
        }
        let mut shown = Vec::new();
        let mut waiting = vec![SCREEN];
        while let Some(index) = waiting.pop() {
            let Some(layer) = self.layers.get(&index) else { continue };
            let Some((transform, clip, opacity)) = self.place_of(index) else { continue };
            if opacity == 0 || clip.is_empty() || layer.surface.size().is_empty() {
                continue;
            }
            shown.push(Shown { surface: &layer.surface, transform, opacity, clip });
            if let Some(above) = children.get_mut(&index) {
                // the last to be drawn goes to the bottom of the pile
                above.sort_unstable_by(|one, other| other.cmp(one));
                waiting.extend(above.iter().map(|(_, _, index)| *index));
            }
        }
        shown
    }

    fn create(&mut self, index: i32) -> Carried {
        if self.layers.len() >= limits::GUACAMOLE_LAYERS {
            return Err(Refused::Passed("layer over the limit of layers"));
        }
        let is_visible = index >= SCREEN;
        let size = if index > SCREEN { self.screen_size() } else { Size::default() };
        self.placed += 1;
        let placement = Placement {
            parent: (index > SCREEN).then_some(SCREEN),
            x: 0,
            y: 0,
            z: 0,
            opacity: 255,
            distortion: Affine::IDENTITY,
            order: self.placed,
        };
        let surface = Surface::new(size, &self.budget)?;
        self.layers.insert(index, Layer { surface, placement: is_visible.then_some(placement) });
        if index > SCREEN && !self.layers.contains_key(&SCREEN) {
            self.create(SCREEN)?;
        }
        Ok(())
    }

    fn placement(&mut self, index: i32) -> Option<&mut Placement> {
        self.layers.get_mut(&index)?.placement.as_mut()
    }

    fn change(&mut self, index: i32, change: impl FnOnce(&mut Placement)) -> Carried {
        self.surface(index)?;
        let placement =
            self.placement(index).ok_or(Refused::Passed("change of what is not a visible layer"))?;
        change(placement);
        // the layer itself may have been anywhere before: distorted layers are rare, so all is looked at
        self.damage = Damage::all(self.screen_size());
        Ok(())
    }

    fn mark_all(&mut self, index: i32) {
        if let Some(layer) = self.layers.get(&index) {
            self.mark(index, Rect::of(layer.surface.size()));
        }
    }

    /// The layer and all those it lies on up to the screen; `None` where it does not lie on the screen.
    fn line_of(&self, index: i32) -> Option<Vec<i32>> {
        let mut line = vec![index];
        let mut at = index;
        while at != SCREEN {
            at = self.layers.get(&at)?.placement.as_ref()?.parent?;
            line.push(at);
            if line.len() > limits::GUACAMOLE_LAYER_DEPTH {
                return None;
            }
        }
        Some(line)
    }

    /// Where a layer is on the screen: its transform, the part of the screen left to it, and its opacity.
    fn place_of(&self, index: i32) -> Option<(Affine, Rect, u8)> {
        let mut transform = Affine::IDENTITY;
        let mut clip = Rect::of(self.screen_size());
        let mut opacity = 255;
        for index in self.line_of(index)?.into_iter().rev() {
            let layer = self.layers.get(&index)?;
            let placement = layer.placement.as_ref()?;
            let moved = Affine::translation(placement.x, placement.y).after(placement.distortion);
            transform = transform.after(moved);
            let size = layer.surface.size();
            let (left, top, right, bottom) = transform.bounds(size.width.into(), size.height.into());
            clip = super::path::cut([left, top, right, bottom], clip);
            opacity = super::compositing::multiply(opacity, placement.opacity);
        }
        Some((transform, clip, opacity))
    }
}

/// Grows a buffer so that it reaches a column and a row.
fn grow(surface: &mut Surface, budget: &mut Budget, right: i64, bottom: i64) -> Carried {
    let size = surface.size();
    let side = |edge: i64, side: u32| u32::try_from(edge.max(side.into())).unwrap_or(u32::MAX);
    let grown = Size::new(side(right, size.width), side(bottom, size.height));
    if grown != size {
        check_size(grown, budget).map_err(|_| Refused::Passed("drawing outside of the largest buffer"))?;
        surface.resize(grown, budget)?;
    }
    Ok(())
}

fn check_size(size: Size, budget: &Budget) -> Result<()> {
    if size.width > limits::PICTURE_SIDE_PX || size.height > limits::PICTURE_SIDE_PX {
        let limit = limits::PICTURE_SIDE_PX.into();
        return Err(Error::LimitReached { what: "side of a layer of the Guacamole recording", limit });
    }
    let limit = limits::PICTURE_AREA_PX.min(budget.held_limit_px());
    if size.area() > limit {
        return Err(Error::LimitReached { what: "area of a layer of the Guacamole recording", limit });
    }
    Ok(())
}
