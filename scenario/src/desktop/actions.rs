//! What a user does at a desktop, as it is drawn.

use super::documents::{document, file_name, file_row, page};
use super::hand::Hand;
use super::paint::Area;
use super::screen::Screen;
use super::window::{Document, Line, Look, Window};
use crate::error::Result;
use crate::scene::{FileChange, Scene};
use crate::script::RegistryAction;
use crate::stage::Stage;
use recording::units::Size;

/// The clock is not drawn within this time of somebody doing something: it would count together with that.
const QUIET_MS: u64 = 3_000;
/// While something goes on by itself, the user moves the pointer so often.
const STIR_MS: u64 = 4_000;
/// Time between two pictures of something that goes on.
const FRAME_MS: u64 = 200;

/// A desktop and its user.
pub(crate) struct Desktop {
    screen: Screen,
    pub(super) hand: Hand,
    /// Wall-clock start, for the clock.
    started_at_ms: i64,
    /// What shells show before a command.
    prompt: String,
    /// Windows that were opened so far: each lies a little lower.
    opened: i32,
}

impl Desktop {
    pub(crate) fn new(size: Size, started_at_ms: i64, prompt: String) -> Result<Self> {
        let screen = Screen::new(size)?;
        let all = screen.area();
        let hand = Hand::new(all.w / 2, all.h * 2 / 3);
        Ok(Self { screen, hand, started_at_ms, prompt, opened: 0 })
    }

    /// Shows what was drawn.
    fn show(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let minutes = (self.started_at_ms + stage.now_ms().cast_signed()).div_euclid(60_000);
        let of_day = minutes.rem_euclid(24 * 60);
        self.screen.set_clock(&format!("{:02}:{:02}", of_day / 60, of_day % 60));
        let damage = self.screen.compose();
        if damage.is_empty() { Ok(()) } else { stage.frame(&self.screen.picture, &damage) }
    }

    fn place_of(&self, app: &str) -> Option<usize> {
        self.screen.windows.iter().rposition(|window| window.app == app && window.is_listed())
    }

    pub(super) fn front(&mut self) -> Option<&mut Window> {
        self.screen.windows.last_mut()
    }

    /// Shows what changed in the window in front.
    pub(super) fn show_front(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        self.screen.redraw_front();
        self.show(stage)
    }

    /// Puts a window before all others.
    pub(super) fn add(
        &mut self,
        stage: &mut Stage<'_>,
        mut window: Window,
        document: Document,
    ) -> Result<()> {
        window.document = document;
        self.screen.windows.push(window);
        self.screen.draw_windows();
        self.show(stage)
    }

    /// Takes a window away.
    fn remove(&mut self, stage: &mut Stage<'_>, at: usize) -> Result<()> {
        if at < self.screen.windows.len() {
            let window = self.screen.windows.remove(at);
            self.screen.touch(window.area);
            self.screen.draw_windows();
            self.show(stage)?;
        }
        Ok(())
    }

    /// Takes the window in front away.
    pub(super) fn remove_front(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        let last = self.screen.windows.len().saturating_sub(1);
        self.remove(stage, last)
    }

    /// Where the next window of an application goes.
    fn next_area(&mut self, look: Look) -> Area {
        let desk = self.screen.desk();
        let (w, h) = match look {
            Look::Console | Look::Files => (desk.w * 56 / 100, desk.h * 62 / 100),
            Look::Player => (desk.w * 40 / 100, desk.h * 42 / 100),
            _ => (desk.w * 66 / 100, desk.h * 80 / 100),
        };
        let step = self.opened % 6;
        self.opened += 1;
        let (free_x, free_y) = (desk.w - w - 40, desk.h - h - 20);
        // each third of the way, so that titles of others stay visible
        Area::new(20 + free_x * (step * 2 % 5) / 4, 12 + free_y * (step * 3 % 5) / 5, w, h)
    }

    /// A window in the middle.
    pub(super) fn in_the_middle(&self, w: i32, h: i32) -> Area {
        let desk = self.screen.desk();
        Area::new((desk.w - w) / 2, (desk.h - h) / 2, w, h)
    }

    /// Moves to a place of the window in front, in hundredths of its size, and clicks there.
    pub(super) fn point_at_front(&mut self, stage: &mut Stage<'_>, x: i32, y: i32) -> Result<()> {
        let desk = self.screen.desk();
        let area = self.front().map_or(desk, |window| window.area);
        self.hand.reach(stage, area.x + area.w * x / 100, area.y + area.h * y / 100)?;
        self.hand.click(stage)
    }

