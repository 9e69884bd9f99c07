//! What the windows of each application show.

use super::paint::{Area, Face, Letters, Style, disc, fill, gradient, outline, polygon, rounded};
use super::window::{Document, Line, Look};
use recording::picture::Picture;

const INK: u32 = 0x22_2a35;
const FAINT: u32 = 0x6b_7584;
const RULE: u32 = 0xd9_dee6;
const BODY: Style = Style::new(Face::Regular, 14, INK);
const SMALL: Style = Style::new(Face::Regular, 12, FAINT);
const HEADING: Style = Style::new(Face::Bold, 20, 0x1b_3a68);
const MONO: Style = Style::new(Face::Mono, 13, 0xd8_dee9);

/// Draws the inside of a window.
pub(super) fn draw(look: Look, document: &Document, letters: &mut Letters, on: &mut Picture, inside: Area) {
    let mut view = View { letters, on };
    match look {
        Look::Writer => view.writer(document, inside),
        Look::Sheets => view.sheets(document, inside),
        Look::Browser => view.browser(document, inside),
        Look::Files => view.files(document, inside),
        Look::Console => view.console(document, inside),
        Look::Mail => view.mail(document, inside),
        Look::Player => view.player(document, inside),
        Look::Dialog => view.dialog(document, inside),
        Look::Progress => view.progress(document, inside),
        Look::Registry => view.registry(document, inside),
        Look::Accounts => view.rows(document, inside, ["Account", "Group", "State"]),
    }
}

struct View<'a> {
    letters: &'a mut Letters,
    on: &'a mut Picture,
}

