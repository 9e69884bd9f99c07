//! What the table of accounts and its dialogs say, apart from how they are drawn.

use crate::client::ClientError;
use crate::parts::name_fault;
use api::{Account, Group, Role};
use std::cmp::Ordering;

/// A column that the table can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Person,
    Role,
    State,
    SignedIn,
    Sessions,
}

impl Column {
    const ALL: [Self; 5] = [Self::Person, Self::Role, Self::State, Self::SignedIn, Self::Sessions];

    /// The word for it in the address.
    const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Role => "role",
            Self::State => "state",
            Self::SignedIn => "signed-in",
            Self::Sessions => "sessions",
        }
    }
}

/// How the table is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) column: Column,
    pub(super) is_descending: bool,
}

impl Order {
    /// By people's names.
    const USUAL: Self = Self { column: Column::Person, is_descending: false };

    /// As the address says it: the word of the column, with a hyphen before it where it descends.
    pub(super) fn of_text(text: Option<&str>) -> Self {
        let Some(text) = text else { return Self::USUAL };
        let (word, is_descending) = text.strip_prefix('-').map_or((text, false), |word| (word, true));
        let column = Column::ALL.into_iter().find(|column| column.word() == word);
        column.map_or(Self::USUAL, |column| Self { column, is_descending })
    }

    /// For the address; `None` where it is the usual one.
    pub(super) fn text(self) -> Option<String> {
        let sign = if self.is_descending { "-" } else { "" };
        (self != Self::USUAL).then(|| format!("{sign}{}", self.column.word()))
    }

    /// After the head of a column was chosen: the other way round, or by that column; times and counts the largest
    /// first.
    pub(super) fn after(self, column: Column) -> Self {
        let is_descending = if column == self.column {
            !self.is_descending
        } else {
            matches!(column, Column::SignedIn | Column::Sessions)
        };
        Self { column, is_descending }
    }

    fn compare(self, a: &Account, b: &Account) -> Ordering {
        let by_name = || person(a).cmp(&person(b));
        let order = match self.column {
            Column::Person => by_name(),
            // the most powerful first, none last
            Column::Role => rank(a.effective_role).cmp(&rank(b.effective_role)),
            Column::State => a.state.label().cmp(b.state.label()),
            Column::SignedIn => a.signed_in_at_ms.cmp(&b.signed_in_at_ms),
            Column::Sessions => a.open_sessions.cmp(&b.open_sessions),
        };
        let order = if self.is_descending { order.reverse() } else { order };
        order.then_with(by_name)
    }
}

fn person(account: &Account) -> (String, &str) {
    (account.display_name.to_lowercase(), &account.name)
}

fn rank(role: Option<Role>) -> (bool, Option<Role>) {
    (role.is_none(), role)
}

/// The accounts to show, in order.
pub(super) fn listed<'a>(accounts: &'a [Account], words: &str, order: Order) -> Vec<&'a Account> {
    let mut found: Vec<&Account> = accounts.iter().filter(|account| is_found(account, words)).collect();
    found.sort_by(|a, b| order.compare(a, b));
    found
}

/// Whether an account is among those that somebody looks for: each word is in its names, its role or its state.
fn is_found(account: &Account, words: &str) -> bool {
    let (role, state) = (role_name(account.effective_role), account.state.label());
    let text = format!("{} {} {role} {state}", account.name, account.display_name).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// How many are shown: `3 of 12 accounts`.
pub(super) fn count(shown: usize, all: usize) -> String {
    let accounts = counted(all, "account");
    if shown == all { accounts } else { format!("{shown} of {accounts}") }
}

fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// A role by its name.
pub(super) fn role_name(role: Option<Role>) -> &'static str {
    role.map_or("No role", Role::label)
}