    /// Something goes on by itself: it is shown now and then, and the user moves the pointer meanwhile.
    fn go_on(
        &mut self,
        stage: &mut Stage<'_>,
        ms: u64,
        mut show: impl FnMut(&mut Self, &mut Stage<'_>, u64) -> Result<()>,
    ) -> Result<()> {
        let start_ms = stage.now_ms();
        let mut stirred_ms = start_ms;
        loop {
            let gone = stage.now_ms() - start_ms;
            show(self, stage, gone.min(ms))?;
            if gone >= ms {
                return Ok(());
            }
            if stage.now_ms() - stirred_ms >= STIR_MS {
                self.hand.stir(stage)?;
                stirred_ms = stage.now_ms();
            }
            let left = (start_ms + ms).saturating_sub(stage.now_ms());
            stage.pass(left.min(FRAME_MS))?;
        }
    }

    /// One character appears where text goes.
    fn put(&mut self, character: char) {
        let Some(window) = self.front() else { return };
        let document = &mut window.document;
        let is_address = window.look == Look::Browser;
        if is_address {
            document.place.push(character);
            return;
        }
        if character == '\n' || document.lines.is_empty() {
            document.lines.push(Line::Text(String::new()));
            if character == '\n' {
                return;
            }
        }
        let at = document.chosen.unwrap_or(document.lines.len() - 1);
        match document.lines.get_mut(at) {
            Some(Line::Text(text) | Line::Heading(text)) => text.push(character),
            Some(Line::Row(cells)) if window.look == Look::Sheets => {
                if character == '\t' {
                    cells.push(String::new());
                } else if let Some(cell) = cells.last_mut() {
                    cell.push(character);
                }
            }
            Some(Line::Row(_) | Line::Picture(_)) | None => {}
        }
    }

    /// Keys are pressed one after the other, and each is seen at once.
    fn press(&mut self, stage: &mut Stage<'_>, text: &str) -> Result<()> {
        for character in text.chars() {
            stage.key_down(character)?;
            self.put(character);
            stage.pause(8, 20)?;
            self.show_front(stage)?;
            stage.pause(25, 60)?;
            stage.key_up(character)?;
            if character == ' ' { stage.pause(40, 220)? } else { stage.pause(20, 130)? }
        }
        Ok(())
    }

    /// The end of the document comes into sight.
    fn scroll_to_end(&mut self) {
        let Some(window) = self.front() else { return };
        let rows = usize::try_from((window.area.h - 140) / 60).unwrap_or(1).max(1);
        if matches!(window.look, Look::Writer | Look::Mail) {
            window.document.top = window.document.lines.len().saturating_sub(rows);
        }
    }

    fn file_list(&mut self) -> Option<&mut Document> {
        let at = self.place_of("files")?;
        if at + 1 != self.screen.windows.len() {
            return None;
        }
        self.screen.windows.get_mut(at).map(|window| &mut window.document)
    }
}

impl Scene for Desktop {
    fn begin(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        self.hand.begin(stage)?;
        self.screen.draw_windows();
        self.show(stage)
    }

    fn open(&mut self, stage: &mut Stage<'_>, app: &str, title: &str) -> Result<()> {
        let bar = self.screen.area();
        self.hand.reach(stage, 24, bar.h - 20)?;
        self.hand.click(stage)?;
        stage.pause(250, 600)?;
        let look = Look::of(app);
        let area = self.next_area(look);
        let document = document(look, title, &self.prompt, &mut stage.random);
        let window = Window::new(app, title, look, area)?;
        self.add(stage, window, document)?;
        stage.shows(title);
        self.hand.reach(stage, area.x + area.w / 2, area.y + area.h / 2)
    }

    fn focus(&mut self, stage: &mut Stage<'_>, app: &str) -> Result<()> {
        let Some(at) = self.place_of(app) else { return self.stir(stage) };
        let area = self.screen.windows.get(at).map_or(Area::default(), |window| window.area);
        self.hand.reach(stage, area.x + area.w / 3, area.y + 16)?;
        self.hand.click(stage)?;
        let window = self.screen.windows.remove(at);
        self.screen.windows.push(window);
        self.screen.draw_windows();
        self.show(stage)
    }

