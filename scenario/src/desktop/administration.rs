//! What an administrator does at a desktop: values of the registry, accounts of users.

use super::actions::Desktop;
use super::window::{Document, Line, Look, Window};
use crate::error::Result;
use crate::script::RegistryAction;
use crate::stage::Stage;

/// How large both windows are.
const SIZE: (i32, i32) = (600, 360);

impl Desktop {
    /// A registry editor opens at the key, and changes it or its value.
    pub(super) fn edit_registry(
        &mut self,
        stage: &mut Stage<'_>,
        action: RegistryAction,
        key: &str,
        value: &str,
    ) -> Result<()> {
        let (before, after) = registry(action, key, value);
        let window =
            Window::new("registry", "Registry editor", Look::Registry, self.in_the_middle(SIZE.0, SIZE.1))?;
        self.change(stage, window, 40, before, after)?;
        stage.shows(if value.is_empty() { key } else { value });
        Ok(())
    }

    /// A list of the accounts opens, and the one that is meant is changed.
    pub(super) fn edit_account(&mut self, stage: &mut Stage<'_>, user: &str) -> Result<()> {
        let window =
            Window::new("accounts", "User accounts", Look::Accounts, self.in_the_middle(SIZE.0, SIZE.1))?;
        self.change(stage, window, 22, accounts(user, "unchanged"), accounts(user, "changed"))?;
        stage.shows(user);
        Ok(())
    }

    /// Shows a window with one document, and after a click at a height of it, in hundredths, with another.
    fn change(
        &mut self,
        stage: &mut Stage<'_>,
        window: Window,
        height: i32,
        before: Document,
        after: Document,
    ) -> Result<()> {
        self.hand.stir(stage)?;
        self.add(stage, window, before)?;
        stage.pause(500, 900)?;
        self.point_at_front(stage, 60, height)?;
        if let Some(window) = self.front() {
            window.document = after;
        }
        self.show_front(stage)
    }

    /// What was changed is looked at, and the window in front is closed.
    pub(super) fn leave(&mut self, stage: &mut Stage<'_>) -> Result<()> {
        stage.pause(900, 1_600)?;
        let (x, y) = self.front().map_or((0, 0), |window| window.close_button());
        self.hand.reach(stage, x, y)?;
        self.hand.click(stage)?;
        self.remove_front(stage)?;
        self.hand.stir(stage)
    }
}

/// What the registry editor shows before and after.
fn registry(action: RegistryAction, key: &str, value: &str) -> (Document, Document) {
    let parent = key.rsplit_once('\\').map_or("", |(parent, _)| parent);
    let at = |place: &str, value: Option<&str>| {
        let row = |cells: [&str; 3]| Line::Row(cells.map(str::to_owned).to_vec());
        let mut lines = vec![row(["(Default)", "REG_SZ", "(value not set)"])];
        lines.extend(value.map(|value| row([value, "REG_DWORD", "1"])));
        let chosen = value.map(|_| 1);
        Document { lines, chosen, place: place.to_owned(), ..Document::default() }
    };
    match action {
        RegistryAction::Create => (at(parent, None), at(key, None)),
        RegistryAction::Delete => (at(key, None), at(parent, None)),
        RegistryAction::Set => (at(key, None), at(key, Some(value))),
        RegistryAction::DeleteValue => (at(key, Some(value)), at(key, None)),
        RegistryAction::Rename => (at(&format!("{parent}\\New key"), None), at(key, None)),
    }
}

/// The list of accounts, with the one that is meant first.
fn accounts(user: &str, state: &str) -> Document {
    let row = |cells: [&str; 3]| Line::Row(cells.map(str::to_owned).to_vec());
    let lines = vec![
        row([user, "Users", state]),
        row(["administrator", "Administrators", "unchanged"]),
        row(["backup", "Operators", "unchanged"]),
        row(["visitor", "Guests", "unchanged"]),
    ];
    Document { lines, chosen: Some(0), ..Document::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_seen_before_and_after() {
        let key = "HKCU\\Software\\Example";
        let of = |action| {
            let (before, after) = registry(action, key, "Path");
            [before, after].map(|one| (one.place, one.lines.len()))
        };
        let (own, above) = ((key.to_owned(), 1), ("HKCU\\Software".to_owned(), 1));
        assert_eq!(of(RegistryAction::Create), [above.clone(), own.clone()]);
        assert_eq!(of(RegistryAction::Delete), [own.clone(), above]);
        assert_eq!(of(RegistryAction::Set), [own.clone(), (key.to_owned(), 2)]);
        assert_eq!(of(RegistryAction::DeleteValue), [(key.to_owned(), 2), own.clone()]);
        assert_eq!(of(RegistryAction::Rename), [("HKCU\\Software\\New key".to_owned(), 1), own]);
    }
}
