//! The screen: wallpaper, windows above each other with their shadows, notifications and the task bar with its clock.

use super::paint::{Area, Face, Letters, Style, blend, disc, fill, gradient, polygon, rounded, row, whole};
use super::window::Window;
use recording::picture::{Damage, Picture};
use recording::units::{Rect, Size};

/// Height of the task bar.
pub(super) const BAR_PX: i32 = 42;
/// How far a shadow reaches.
const SHADOW_PX: i32 = 14;
/// How much of a shadow is black right at the window, of 255.
const SHADOW: i32 = 70;

/// What is seen.
pub(super) struct Screen {
    pub(super) letters: Letters,
    pub(super) picture: Picture,
    wallpaper: Picture,
    /// From the back to the front.
    pub(super) windows: Vec<Window>,
    /// A notification: what it says.
    pub(super) notice: Option<(String, String)>,
    bar: Picture,
    clock: String,
    /// What is to be drawn again.
    stale: Area,
}

impl Screen {
    pub(super) fn new(size: Size) -> recording::Result<Self> {
        let bar = Picture::new(Size::new(size.width, BAR_PX.unsigned_abs()))?;
        let mut screen = Self {
            letters: Letters::new(),
            picture: Picture::new(size)?,
            wallpaper: wallpaper(size)?,
            windows: Vec::new(),
            notice: None,
            bar,
            clock: String::new(),
            stale: Area::default(),
        };
        screen.stale = screen.area();
        Ok(screen)
    }

    /// All of it.
    pub(super) fn area(&self) -> Area {
        whole(&self.picture)
    }

    /// It has another size from now on.
    pub(super) fn resize(&mut self, size: Size) -> recording::Result<()> {
        self.picture = Picture::new(size)?;
        self.wallpaper = wallpaper(size)?;
        self.bar = Picture::new(Size::new(size.width, BAR_PX.unsigned_abs()))?;
        self.clock.clear();
        self.stale = self.area();
        Ok(())
    }

    /// Where windows may be.
    pub(super) fn desk(&self) -> Area {
        let all = self.area();
        Area::new(0, 0, all.w, all.h - BAR_PX)
    }

    /// A window, with its shadow, is to be drawn again.
    pub(super) fn touch(&mut self, area: Area) {
        self.stale = self.stale.join(area.inset(-SHADOW_PX).moved(0, 4).join(area));
    }

    /// Only this is to be drawn again.
    pub(super) fn touch_inside(&mut self, area: Area) {
        self.stale = self.stale.join(area);
    }

    /// Where the notification is.
    pub(super) fn notice_area(&self) -> Area {
        let desk = self.desk();
        Area::new(desk.right() - 336, desk.bottom() - 104, 320, 88)
    }

    /// Draws the window in front, and others where they lost the focus.
    pub(super) fn draw_window(&mut self, at: usize) {
        let is_in_front = at + 1 == self.windows.len();
        if let Some(window) = self.windows.get_mut(at) {
            window.draw(&mut self.letters, is_in_front);
        }
    }

    /// Draws the window in front again: only rows that differ from what is seen are to be put onto the picture.
    pub(super) fn redraw_front(&mut self) {
        let Some(at) = self.windows.len().checked_sub(1) else { return };
        self.draw_window(at);
        let Some(window) = self.windows.get_mut(at) else { return };
        let area = window.area;
        let shown = area.meet(whole(&self.picture));
        let mut changed = Area::default();
        for y in shown.y..shown.bottom() {
            let new = row(&mut window.surface, shown.x - area.x, y - area.y, shown.w);
            let old = row(&mut self.picture, shown.x, y, shown.w);
            if new != old {
                changed = changed.join(Area::new(shown.x, y, shown.w, 1));
            }
        }
        self.touch_inside(changed);
    }

    /// Draws all windows, after one came to the front or went.
    pub(super) fn draw_windows(&mut self) {
        for at in 0..self.windows.len() {
            self.draw_window(at);
            if let Some(area) = self.windows.get(at).map(|window| window.area) {
                self.touch(area);
            }
        }
        self.draw_bar();
    }

    /// Sets the clock, such as `09:41`. Gives whether it says something else than before.
    pub(super) fn set_clock(&mut self, clock: &str) -> bool {
        let is_other = self.clock != clock;
        if is_other {
            clock.clone_into(&mut self.clock);
            self.draw_bar();
        }
        is_other
    }

    fn draw_bar(&mut self) {
        let bar = whole(&self.bar);
        gradient(&mut self.bar, bar, 0x27_3244, 0x1c_2533);
        rounded(&mut self.bar, Area::new(8, 7, 32, 28), 6, 0x3b_82d6);
        for (x, y) in [(17, 14), (25, 14), (17, 22), (25, 22)] {
            fill(&mut self.bar, Area::new(x, y, 6, 6), 0xff_ffff);
        }
        let mut listed: Vec<_> =
            self.windows.iter().enumerate().filter(|(_, window)| window.is_listed()).collect();
        let front = self.windows.len().saturating_sub(1);
        // buttons keep their order when windows change theirs
        listed.sort_by(|(_, a), (_, b)| a.app.cmp(&b.app));
        let mut x = 52;
        let clip_right = bar.w - 120;
        for (at, window) in listed {
            let button = Area::new(x, 5, 150, 32);
            if button.right() > clip_right {
                break;
            }
            rounded(&mut self.bar, button, 5, if at == front { 0x47_5670 } else { 0x2f_3b50 });
            if at == front {
                fill(&mut self.bar, Area::new(x + 8, 36, 134, 2), 0x5c_a4f0);
            }
            rounded(&mut self.bar, Area::new(x + 10, 13, 16, 16), 4, window.look.colour());
            let style = Style::new(Face::Regular, 13, 0xf0_f3f8);
            let clip = Area::new(x, 5, 144, 32);
            self.letters.draw(&mut self.bar, clip, (x + 34, 26), &window.title, style);
            x += 156;
        }
        let style = Style::new(Face::Regular, 14, 0xf0_f3f8);
        self.letters.draw(&mut self.bar, bar, (bar.w - 56, 26), &self.clock, style);
        disc(&mut self.bar, bar.w - 82, 21, 5, 0x6c_c08a, 255);
        let area = self.area();
        self.touch_inside(Area::new(0, area.h - BAR_PX, area.w, BAR_PX));
    }