    fn close(&mut self, stage: &mut Stage<'_>, app: &str) -> Result<()> {
        let Some(at) = self.place_of(app) else { return self.stir(stage) };
        let (x, y) = self.screen.windows.get(at).map_or((0, 0), Window::close_button);
        self.hand.reach(stage, x, y)?;
        self.hand.click(stage)?;
        self.remove(stage, at)
    }

    fn type_text(&mut self, stage: &mut Stage<'_>, text: &str) -> Result<()> {
        self.point_at_front(stage, 55, 60)?;
        self.scroll_to_end();
        self.press(stage, text)?;
        stage.shows(text);
        Ok(())
    }

    fn scroll(&mut self, stage: &mut Stage<'_>, lines: u32) -> Result<()> {
        self.point_at_front(stage, 50, 50)?;
        for _ in 0..lines {
            if let Some(window) = self.front() {
                let last = window.document.lines.len().saturating_sub(2);
                window.document.top = (window.document.top + 1).min(last);
            }
            self.hand.wheel(stage)?;
            self.show_front(stage)?;
            stage.pause(90, 260)?;
        }
        self.hand.stir(stage)
    }

    fn browse(&mut self, stage: &mut Stage<'_>, url: &str, title: &str) -> Result<()> {
        self.point_at_front(stage, 30, 9)?;
        if let Some(window) = self.front() {
            window.document.place.clear();
        }
        self.press(stage, url)?;
        stage.pause(200, 700)?;
        let page = page(url, title, &mut stage.random);
        if let Some(window) = self.front().filter(|window| window.look == Look::Browser) {
            window.document = page;
            title.clone_into(&mut window.title);
        }
        self.screen.draw_windows();
        self.show(stage)?;
        stage.shows(title);
        self.hand.stir(stage)
    }

    fn progress(&mut self, stage: &mut Stage<'_>, title: &str, what: &str, ms: u64) -> Result<()> {
        self.hand.stir(stage)?;
        let window = Window::new("files", title, Look::Progress, self.in_the_middle(440, 150))?;
        self.add(stage, window, Document { place: what.to_owned(), ..Document::default() })?;
        stage.shows(what);
        self.go_on(stage, ms, |desktop, stage, gone| {
            if let Some(window) = desktop.front() {
                window.document.progress = u32::try_from(gone * 1000 / ms.max(1)).unwrap_or(1000);
            }
            desktop.show_front(stage)
        })?;
        self.remove_front(stage)?;
        self.hand.stir(stage)
    }

    fn handle_file(&mut self, stage: &mut Stage<'_>, change: FileChange<'_>) -> Result<()> {
        self.point_at_front(stage, 50, 50)?;
        let Some(folder) = self.file_list() else { return self.hand.stir(stage) };
        let find = |folder: &Document, path: &str| {
            let name = file_name(path).to_owned();
            folder
                .lines
                .iter()
                .position(|line| matches!(line, Line::Row(cells) if cells.first() == Some(&name)))
        };
        let shown = match change {
            FileChange::Create(path, bytes) => {
                folder.lines.insert(0, file_row(file_name(path), bytes));
                folder.chosen = Some(0);
                file_name(path)
            }
            FileChange::Rename(path, name) => {
                folder.chosen = find(folder, path);
                if let Some(Line::Row(cells)) = folder.chosen.and_then(|at| folder.lines.get_mut(at))
                    && let Some(cell) = cells.first_mut()
                {
                    name.clone_into(cell);
                }
                name
            }
            FileChange::Remove(path) => {
                if let Some(at) = find(folder, path) {
                    folder.lines.remove(at);
                }
                folder.chosen = None;
                ""
            }
        };
        self.show_front(stage)?;
        if !shown.is_empty() {
            stage.shows(shown);
        }
        stage.pause(100, 300)?;
        self.hand.stir(stage)
    }

    fn pop_up(&mut self, stage: &mut Stage<'_>, process: &str, text: &str) -> Result<()> {
        let window = Window::new(process, process, Look::Dialog, self.in_the_middle(440, 210))?;
        let lines = vec![Line::Text(text.to_owned())];
        self.add(stage, window, Document { lines, ..Document::default() })?;
        stage.shows(text);
        Ok(())
    }

    fn answer(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        stage.pause(700, 1_800)?;
        self.point_at_front(stage, 85, 88)?;
        self.remove_front(stage)?;
        self.hand.stir(stage)
    }