/// Where the role that counts comes from, where it is not the account's own.
pub(super) fn role_origin(account: &Account, groups: &[Group]) -> Option<String> {
    let effective = account.effective_role?;
    if account.role == Some(effective) {
        return None;
    }
    let is_giving = |group: &&Group| account.groups.contains(&group.id) && group.role == Some(effective);
    let names: Vec<&str> = groups.iter().filter(is_giving).map(|group| group.name.as_str()).collect();
    let from = match names.as_slice() {
        [] => "from a group".to_owned(),
        [one] => format!("from the group {one}"),
        several => format!("from the groups {}", several.join(", ")),
    };
    Some(match account.role {
        Some(own) => format!("{from}; its own is {}", own.label()),
        None => from,
    })
}

/// The ways to sign in, in words.
pub(super) fn methods(account: &Account) -> String {
    let methods = &account.methods;
    let mut words = Vec::new();
    match (methods.password, methods.totp) {
        (true, true) => words.push("Password and code".to_owned()),
        (true, false) => words.push("Password".to_owned()),
        (false, true) => words.push("Authenticator app".to_owned()),
        (false, false) => {}
    }
    if methods.passkeys > 0 {
        words.push(passkeys(account));
    }
    words.extend(methods.providers.iter().cloned());
    if words.is_empty() { "None yet".to_owned() } else { words.join(", ") }
}

fn passkeys(account: &Account) -> String {
    counted(account.methods.passkeys as usize, "passkey")
}

/// The number of open sessions, as a thing of a sentence.
pub(super) fn sessions(number: usize) -> String {
    counted(number, "open session")
}

/// Something that is asked about before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Disable,
    Enable,
    Link,
    RemoveMethods,
    Delete,
}

impl Act {
    /// Whether it takes something away.
    pub(super) const fn is_dangerous(self) -> bool {
        match self {
            Self::Disable | Self::RemoveMethods | Self::Delete => true,
            Self::Enable | Self::Link => false,
        }
    }
}

/// A question before something is done: what will be, and the button that does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) title: String,
    pub(super) sentences: Vec<String>,
    pub(super) action: String,
}

/// What is asked before an act; `is_own` where it is the account of the one who is asked.
pub(super) fn question(act: Act, account: &Account, is_own: bool) -> Question {
    let who = &account.display_name;
    let name = &account.name;
    let ending = match account.open_sessions {
        0 => "It has no open session.".to_owned(),
        1 => "Its open session ends at once.".to_owned(),
        number => format!("Its {number} open sessions end at once."),
    };
    let (title, action, mut sentences) = match act {
        Act::Disable => (
            format!("Disable {who}?"),
            format!("Disable {who}"),
            vec![
                format!("Nobody can sign in as {name} any more. {ending}"),
                "Role, groups and ways to sign in stay; the account can be enabled again.".to_owned(),
            ],
        ),
        Act::Enable => (
            format!("Enable {who}?"),
            format!("Enable {who}"),
            vec![match account.effective_role {
                Some(role) => format!("{name} can be signed in with again, as {}.", role.label()),
                None => format!("{name} can be signed in with again. It has no role and sees nothing."),
            }],
        ),
        Act::Link => (
            format!("New invitation link for {who}?"),
            "Make a new link".to_owned(),
            vec![
                format!("Whoever opens it sets the password of {name} and is signed in."),
                "Links that were made for this account before stop working.".to_owned(),
            ],
        ),
        Act::RemoveMethods => (
            format!("Remove the second factor and passkeys of {who}?"),
            "Remove them".to_owned(),
            removal(account, &ending),
        ),
        Act::Delete => (
            format!("Delete {who}?"),
            format!("Delete {who}"),
            vec![
                format!(
                    "The account {name} is removed with its role, its playback permission, its memberships and its ways \
                     to sign in. {ending}"
                ),
                "This cannot be undone: a new account of the same name is another one.".to_owned(),
            ],
        ),
    };
    if is_own && act.is_dangerous() {
        sentences.push("This is your own account: you are signed out at once.".to_owned());
    }
    Question { title, sentences, action }
}

