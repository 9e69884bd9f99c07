//! Plays the steps of a session: what is seen of them is the scene's, what is told of them as events is here.

use crate::error::{Error, Result};
use crate::random::Random;
use crate::routine;
use crate::scene::{FileChange, Scene};
use crate::script::{RegistryAction, Step};
use crate::stage::Stage;
use events::{CommandEvidence, Event, Happening};
use recording::facts::Kind;

/// Longer than this is idle.
const IDLE_MS: u64 = 30_000;
/// While nothing else happens, the user stirs so often.
const STIR_MS: (u64, u64) = (3_000, 9_000);

/// Plays a session.
pub(crate) struct Player<'a, 'b> {
    pub(crate) stage: &'a mut Stage<'b>,
    pub(crate) scene: &'a mut dyn Scene,
    pub(crate) kind: Kind,
    /// Of the shell in a terminal.
    pub(crate) marks: bool,
    /// Applications and titles of their windows, the one in focus last.
    pub(crate) windows: Vec<(String, String)>,
}

impl Player<'_, '_> {
    /// The session starts.
    pub(crate) fn begin(&mut self) -> Result<()> {
        self.scene.begin(self.stage)?;
        if self.kind == Kind::Terminal {
            self.windows.push(("bash".to_owned(), String::new()));
            self.tell_focus()?;
        }
        Ok(())
    }

    /// Plays one step after the other. `is_last`: nothing follows them.
    pub(crate) fn play(&mut self, steps: &[Step], is_last: bool) -> Result<()> {
        for (at, step) in steps.iter().enumerate() {
            self.step(step, is_last && at + 1 == steps.len())?;
            if !matches!(step, Step::Idle(_) | Step::Event(_)) {
                self.stage.pause(120, 700)?;
            }
        }
        Ok(())
    }

    fn step(&mut self, step: &Step, is_last: bool) -> Result<()> {
        match step {
            Step::Open { app, title, document } => self.open(app, title.as_deref(), document.as_deref()),
            Step::Focus(app) => self.focus(app),
            Step::Close(app) => {
                self.scene.close(self.stage, app)?;
                self.end_of(app, Happening::AppEnd { app_name: app.clone() })
            }
            Step::Type(text) => {
                let start_ms = self.stage.now_ms();
                self.scene.type_text(self.stage, text)?;
                self.stage.typed_since(start_ms, text)
            }
            Step::Scroll(lines) => self.scene.scroll(self.stage, *lines),
            Step::Browse { url, title } => self.browse(url, title),
            Step::Transfer { name, bytes, from, seconds } => {
                self.scene.progress(self.stage, "Copying 1 item", name, ms(*seconds))?;
                let (file_source, file_size) = (*from, Some(*bytes));
                self.stage.event(Happening::FileTransfer { file_source, file_size, file_name: name.clone() })
            }
            Step::CreateFile { path, bytes } => {
                self.scene.handle_file(self.stage, FileChange::Create(path, *bytes))?;
                self.stage.event(Happening::FileCreate { path: path.clone(), file_size: *bytes })
            }
            Step::RenameFile { path, name } => {
                self.scene.handle_file(self.stage, FileChange::Rename(path, name))?;
                self.stage.event(Happening::FileRename { path: path.clone(), name: name.clone() })
            }
            Step::MoveFile { from, to, bytes } => {
                self.scene.handle_file(self.stage, FileChange::Remove(from))?;
                let (source_path, destination_path) = (from.clone(), to.clone());
                self.stage.event(Happening::FileMove { source_path, destination_path, file_size: *bytes })
            }
            Step::DeleteFile { path, bytes } => {
                self.scene.handle_file(self.stage, FileChange::Remove(path))?;
                self.stage.event(Happening::FileDelete { path: path.clone(), file_size: *bytes })
            }
            Step::Dialog { process, text } => self.dialog(process, text),
            Step::Clipboard { data, content } => {
                self.scene.stir(self.stage)?;
                self.stage.event(Happening::ClipboardOperation {
                    data_type: *data,
                    process_name: self.windows.last().map(|(app, _)| app.clone()),
                    content: Some(content.clone()),
                })
            }
            Step::Usb(drive) => {
                self.stage.event(Happening::CdmUsb { drive_letter: drive.clone() })?;
                self.scene.notify(self.stage, "Drive connected", &format!("{drive} is ready to use"))
            }
            Step::Device(name) => {
                self.stage.event(Happening::GenericUsb { device_name: name.clone() })?;
                self.scene.notify(self.stage, "Device connected", name)
            }
            Step::Hang { app, seconds } => {
                self.stage.event(Happening::AppNotResponding { app_name: app.clone() })?;
                self.scene.hang(self.stage, app, ms(*seconds))
            }
            Step::Crash(app) => self.crash(app),
            Step::Install(app) => {
                self.scene.progress(self.stage, "Installing", app, 2_500)?;
                self.stage.event(Happening::NewAppInstalled { app_name: app.clone() })
            }
            Step::Uninstall(app) => {
                self.scene.progress(self.stage, "Removing", app, 2_000)?;
                self.stage.event(Happening::AppUninstalled { app_name: app.clone() })
            }
            Step::Registry { action, key, value } => {
                self.scene.registry(self.stage, *action, key, value)?;
                self.stage.event(registry(*action, key, value))?;
                self.scene.put_away(self.stage)
            }
            Step::Account(user) => {
                self.scene.account(self.stage, user)?;
                self.stage.event(Happening::UserAccountModification { user_name: user.clone() })?;
                self.scene.put_away(self.stage)
            }
            Step::Connect { app, address } => {
                let (app_name, ip_address) = (app.clone(), address.clone());
                self.stage.event(Happening::RdpConnection { app_name, ip_address })?;
                self.scene.connect(self.stage, app, address)
            }
            Step::Tone { hz, seconds } => {
                let ms = self.stage.tone(*hz, ms(*seconds))?;
                self.scene.listen(self.stage, ms)
            }
            Step::Busy { cpu, seconds } => self.busy(*cpu, ms(*seconds)),
            Step::Run { command, output, status, seconds } => {
                self.run(command, output, *status, ms(*seconds))
            }
            Step::FullScreen { app, seconds } => self.full_screen(app, ms(*seconds)),
            Step::Title(title) => {
                self.scene.title(self.stage, title)?;
                self.stage.event(Happening::WindowTitle { title: title.clone() })
            }
            Step::Marker(label) => self.stage.event(Happening::Marker { label: label.clone() }),
            Step::Resize([width, height]) => {
                self.scene.resize(self.stage, [*width, *height])?;
                self.stage.event(Happening::Resize { width: (*width).into(), height: (*height).into() })
            }
            Step::Exit(status) => self.stage.event(Happening::Exit { status: *status }),
            Step::Idle(seconds) => self.idle(ms(*seconds), is_last),
            Step::Wait(seconds) => self.wait(ms(*seconds)),
            Step::Routine(seconds) => self.routine(ms(*seconds)),
            Step::Event(event) => self.raw(event),
        }
    }