impl View<'_> {
    fn text(&mut self, clip: Area, x: i32, y: i32, text: &str, style: Style) -> i32 {
        self.letters.draw(self.on, clip, (x, y), text, style)
    }

    /// Menus and buttons at the top of an application; gives what is left below.
    fn toolbar(&mut self, inside: Area, menus: &[&str]) -> Area {
        let bar = Area::new(inside.x, inside.y, inside.w, 58);
        fill(self.on, bar, 0xf5_f7fa);
        let mut x = bar.x + 14;
        for menu in menus {
            x = self.text(bar, x, bar.y + 18, menu, Style::new(Face::Regular, 13, INK)) + 20;
        }
        for button in 0..(bar.w / 34).min(14) {
            let area = Area::new(bar.x + 12 + button * 34 + button / 4 * 10, bar.y + 29, 24, 22);
            rounded(self.on, area, 4, 0xe6_ebf2);
            let colours = [0x3b_6fb5, 0x5b_6676, 0xb5_6a3b, 0x3b_9b6f];
            let colour =
                usize::try_from(button).ok().and_then(|at| colours.get(at % 4)).copied().unwrap_or(INK);
            match button % 3 {
                0 => rounded(self.on, area.inset(7), 2, colour),
                1 => {
                    for line in 0..3 {
                        fill(self.on, Area::new(area.x + 6, area.y + 6 + line * 4, 12 - line * 2, 2), colour);
                    }
                }
                _ => disc(self.on, area.x + 12, area.y + 11, 5, colour, 255),
            }
        }
        fill(self.on, Area::new(bar.x, bar.bottom() - 1, bar.w, 1), RULE);
        Area::new(inside.x, bar.bottom(), inside.w, inside.h - bar.h)
    }

    /// The lines of a document from the first that is not scrolled out. Gives where the last one ends.
    fn lines(&mut self, document: &Document, area: Area, style: Style) -> (i32, i32) {
        let mut y = area.y;
        let mut end = (area.x, area.y + 16);
        for line in document.lines.iter().skip(document.top) {
            if y >= area.bottom() {
                break;
            }
            match line {
                Line::Heading(text) => {
                    y += 12;
                    let x = self.text(area, area.x, y + 20, text, HEADING);
                    y += 32;
                    end = (x, y - 12);
                }
                Line::Text(text) => {
                    for part in self.letters.wrap(text, area.w, style) {
                        let x = self.text(area, area.x, y + 16, &part, style);
                        end = (x, y + 16);
                        y += 22;
                    }
                    y += 4;
                }
                Line::Row(cells) => {
                    let wide = area.w / i32::try_from(cells.len().max(1)).unwrap_or(1);
                    for (cell, x) in
                        cells.iter().zip((area.x..).step_by(usize::try_from(wide).unwrap_or(1).max(1)))
                    {
                        self.text(Area::new(x, y, wide - 6, 24), x, y + 17, cell, style);
                    }
                    y += 24;
                }
                Line::Picture(seed) => {
                    let frame = Area::new(area.x, y + 6, area.w.min(420), 130).meet(area);
                    self.scenery(frame, *seed);
                    y += 150;
                }
            }
        }
        end
    }

    /// A picture in a page: a sky, hills, a sun.
    fn scenery(&mut self, area: Area, seed: u64) {
        let skies = [(0x8e_c5e8, 0xf6_e3c5), (0xf2_b38a, 0xf7_e6d0), (0x9a_b8d8, 0xdc_e8f2)];
        let (top, bottom) = skies.get(usize::try_from(seed % 3).unwrap_or(0)).copied().unwrap_or((0, 0));
        gradient(self.on, area, top, bottom);
        if area.h < 130 {
            return;
        }
        let shift = i32::try_from(seed % 160).unwrap_or(0);
        disc(self.on, area.x + 80 + shift, area.y + 40, 18, 0xff_f3c9, 255);
        let (x, base) = (area.x, area.bottom());
        for (place, colour) in [(0, 0x6f_9a7c), (110, 0x56_8468), (230, 0x47_7159)] {
            let peak = x + place + shift / 2;
            let corners = [
                (peak.max(x), base - 1),
                ((peak + 90).min(area.right()), base - 58 + shift / 8),
                ((peak + 190).min(area.right()), base - 1),
            ];
            polygon(self.on, &corners, colour, 255);
        }
    }

    fn scrollbar(&mut self, document: &Document, area: Area) {
        let track = Area::new(area.right() - 12, area.y, 12, area.h);
        fill(self.on, track, 0xf0_f2f5);
        let lines = i32::try_from(document.lines.len()).unwrap_or(i32::MAX).clamp(1, 10_000);
        let top = i32::try_from(document.top).unwrap_or(0).min(lines);
        let length = (track.h * 12 / (lines + 12)).max(24);
        let y = track.y + (track.h - length) * top / lines;
        rounded(self.on, Area::new(track.x + 3, y, 6, length), 3, 0xb4_bcc8);
    }

    fn caret(&mut self, (x, baseline): (i32, i32), clip: Area) {
        fill(self.on, Area::new(x + 1, baseline - 14, 2, 18).meet(clip), 0x1d_5fc0);
    }

    fn writer(&mut self, document: &Document, inside: Area) {
        let desk = self.toolbar(inside, &["File", "Edit", "Insert", "Layout", "Review", "View"]);
        fill(self.on, desk, 0xe4_e8ee);
        let page_width = (desk.w - 80).clamp(120, 760);
        let page = Area::new(desk.x + (desk.w - 12 - page_width) / 2, desk.y + 16, page_width, desk.h - 16);
        fill(self.on, page.moved(3, 3).meet(desk), 0xcb_d2dc);
        fill(self.on, page, 0xff_ffff);
        let margin = (page.w / 10).min(60);
        let body = Area::new(page.x + margin, page.y + 26, page.w - 2 * margin, page.h - 30);
        let end = self.lines(document, body, BODY);
        self.caret(end, page);
        self.scrollbar(document, desk);
    }

    fn sheets(&mut self, document: &Document, inside: Area) {
        let desk = self.toolbar(inside, &["File", "Edit", "Insert", "Format", "Data"]);
        let bar = Area::new(desk.x, desk.y, desk.w, 28);
        fill(self.on, bar, 0xff_ffff);
        self.text(bar, bar.x + 12, bar.y + 19, "fx", Style::new(Face::Bold, 13, FAINT));
        self.text(bar, bar.x + 44, bar.y + 19, &document.place, BODY);
        let grid = Area::new(desk.x, bar.bottom(), desk.w, desk.h - 28);
        fill(self.on, grid, 0xff_ffff);
        fill(self.on, Area::new(grid.x, grid.y, grid.w, 24), 0xee_f1f5);
        fill(self.on, Area::new(grid.x, grid.y, 44, grid.h), 0xee_f1f5);
        for (name, x) in ('A'..='Z').zip((grid.x + 44..grid.right()).step_by(110)) {
            fill(self.on, Area::new(x, grid.y, 1, grid.h), RULE);
            self.text(grid, x + 50, grid.y + 17, &name.to_string(), SMALL);
        }
        let rows = document.lines.iter().skip(document.top);
        let mut rows = rows.enumerate().map(|(at, line)| (document.top + at, Some(line)));
        for (at, y) in (grid.y + 24..grid.bottom()).step_by(24).enumerate() {
            fill(self.on, Area::new(grid.x, y, grid.w, 1), RULE);
            let (number, line) = rows.next().unwrap_or((document.top + at, None));
            self.text(grid, grid.x + 12, y + 17, &(number + 1).to_string(), SMALL);
            let cells: &[String] = match line {
                Some(Line::Row(cells)) => cells,
                Some(Line::Heading(text) | Line::Text(text)) => std::slice::from_ref(text),
                Some(Line::Picture(_)) | None => &[],
            };
            for (cell, x) in cells.iter().zip((grid.x + 44..).step_by(110)) {
                let style = if number == 0 {
                    Style::new(Face::Bold, 13, INK)
                } else {
                    Style::new(Face::Regular, 13, INK)
                };
                self.text(Area::new(x, y, 108, 24).meet(grid), x + 6, y + 17, cell, style);
            }
            if document.chosen == Some(number) {
                let last = i32::try_from(cells.len().max(1) - 1).unwrap_or(0);
                outline(self.on, Area::new(grid.x + 44 + last * 110, y, 111, 25).meet(grid), 0x21_7346);
            }
        }
    }

    fn browser(&mut self, document: &Document, inside: Area) {
        let bar = Area::new(inside.x, inside.y, inside.w, 44);
        fill(self.on, bar, 0xf5_f7fa);
        for (at, sign) in ["\u{2190}", "\u{2192}", "\u{2191}"].into_iter().enumerate() {
            let x = bar.x + 14 + i32::try_from(at).unwrap_or(0) * 26;
            self.text(bar, x, bar.y + 28, sign, Style::new(Face::Regular, 16, FAINT));
        }
        let field = Area::new(bar.x + 96, bar.y + 7, bar.w - 140, 30);
        rounded(self.on, field, 15, 0xff_ffff);
        disc(self.on, field.x + 16, field.y + 15, 4, 0x3b_9b6f, 255);
        self.text(field.inset(4), field.x + 30, field.y + 20, &document.place, BODY);
        fill(self.on, Area::new(bar.x, bar.bottom() - 1, bar.w, 1), RULE);
        let page = Area::new(inside.x, bar.bottom(), inside.w, inside.h - bar.h);
        fill(self.on, page, 0xff_ffff);
        if document.top == 0 && !document.lines.is_empty() {
            fill(self.on, Area::new(page.x, page.y, page.w, 6), 0x0c_8a9e);
        }
        let margin = (page.w / 12).min(90);
        self.lines(document, Area::new(page.x + margin, page.y + 14, page.w - 2 * margin, page.h - 14), BODY);
        self.scrollbar(document, page);
    }

    fn files(&mut self, document: &Document, inside: Area) {
        let bar = Area::new(inside.x, inside.y, inside.w, 40);
        fill(self.on, bar, 0xf5_f7fa);
        let field = Area::new(bar.x + 12, bar.y + 6, bar.w - 24, 28);
        rounded(self.on, field, 4, 0xff_ffff);
        self.text(field, field.x + 12, field.y + 19, &document.place, BODY);
        let side = Area::new(inside.x, bar.bottom(), 150, inside.h - bar.h);
        fill(self.on, side, 0xf0_f3f7);
        for (at, name) in
            ["Home", "Documents", "Downloads", "Projects", "Client drives", "Network"].into_iter().enumerate()
        {
            let y = side.y + 12 + i32::try_from(at).unwrap_or(0) * 30;
            rounded(self.on, Area::new(side.x + 14, y + 4, 16, 12), 2, 0xe0_a526);
            self.text(side, side.x + 40, y + 16, name, Style::new(Face::Regular, 13, INK));
        }
        let list = Area::new(side.right(), bar.bottom(), inside.w - side.w, inside.h - bar.h);
        self.rows(document, list, ["Name", "Changed", "Size"]);
    }

    /// A list of rows with three columns.
    fn rows(&mut self, document: &Document, list: Area, titles: [&str; 3]) {
        fill(self.on, list, 0xff_ffff);
        for (title, share) in titles.into_iter().zip([0, 50, 80]) {
            self.text(list, list.x + 44 + (list.w - 60) * share / 100, list.y + 20, title, SMALL);
        }
        fill(self.on, Area::new(list.x, list.y + 28, list.w, 1), RULE);
        let rows = document.lines.iter().enumerate().skip(document.top);
        for ((at, line), y) in rows.zip((list.y + 32..list.bottom()).step_by(28)) {
            let Line::Row(cells) = line else { continue };
            let row = Area::new(list.x + 4, y, list.w - 8, 26).meet(list);
            if document.chosen == Some(at) {
                rounded(self.on, row, 4, 0xcf_e3fb);
            }
            rounded(self.on, Area::new(row.x + 10, y + 5, 14, 16).meet(list), 2, 0x8f_b3dd);
            for (cell, share) in cells.iter().zip([0, 50, 80]) {
                let x = list.x + 44 + (list.w - 60) * share / 100;
                let clip =
                    Area::new(x, y, if share == 0 { (list.w - 60) / 2 - 8 } else { 200 }, 26).meet(list);
                self.text(clip, x, y + 18, cell, if share == 0 { BODY } else { SMALL });
            }
        }
    }

    /// The key in the tree on the left, with those above it, and its values on the right.
    fn registry(&mut self, document: &Document, inside: Area) {
        let bar = Area::new(inside.x, inside.y, inside.w, 40);
        fill(self.on, bar, 0xf5_f7fa);
        let field = Area::new(bar.x + 12, bar.y + 6, bar.w - 24, 28);
        rounded(self.on, field, 4, 0xff_ffff);
        self.text(field, field.x + 12, field.y + 19, &document.place, BODY);
        let side = Area::new(inside.x, bar.bottom(), 190, inside.h - bar.h);
        fill(self.on, side, 0xf0_f3f7);
        let parts: Vec<&str> = document.place.split('\\').collect();
        for (at, (part, y)) in parts.iter().zip((side.y + 10..side.bottom()).step_by(26)).enumerate() {
            let x = side.x + 12 + i32::try_from(at).unwrap_or(0) * 16;
            if at + 1 == parts.len() {
                rounded(self.on, Area::new(x - 6, y, side.right() - x, 24).meet(side), 4, 0xcf_e3fb);
            }
            rounded(self.on, Area::new(x, y + 6, 16, 12).meet(side), 2, 0xe0_a526);
            self.text(side, x + 24, y + 17, part, Style::new(Face::Regular, 13, INK));
        }
        let list = Area::new(side.right(), bar.bottom(), inside.w - side.w, inside.h - bar.h);
        self.rows(document, list, ["Value", "Kind", "Data"]);
    }

    fn console(&mut self, document: &Document, inside: Area) {
        fill(self.on, inside, 0x16_1b24);
        let rows = usize::try_from((inside.h - 16) / 19).unwrap_or(0);
        let first = document.lines.len().saturating_sub(rows);
        let mut end = (inside.x + 10, inside.y + 20);
        for (line, y) in document.lines.iter().skip(first).zip((inside.y + 20..).step_by(19)) {
            let (Line::Heading(text) | Line::Text(text)) = line else { continue };
            let style =
                if matches!(line, Line::Heading(_)) { Style { colour: 0x8f_d0a0, ..MONO } } else { MONO };
            end = (self.text(inside, inside.x + 10, y, text, style), y);
        }
        fill(self.on, Area::new(end.0 + 1, end.1 - 12, 8, 16).meet(inside), 0xd8_dee9);
    }

    fn mail(&mut self, document: &Document, inside: Area) {
        let desk = self.toolbar(inside, &["File", "Home", "Send", "Folder"]);
        let list = Area::new(desk.x, desk.y, (desk.w / 3).min(280), desk.h);
        fill(self.on, list, 0xf7_f9fb);
        let letters = [
            ("Sofia Novak", "Re: dates of next week"),
            ("Warehouse Porto", "Pallets have arrived"),
            ("Helpdesk", "Ticket 8838 was closed"),
            ("Jens Larsen", "Figures of February"),
            ("Travel office", "Your booking 2041"),
            ("Anna Bauer", "Lunch on Thursday?"),
        ];
        for (at, (sender, subject)) in letters.into_iter().enumerate() {
            let y = list.y + 8 + i32::try_from(at).unwrap_or(0) * 54;
            if at == 0 {
                fill(self.on, Area::new(list.x, y - 4, list.w, 52).meet(list), 0xdf_e9f7);
            }
            self.text(list, list.x + 14, y + 16, sender, Style::new(Face::Bold, 13, INK));
            self.text(list, list.x + 14, y + 35, subject, SMALL);
        }
        let body = Area::new(list.right(), desk.y, desk.w - list.w, desk.h);
        fill(self.on, body, 0xff_ffff);
        fill(self.on, Area::new(body.x, body.y, 1, body.h), RULE);
        let clip = Area::new(body.x + 22, body.y + 10, body.w - 44, body.h - 10);
        let end = self.lines(document, clip, BODY);
        self.caret(end, body);
    }

    fn player(&mut self, document: &Document, inside: Area) {
        fill(self.on, inside, 0x22_262f);
        let middle = inside.y + inside.h / 2 - 20;
        for (at, x) in (inside.x + 30..inside.right() - 30).step_by(6).enumerate() {
            let wave = [4, 9, 16, 26, 34, 26, 16, 9];
            let high = wave.get((at + at / 7) % 8).copied().unwrap_or(4);
            let done = i32::try_from(document.progress).unwrap_or(0) * (inside.w - 60) / 1000;
            let colour = if x - inside.x - 30 < done { 0xf0_8a5d } else { 0x59_6070 };
            rounded(self.on, Area::new(x, middle - high, 3, 2 * high), 1, colour);
        }
        let (x, y) = (inside.x + inside.w / 2, inside.bottom() - 40);
        disc(self.on, x, y, 20, 0xf0_8a5d, 255);
        polygon(self.on, &[(x - 6, y - 9), (x - 6, y + 9), (x + 10, y)], 0xff_ffff, 255);
        let style = Style::new(Face::Regular, 14, 0xe6_eaf0);
        self.text(inside, inside.x + 30, inside.y + 30, &document.place, style);
    }

    fn dialog(&mut self, document: &Document, inside: Area) {
        fill(self.on, inside, 0xff_ffff);
        disc(self.on, inside.x + 40, inside.y + 42, 18, 0xe0_a526, 255);
        self.text(inside, inside.x + 36, inside.y + 50, "!", Style::new(Face::Bold, 22, 0xff_ffff));
        let body = Area::new(inside.x + 76, inside.y + 20, inside.w - 96, inside.h - 76);
        self.lines(document, body, BODY);
        fill(self.on, Area::new(inside.x, inside.bottom() - 52, inside.w, 52), 0xf3_f5f8);
        let button = Area::new(inside.right() - 112, inside.bottom() - 40, 92, 28);
        rounded(self.on, button, 4, 0x1d_5fc0);
        self.text(button, button.x + 37, button.y + 19, "OK", Style::new(Face::Regular, 13, 0xff_ffff));
    }

    fn progress(&mut self, document: &Document, inside: Area) {
        fill(self.on, inside, 0xff_ffff);
        self.text(inside, inside.x + 22, inside.y + 30, &document.place, BODY);
        let bar = Area::new(inside.x + 22, inside.y + 46, inside.w - 44, 18);
        rounded(self.on, bar, 4, 0xe6_ebf2);
        let done = bar.w * i32::try_from(document.progress.min(1000)).unwrap_or(0) / 1000;
        rounded(self.on, Area::new(bar.x, bar.y, done, bar.h), 4, 0x2f_a35a);
        let share = format!("{} % done", document.progress / 10);
        self.text(inside, inside.x + 22, inside.y + 86, &share, SMALL);
    }
}