fn removal(account: &Account, ending: &str) -> Vec<String> {
    let methods = &account.methods;
    let mut removed = Vec::new();
    if methods.totp {
        removed.push("the authenticator app with its recovery codes".to_owned());
    }
    if methods.passkeys > 0 {
        removed.push(passkeys(account));
    }
    let left = match (methods.password, methods.providers.is_empty()) {
        (true, _) => "The password stays, and is enough to sign in from then on.",
        (false, false) => "Signing in through the provider stays.",
        (false, true) => {
            "Nothing is left to sign in with: make a new invitation link for its owner afterwards."
        }
    };
    vec![format!("This removes {}. {ending}", removed.join(" and ")), left.to_owned()]
}

/// What stands on the page after an act.
pub(super) fn done(act: Act, account: &Account) -> String {
    let who = &account.display_name;
    match act {
        Act::Disable => format!("{who} is disabled."),
        Act::Enable => format!("{who} is enabled."),
        Act::Link => format!("A link for {who} was made."),
        Act::RemoveMethods => format!("Second factor and passkeys of {who} are removed."),
        Act::Delete => format!("{who} is deleted."),
    }
}

/// What is wrong with a form, by where it is told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Faults {
    pub(super) name: Option<String>,
    pub(super) display_name: Option<String>,
    /// Of the whole.
    pub(super) form: Option<String>,
}

impl Faults {
    /// What can be seen before it is sent. An empty display name becomes the name.
    pub(super) fn seen(name: &str, display_name: &str) -> Option<Self> {
        let fault = |text: &str| name_fault(text).map(str::to_owned);
        let (name, display_name) =
            (fault(name), Some(display_name).filter(|text| !text.trim().is_empty()).and_then(fault));
        (name.is_some() || display_name.is_some()).then_some(Self { name, display_name, form: None })
    }