    /// Puts what is stale onto the picture. Gives what of it changed.
    pub(super) fn compose(&mut self) -> Damage {
        let mut damage = Damage::none(self.picture.size());
        let mut stale = std::mem::take(&mut self.stale).meet(self.area());
        if stale.is_empty() {
            return damage;
        }
        // a notification is laid over what is below it, so that it is drawn whole or not at all
        if self.notice.is_some() && !self.notice_area().meet(stale).is_empty() {
            stale = stale.join(self.notice_area());
        }
        for y in stale.y..stale.bottom() {
            let from = row(&mut self.wallpaper, stale.x, y, stale.w);
            if let (Some(from), Some(to)) = (from, row(&mut self.picture, stale.x, y, stale.w)) {
                to.copy_from_slice(from);
            }
        }
        for window in &mut self.windows {
            shade(&mut self.picture, stale, window.area);
            place(&mut self.picture, stale, &mut window.surface, window.area);
        }
        let (area, card) = (whole(&self.picture), self.notice_area());
        if let Some((title, text)) = &self.notice
            && !card.meet(stale).is_empty()
        {
            rounded(&mut self.picture, card, 8, 0x2b_3648);
            rounded(&mut self.picture, Area::new(card.x + 16, card.y + 22, 40, 40), 8, 0x3b_82d6);
            fill(&mut self.picture, Area::new(card.x + 31, card.y + 30, 10, 24), 0xff_ffff);
            let ink = Style::new(Face::Bold, 14, 0xff_ffff);
            self.letters.draw(&mut self.picture, card, (card.x + 72, card.y + 36), title, ink);
            let ink = Style::new(Face::Regular, 13, 0xcf_d7e3);
            self.letters.draw(&mut self.picture, card, (card.x + 72, card.y + 60), text, ink);
        }
        place(&mut self.picture, stale, &mut self.bar, Area::new(0, area.h - BAR_PX, area.w, BAR_PX));
        let side = |length: i32| u32::try_from(length).unwrap_or(0);
        damage.add(Rect::new(side(stale.x), side(stale.y), side(stale.w), side(stale.h)));
        damage
    }
}

/// Copies a surface that lies at `area` onto the picture, as far as it is stale.
fn place(picture: &mut Picture, stale: Area, surface: &mut Picture, area: Area) {
    let part = area.meet(stale);
    for y in part.y..part.bottom() {
        let from = row(surface, part.x - area.x, y - area.y, part.w);
        if let (Some(from), Some(to)) = (from, row(picture, part.x, y, part.w)) {
            to.copy_from_slice(from);
        }
    }
}

/// Draws the shadow of a window, which falls a little below it.
fn shade(picture: &mut Picture, stale: Area, window: Area) {
    let shadow = window.moved(0, 4);
    let part = shadow.inset(-SHADOW_PX).meet(stale);
    for y in part.y..part.bottom() {
        let above = (shadow.y - y).max(y - shadow.bottom() + 1).max(0);
        let Some(row) = row(picture, part.x, y, part.w) else { continue };
        for (x, pixel) in (part.x..).zip(row.chunks_exact_mut(4)) {
            let beside = (shadow.x - x).max(x - shadow.right() + 1).max(0);
            let far = above.max(beside) + above.min(beside) / 3;
            let left = (SHADOW_PX - far).max(0);
            let alpha = SHADOW * left * left / (SHADOW_PX * SHADOW_PX);
            blend(pixel, 0, alpha.unsigned_abs());
        }
    }
}

/// A calm picture for behind the windows.
fn wallpaper(size: Size) -> recording::Result<Picture> {
    let mut picture = Picture::new(size)?;
    let all = whole(&picture);
    gradient(&mut picture, all, 0x1f_4d7a, 0x6f_b1c4);
    disc(&mut picture, all.w * 3 / 4, all.h / 3, all.h / 7, 0xf4_e3b2, 230);
    let (w, h) = (all.w, all.h);
    let far = [
        (0, h),
        (0, h * 62 / 100),
        (w * 22 / 100, h * 44 / 100),
        (w * 45 / 100, h * 66 / 100),
        (w * 66 / 100, h * 50 / 100),
        (w, h * 70 / 100),
        (w, h),
    ];
    polygon(&mut picture, &far, 0x3f_7f93, 255);
    let near = [
        (0, h),
        (0, h * 82 / 100),
        (w * 30 / 100, h * 66 / 100),
        (w * 60 / 100, h * 84 / 100),
        (w * 82 / 100, h * 70 / 100),
        (w, h * 80 / 100),
        (w, h),
    ];
    polygon(&mut picture, &near, 0x2c_6275, 255);
    Ok(picture)
}