    /// Says what is in focus now; an empty name where nothing is.
    fn tell_focus(&mut self) -> Result<()> {
        let (app_name, title) = self.windows.last().cloned().unwrap_or_default();
        let window_title = (!title.is_empty()).then_some(title);
        self.stage.event(Happening::TopMost { app_name, window_title })
    }

    fn open(&mut self, app: &str, title: Option<&str>, document: Option<&str>) -> Result<()> {
        let title = title.or(document).unwrap_or(app);
        self.scene.open(self.stage, app, title)?;
        let command_line =
            Some(document.map_or_else(|| app.to_owned(), |document| format!("{app} {document}")));
        self.stage.event(Happening::AppStart { app_name: app.to_owned(), command_line })?;
        self.windows.push((app.to_owned(), title.to_owned()));
        self.tell_focus()
    }

    fn focus(&mut self, app: &str) -> Result<()> {
        let Some(at) = self.windows.iter().rposition(|(other, _)| other == app) else {
            return Err(self.unplayable(&format!("{app} is not open: open it before it comes to the front")));
        };
        self.scene.focus(self.stage, app)?;
        let window = self.windows.remove(at);
        self.windows.push(window);
        self.tell_focus()
    }

    /// An application is gone.
    fn end_of(&mut self, app: &str, what: Happening) -> Result<()> {
        self.stage.event(what)?;
        if let Some(at) = self.windows.iter().rposition(|(other, _)| other == app) {
            let was_in_front = at + 1 == self.windows.len();
            self.windows.remove(at);
            if was_in_front {
                self.tell_focus()?;
            }
        }
        Ok(())
    }

    fn browse(&mut self, url: &str, title: &str) -> Result<()> {
        self.scene.browse(self.stage, url, title)?;
        self.stage.event(Happening::WebBrowsing {
            url: url.to_owned(),
            tab_title: Some(title.to_owned()),
            browser_name: Some("browser".to_owned()),
        })?;
        if let Some((_, shown)) = self.windows.last_mut().filter(|(app, _)| app == "browser") {
            title.clone_into(shown);
            self.tell_focus()?;
        }
        Ok(())
    }

    fn dialog(&mut self, process: &str, text: &str) -> Result<()> {
        let what = |text: &str| Happening::PopupWindow {
            process_name: process.to_owned(),
            window_content: text.to_owned(),
        };
        // somebody is there when it pops up
        self.scene.stir(self.stage)?;
        self.scene.pop_up(self.stage, process, text)?;
        self.stage.event(what(text))?;
        self.scene.answer(self.stage)
    }