    /// What the gateway says of a new account.
    pub(super) fn told(error: &ClientError) -> Self {
        if error.is("name_taken") {
            return Self {
                name: Some("Another account has this name. Choose another.".to_owned()),
                ..Self::default()
            };
        }
        if error.is("name_not_valid") {
            return Self { name: Some(error.advice()), ..Self::default() };
        }
        Self { form: Some(error.advice()), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{AccountMethods, AccountState, Problem};

    fn account() -> Account {
        Account {
            id: "1".to_owned(),
            name: "ada".to_owned(),
            display_name: "Ada Lovelace".to_owned(),
            role: None,
            effective_role: Some(Role::ReadOnlyAdmin),
            groups: vec!["g".to_owned()],
            state: AccountState::Active,
            created_at_ms: 0,
            signed_in_at_ms: None,
            methods: AccountMethods {
                password: true,
                totp: true,
                passkeys: 2,
                providers: vec!["azure".to_owned()],
            },
            open_sessions: 2,
        }
    }

    fn group(id: &str, name: &str, role: Role) -> Group {
        Group {
            id: id.to_owned(),
            name: name.to_owned(),
            role: Some(role),
            claim: None,
            members: Vec::new(),
            claimed_members: Vec::new(),
        }
    }

    #[test]
    fn every_word_must_be_found() {
        assert!(is_found(&account(), ""));
        assert!(is_found(&account(), "LOVE read-only"));
        assert!(!is_found(&account(), "ada disabled"));
    }

    #[test]
    fn the_order_is_that_of_the_address() {
        for text in ["-person", "role", "-signed-in", "sessions"] {
            assert_eq!(Order::of_text(Some(text)).text().as_deref(), Some(text));
        }
        assert_eq!(Order::of_text(Some("shoe size")), Order::USUAL);
        assert_eq!(Order::USUAL.text(), None);
        assert_eq!(Order::USUAL.after(Column::Sessions).text().as_deref(), Some("-sessions"));
        assert_eq!(Order::USUAL.after(Column::Person).text().as_deref(), Some("-person"));
    }

    #[test]
    fn accounts_are_sorted_and_names_decide_between_equals() {
        let of = |name: &str, role, at| Account {
            name: name.to_owned(),
            display_name: name.to_owned(),
            effective_role: role,
            signed_in_at_ms: at,
            ..account()
        };
        let all = [
            of("bob", None, Some(3)),
            of("Ada", Some(Role::ReadOnlyAdmin), None),
            of("cy", Some(Role::FullAdmin), Some(3)),
        ];
        let names = |text| {
            let listed = listed(&all, "", Order::of_text(Some(text)));
            listed.into_iter().map(|account| account.name.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(names("person"), ["Ada", "bob", "cy"]);
        assert_eq!(names("-person"), ["cy", "bob", "Ada"]);
        assert_eq!(names("role"), ["cy", "Ada", "bob"]);
        assert_eq!(names("-signed-in"), ["bob", "cy", "Ada"]);
        assert_eq!(listed(&all, "full", Order::USUAL).len(), 1);
        assert_eq!((count(1, 3), count(1, 1)), ("1 of 3 accounts".to_owned(), "1 account".to_owned()));
    }

    #[test]
    fn methods_are_named() {
        assert_eq!(methods(&account()), "Password and code, 2 passkeys, azure");
        assert_eq!(methods(&Account { methods: AccountMethods::default(), ..account() }), "None yet");
    }

    #[test]
    fn a_role_from_a_group_names_it() {
        let auditors = group("g", "Auditors", Role::ReadOnlyAdmin);
        let others = group("h", "Others", Role::ReadOnlyAdmin);
        assert_eq!(
            role_origin(&account(), &[auditors.clone(), others]).as_deref(),
            Some("from the group Auditors")
        );
        let own = Account { role: Some(Role::ReadOnlyAdmin), ..account() };
        assert_eq!(role_origin(&own, &[auditors]), None);
        let more =
            Account { role: Some(Role::ReadOnlyAdmin), effective_role: Some(Role::FullAdmin), ..account() };
        assert_eq!(
            role_origin(&more, &[group("g", "Admins", Role::FullAdmin)]).as_deref(),
            Some("from the group Admins; its own is Read-only admin")
        );
        assert_eq!(role_origin(&Account { effective_role: None, ..account() }, &[]), None);
    }

    #[test]
    fn a_question_names_what_will_be() {
        let asked = question(Act::Disable, &account(), true);
        assert_eq!(asked.title, "Disable Ada Lovelace?");
        assert!(asked.sentences[0].contains("as ada any more. Its 2 open sessions end at once."));
        assert!(asked.sentences.last().unwrap().contains("your own account"));
        let enabled = question(Act::Enable, &account(), true).sentences;
        assert_eq!(enabled, ["ada can be signed in with again, as Read-only admin."]);
    }

    #[test]
    fn what_is_removed_and_what_is_left_is_told() {
        let told = question(Act::RemoveMethods, &account(), false).sentences;
        assert_eq!(
            told[0],
            "This removes the authenticator app with its recovery codes and 2 passkeys. \
             Its 2 open sessions end at once."
        );
        assert!(told[1].starts_with("The password stays"));
        let methods = AccountMethods { passkeys: 1, ..AccountMethods::default() };
        let locked_out =
            question(Act::RemoveMethods, &Account { methods, open_sessions: 0, ..account() }, false);
        assert_eq!(locked_out.sentences[0], "This removes 1 passkey. It has no open session.");
        assert!(locked_out.sentences[1].starts_with("Nothing is left"));
    }

    #[test]
    fn faults_stand_where_they_belong() {
        assert_eq!(Faults::seen("ada", ""), None);
        let seen = Faults::seen(" ", "a\u{202e}b").unwrap();
        assert!(seen.name.is_some() && seen.display_name.is_some());
        let refused = |code: &str| ClientError::Refused(Problem::new(422, code, "no"));
        assert!(Faults::told(&refused("name_taken")).name.is_some());
        assert_eq!(Faults::told(&refused("last_full_admin")).form.as_deref(), Some("No."));
    }
}
