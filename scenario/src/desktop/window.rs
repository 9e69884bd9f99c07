//! A window: frame, title, and what its application shows.

use super::paint::{Area, Face, Letters, Style, fill, outline, polygon, rounded, veil, whole};
use super::views;
use recording::picture::Picture;
use recording::units::Size;

/// Height of a title bar.
pub(super) const TITLE_PX: i32 = 32;

/// What an application's window looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Writer,
    Sheets,
    Browser,
    Files,
    Console,
    Mail,
    Player,
    Dialog,
    Progress,
    Registry,
    Accounts,
}

impl Look {
    /// That of an application with this name.
    pub(super) fn of(app: &str) -> Self {
        match app {
            "sheets" => Self::Sheets,
            "browser" => Self::Browser,
            "files" => Self::Files,
            "console" => Self::Console,
            "mail" => Self::Mail,
            "player" => Self::Player,
            _ => Self::Writer,
        }
    }

    /// The colour of its icon.
    pub(super) const fn colour(self) -> u32 {
        match self {
            Self::Writer => 0x2b_579a,
            Self::Sheets => 0x21_7346,
            Self::Browser => 0x0c_8a9e,
            Self::Files => 0xe0_a526,
            Self::Console => 0x64_7590,
            Self::Mail => 0x7a_4fb3,
            Self::Player => 0xc2_4d2c,
            Self::Dialog | Self::Progress | Self::Registry | Self::Accounts => 0x5a_6577,
        }
    }
}

/// A line of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    Heading(String),
    Text(String),
    /// Cells side by side.
    Row(Vec<String>),
    /// A picture in the text, whose colours follow from this number.
    Picture(u64),
}

/// What is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub(super) lines: Vec<Line>,
    /// Lines that are scrolled out at the top.
    pub(super) top: usize,
    /// Address, path or prompt.
    pub(super) place: String,
    /// The line that is chosen.
    pub(super) chosen: Option<usize>,
    /// How far something is, of 1000.
    pub(super) progress: u32,
}

/// A window.
pub(super) struct Window {
    pub(super) app: String,
    pub(super) title: String,
    pub(super) look: Look,
    pub(super) area: Area,
    pub(super) document: Document,
    /// It does not answer.
    pub(super) is_hung: bool,
    pub(super) surface: Picture,
}

impl Window {
    pub(super) fn new(app: &str, title: &str, look: Look, area: Area) -> recording::Result<Self> {
        let side = |length: i32| u32::try_from(length).unwrap_or(1).max(1);
        Ok(Self {
            app: app.to_owned(),
            title: title.to_owned(),
            look,
            area,
            document: Document::default(),
            is_hung: false,
            surface: Picture::new(Size::new(side(area.w), side(area.h)))?,
        })
    }

    /// Whether a window of this kind stands in the task bar.
    pub(super) const fn is_listed(&self) -> bool {
        !matches!(self.look, Look::Dialog | Look::Progress | Look::Registry | Look::Accounts)
    }

    /// Draws all of it.
    pub(super) fn draw(&mut self, letters: &mut Letters, is_in_front: bool) {
        let all = whole(&self.surface);
        let (bar, ink) = match (self.look, is_in_front) {
            (Look::Console, _) => (0x20_2733, 0xe6_eaf0),
            (_, true) => (0xe9_eef6, 0x1c_2430),
            (_, false) => (0xf4_f5f7, 0x7b_8494),
        };
        fill(&mut self.surface, all, 0xff_ffff);
        let title_bar = Area::new(0, 0, all.w, TITLE_PX);
        fill(&mut self.surface, title_bar, bar);
        rounded(&mut self.surface, Area::new(10, 8, 16, 16), 4, self.look.colour());
        rounded(&mut self.surface, Area::new(14, 12, 8, 2), 1, 0xff_ffff);
        rounded(&mut self.surface, Area::new(14, 17, 5, 2), 1, 0xff_ffff);
        let title =
            if self.is_hung { format!("{} (Not responding)", self.title) } else { self.title.clone() };
        let style = Style::new(Face::Regular, 13, ink);
        letters.draw(&mut self.surface, Area::new(0, 0, all.w - 120, TITLE_PX), (34, 21), &title, style);
        self.draw_buttons(all.w, ink);
        let inside = Area::new(0, TITLE_PX, all.w, all.h - TITLE_PX);
        views::draw(self.look, &self.document, letters, &mut self.surface, inside);
        if self.is_hung {
            veil(&mut self.surface, all, 0xff_ffff, 150);
        }
        outline(&mut self.surface, all, if is_in_front { 0x8a_96a8 } else { 0xb9_c0cb });
    }

    fn draw_buttons(&mut self, width: i32, ink: u32) {
        let is_listed = self.is_listed();
        let surface = &mut self.surface;
        if is_listed {
            fill(surface, Area::new(width - 116, 16, 10, 1), ink);
            outline(surface, Area::new(width - 72, 11, 10, 10), ink);
        }
        let (x, y) = (width - 28, 11);
        for (from, to) in [((x, y), (x + 10, y + 10)), ((x + 10, y), (x, y + 10))] {
            let step = (to.0 - from.0).signum();
            let corners = [(from.0, from.1), (from.0 + step, from.1), (to.0 + step, to.1), (to.0, to.1)];
            polygon(surface, &corners, ink, 255);
        }
    }

    /// The middle of the button that closes it, on the screen.
    pub(super) const fn close_button(&self) -> (i32, i32) {
        (self.area.right() - 23, self.area.y + 16)
    }
}