    fn registry(
        &mut self,
        stage: &mut Stage<'_>,
        action: RegistryAction,
        key: &str,
        value: &str,
    ) -> Result<()> {
        self.edit_registry(stage, action, key, value)
    }

    fn account(&mut self, stage: &mut Stage<'_>, user: &str) -> Result<()> {
        self.edit_account(stage, user)
    }

    fn put_away(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        self.leave(stage)
    }

    fn connect(&mut self, stage: &mut Stage<'_>, app: &str, address: &str) -> Result<()> {
        self.notify(stage, "Connection opened", &format!("{app} to {address}"))
    }

    fn notify(&mut self, stage: &mut Stage<'_>, title: &str, text: &str) -> Result<()> {
        self.screen.notice = Some((title.to_owned(), text.to_owned()));
        let area = self.screen.notice_area();
        self.screen.touch_inside(area);
        self.hand.stir(stage)?;
        self.show(stage)?;
        stage.shows(text);
        self.go_on(stage, 2_400, |_, _, _| Ok(()))?;
        self.screen.notice = None;
        self.screen.touch_inside(area);
        self.show(stage)?;
        self.hand.stir(stage)
    }

    fn hang(&mut self, stage: &mut Stage<'_>, app: &str, ms: u64) -> Result<()> {
        self.point_at_front(stage, 40, 40)?;
        for is_hung in [true, false] {
            if let Some(window) = self.place_of(app).and_then(|at| self.screen.windows.get_mut(at)) {
                window.is_hung = is_hung;
            }
            self.screen.draw_windows();
            self.show(stage)?;
            if is_hung {
                self.go_on(stage, ms, |_, _, _| Ok(()))?;
            }
        }
        self.hand.stir(stage)
    }

    fn type_command(&mut self, stage: &mut Stage<'_>, command: &str) -> Result<()> {
        self.point_at_front(stage, 40, 60)?;
        self.press(stage, command)?;
        stage.shows(command);
        stage.key_down('\n')?;
        stage.pass(50)?;
        stage.key_up('\n')
    }

    fn put_out(&mut self, stage: &mut Stage<'_>, lines: &[String], ms: u64, _status: i64) -> Result<()> {
        let end_ms = stage.now_ms() + ms;
        for line in lines {
            if let Some(window) = self.front().filter(|window| window.look == Look::Console) {
                window.document.lines.push(Line::Text(line.clone()));
            }
            stage.shows(line);
        }
        self.show_front(stage)?;
        self.go_on(stage, end_ms.saturating_sub(stage.now_ms()), |_, _, _| Ok(()))?;
        let prompt = self.prompt.clone();
        if let Some(window) = self.front().filter(|window| window.look == Look::Console) {
            window.document.lines.push(Line::Heading(prompt));
        }
        self.show_front(stage)
    }

    fn resize(&mut self, stage: &mut Stage<'_>, [width, height]: [u32; 2]) -> Result<()> {
        self.hand.stir(stage)?;
        self.screen.resize(Size::new(width, height))?;
        self.screen.draw_windows();
        self.show(stage)?;
        self.hand.stir(stage)
    }

    fn listen(&mut self, stage: &mut Stage<'_>, ms: u64) -> Result<()> {
        self.hand.stir(stage)?;
        self.go_on(stage, ms, |desktop, stage, gone| {
            if let Some(window) = desktop.front().filter(|window| window.look == Look::Player) {
                window.document.progress = u32::try_from(gone * 1000 / ms.max(1)).unwrap_or(1000);
                desktop.show_front(stage)?;
            }
            Ok(())
        })?;
        self.hand.stir(stage)
    }

    fn stir(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        self.hand.stir(stage)
    }

    fn rest(&mut self, stage: &mut Stage<'_>, ms: u64) -> Result<()> {
        let (start_ms, end_ms) = (stage.now_ms(), stage.now_ms() + ms);
        let (first, last) = (start_ms + QUIET_MS, end_ms.saturating_sub(QUIET_MS));
        loop {
            let wall_ms = self.started_at_ms + stage.now_ms().cast_signed();
            let to_minute = 60_000 - wall_ms.rem_euclid(60_000).unsigned_abs();
            let tick_ms = stage.now_ms() + to_minute;
            if tick_ms > last {
                break;
            }
            stage.pass(to_minute)?;
            if tick_ms >= first {
                self.show(stage)?;
            }
        }
        stage.pass(end_ms - stage.now_ms())
    }
}