    fn crash(&mut self, app: &str) -> Result<()> {
        self.scene.close(self.stage, app)?;
        self.end_of(app, Happening::UnexpectedAppExit { app_name: app.to_owned() })?;
        self.dialog(app, &format!("{app} has stopped working. Unsaved changes are lost."))
    }

    fn busy(&mut self, cpu: u32, ms: u64) -> Result<()> {
        self.stage.be_busy(ms, cpu);
        self.stage.event(Happening::PerformanceData {
            cpu_usage: Some(cpu.into()),
            memory_usage: None,
            net_send: None,
            net_receive: None,
            round_trip_us: None,
        })?;
        self.wait(ms)
    }

    fn run(&mut self, command: &str, output: &[String], status: i64, ms: u64) -> Result<()> {
        self.scene.type_command(self.stage, command)?;
        let start_ms = self.stage.now_ms();
        self.scene.put_out(self.stage, output, ms, status)?;
        self.tell_command(start_ms, command, status)
    }

    /// A command that began at `start_ms` has ended.
    fn tell_command(&mut self, start_ms: u64, command: &str, status: i64) -> Result<()> {
        let duration_us = (self.stage.now_ms() - start_ms) * 1000;
        let evidence = if self.marks { CommandEvidence::Marked } else { CommandEvidence::Reported };
        self.stage.event_since(
            start_ms,
            Happening::Command {
                command: command.to_owned(),
                shell: Some("bash".to_owned()),
                directory: None,
                exit_status: Some(status),
                duration_us: Some(duration_us),
                evidence,
            },
        )
    }

    /// An application is run that takes the whole terminal; elsewhere there is none to take.
    fn full_screen(&mut self, app: &str, ms: u64) -> Result<()> {
        if self.kind != Kind::Terminal {
            return self.wait(ms);
        }
        let command = format!("{app} notes.txt");
        self.scene.type_command(self.stage, &command)?;
        let start_ms = self.stage.now_ms();
        self.windows.push((app.to_owned(), String::new()));
        self.tell_focus()?;
        self.scene.full_screen(self.stage, app, ms)?;
        self.windows.pop();
        self.tell_focus()?;
        self.tell_command(start_ms, &command, 0)
    }

    /// Nobody does anything, from the last action to the next.
    fn idle(&mut self, ms: u64, is_last: bool) -> Result<()> {
        self.scene.stir(self.stage)?;
        let start_ms = self.stage.now_ms();
        self.scene.rest(self.stage, ms)?;
        if ms > IDLE_MS {
            self.stage.event_since(start_ms, Happening::Idle { duration_us: ms * 1000 })?;
        }
        if is_last { Ok(()) } else { self.scene.stir(self.stage) }
    }

    /// Time goes by, and the user stirs now and then.
    fn wait(&mut self, ms: u64) -> Result<()> {
        let end_ms = self.stage.now_ms() + ms;
        while self.stage.now_ms() < end_ms {
            let left = end_ms - self.stage.now_ms();
            let pause = self.stage.random.within(STIR_MS.0, STIR_MS.1);
            self.stage.pass(pause.min(left))?;
            self.scene.stir(self.stage)?;
        }
        Ok(())
    }

    /// Does what people do at work.
    fn routine(&mut self, ms: u64) -> Result<()> {
        let end_ms = self.stage.now_ms() + ms;
        let mut random = Random::new(self.stage.random.next(), "routine");
        while self.stage.now_ms() < end_ms {
            let left_ms = end_ms - self.stage.now_ms();
            let step = routine::next(self.kind, &self.windows, left_ms, &mut random);
            self.play(&[step], false)?;
        }
        Ok(())
    }

    /// Tells an event as it is; times of it that are 0 stand for now.
    fn raw(&mut self, event: &Event) -> Result<()> {
        let mut event = event.clone();
        let now_us = self.stage.now_ms() * 1000;
        if event.claimed_us.is_none() && event.at_us == 0 {
            event.at_us = now_us;
        }
        event.told_us = now_us.max(event.at_us);
        self.stage.tell(&event)
    }

    fn unplayable(&self, reason: &str) -> Error {
        Error::Unplayable { session: String::new(), reason: reason.to_owned() }
    }
}

fn registry(action: RegistryAction, key: &str, value: &str) -> Happening {
    let (key_name, value_name) = (key.to_owned(), value.to_owned());
    match action {
        RegistryAction::Create => Happening::RegistryCreate { key_name },
        RegistryAction::Delete => Happening::RegistryDelete { key_name },
        RegistryAction::Set => Happening::RegistrySetValue { key_name, value_name },
        RegistryAction::DeleteValue => Happening::RegistryDeleteValue { key_name, value_name },
        RegistryAction::Rename => Happening::RegistryRename { key_name },
    }
}

/// Whole milliseconds; the file was checked for sizes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 100,000 s")]
fn ms(seconds: f64) -> u64 {
    (seconds * 1000.0).round() as u64
}
