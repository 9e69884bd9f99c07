//! What is logged: who did what to what.

use api::{AdminLog, LogCategory, LogDetail};
use std::net::IpAddr;

/// How long a text of an entry may be, in characters: names, and what they were before and after.
const LONGEST: usize = 2_000;

/// Who does something, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct By {
    /// When, in milliseconds since 1970-01-01 UTC.
    pub at_ms: i64,
    /// The account; none where it is the gateway itself or its command line.
    pub account_id: Option<String>,
    /// What the account is called now.
    pub name: String,
    /// Where the request came from.
    pub address: Option<IpAddr>,
}

impl By {
    /// Whoever has the data folder, on the command line.
    pub fn command_line(at_ms: i64) -> Self {
        Self { at_ms, account_id: None, name: "command line".to_owned(), address: None }
    }

    /// The gateway, as its configuration says.
    pub fn gateway(at_ms: i64) -> Self {
        Self { at_ms, account_id: None, name: "gateway".to_owned(), address: None }
    }
}

/// Everything that is logged. Each has one log, one category and one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// An account was made.
    AddAccount,
    /// Somebody whom a provider vouches for signed in for the first time.
    AddAccountOfProvider,
    /// A link with which its owner sets the password was made.
    Invite,
    /// A link that makes the first full admin was printed.
    MakeFirstLink,
    /// A link that signs in was made on the command line.
    MakeSignInLink,
    /// An invitation was accepted.
    AcceptInvitation,
    /// What somebody is called, their role, or whether they can sign in.
    ChangeAccount,
    /// An account was removed.
    RemoveAccount,
    /// Sign-in sessions were ended.
    EndSessions,
    /// Ways to sign in were removed by an administrator.
    RemoveMethods,
    /// Somebody set another password.
    ChangePassword,
    /// Somebody added an authenticator app.
    AddAuthenticatorApp,
    /// Somebody removed the authenticator app.
    RemoveAuthenticatorApp,
    /// Somebody added a passkey.
    AddPasskey,
    /// Somebody removed a passkey.
    RemovePasskey,
    /// A group of accounts was made.
    AddGroup,
    /// A group of accounts was changed.
    ChangeGroup,
    /// A group of accounts was removed.
    RemoveGroup,
    /// A group of hosts was made.
    AddHostGroup,
    /// A group of hosts was changed.
    ChangeHostGroup,
    /// A group of hosts was removed.
    RemoveHostGroup,
    /// What somebody may play was changed.
    ChangePlaybackPermission,
    /// Somebody asked for what their role does not allow.
    Refused(LogCategory),
    /// Somebody read one of the logs.
    ReadLog,
    /// The log goes on although it does not continue its last checkpoint.
    ContinueLog,
    /// A recording was opened.
    OpenRecording,
    /// Somebody said why they watch a recording.
    Justify,
    /// Somebody commented on a recording.
    AddComment,
    /// Somebody deleted a comment of their own.
    DeleteComment,
    /// An access restriction was placed on a recording.
    PlaceRestriction,
    /// An access restriction was removed.
    RemoveRestriction,
    /// A recording was archived.
    Archive,
    /// A recording was deleted, and can be brought back for a time.
    DeleteRecording,
    /// A deleted recording was brought back.
    UndeleteRecording,
    /// A deleted recording was purged.
    PurgeRecording,
    /// A legal hold was placed on a recording.
    PlaceHold,
    /// A legal hold was removed.
    RemoveHold,
    /// What is known of a recording's session was corrected.
    CorrectSession,
    /// A link with which anybody who is signed in may watch a recording was made.
    ShareLink,
    /// Such a link was opened.
    OpenLink,
    /// Such a link was revoked.
    RevokeLink,
    /// Links that cannot be opened any longer were cleared away.
    ClearLinks,
    /// An operator said that the machine's clock is right.
    ConfirmClock,
}

impl Action {
    /// The log that it belongs to.
    pub const fn log(self) -> AdminLog {
        match self {
            Self::OpenRecording
            | Self::Justify
            | Self::AddComment
            | Self::DeleteComment
            | Self::ShareLink
            | Self::OpenLink
            | Self::RevokeLink
            | Self::ClearLinks
            | Self::Refused(LogCategory::Playback) => AdminLog::Playback,
            _ => AdminLog::Configuration,
        }
    }

    /// What kind of thing it is about.
    pub const fn category(self) -> LogCategory {
        match self {
            Self::ChangePlaybackPermission => LogCategory::PolicyChange,
            Self::ReadLog => LogCategory::LogReading,
            Self::ContinueLog | Self::ConfirmClock => LogCategory::ServerConfigurationChange,
            Self::PlaceRestriction
            | Self::RemoveRestriction
            | Self::Archive
            | Self::DeleteRecording
            | Self::UndeleteRecording
            | Self::PurgeRecording
            | Self::PlaceHold
            | Self::RemoveHold
            | Self::CorrectSession => LogCategory::RecordingChange,
            Self::OpenRecording
            | Self::Justify
            | Self::AddComment
            | Self::DeleteComment
            | Self::ShareLink
            | Self::OpenLink
            | Self::RevokeLink
            | Self::ClearLinks => LogCategory::Playback,
            Self::Refused(category) => category,
            _ => LogCategory::AccountChange,
        }
    }

    /// What people call it; the database keeps it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AddAccount => "Add account",
            Self::AddAccountOfProvider => "Add account of a provider",
            Self::Invite => "Invite",
            Self::MakeFirstLink => "Make link for the first full admin",
            Self::MakeSignInLink => "Make sign-in link",
            Self::AcceptInvitation => "Accept invitation",
            Self::ChangeAccount => "Change account",
            Self::RemoveAccount => "Remove account",
            Self::EndSessions => "End sign-in sessions",
            Self::RemoveMethods => "Remove ways to sign in",
            Self::ChangePassword => "Change password",
            Self::AddAuthenticatorApp => "Add authenticator app",
            Self::RemoveAuthenticatorApp => "Remove authenticator app",
            Self::AddPasskey => "Add passkey",
            Self::RemovePasskey => "Remove passkey",
            Self::AddGroup => "Add group",
            Self::ChangeGroup => "Change group",
            Self::RemoveGroup => "Remove group",
            Self::AddHostGroup => "Add host group",
            Self::ChangeHostGroup => "Change host group",
            Self::RemoveHostGroup => "Remove host group",
            Self::ChangePlaybackPermission => "Change playback permission",
            Self::Refused(_) => "Request",
            Self::ReadLog => "Read log",
            Self::ContinueLog => "Continue log",
            Self::OpenRecording => "Query session file path and size",
            Self::Justify => "Enter playback justification",
            Self::AddComment => "Add comment",
            Self::DeleteComment => "Delete comment",
            Self::PlaceRestriction => "Place access restriction",
            Self::RemoveRestriction => "Remove access restriction",
            Self::Archive => "Archive recording",
            Self::DeleteRecording => "Delete recording",
            Self::UndeleteRecording => "Bring back recording",
            Self::PurgeRecording => "Purge recording",
            Self::PlaceHold => "Place legal hold",
            Self::RemoveHold => "Remove legal hold",
            Self::CorrectSession => "Correct session",
            Self::ShareLink => "Unrestricted playback link sharing",
            Self::OpenLink => "Open unrestricted link",
            Self::RevokeLink => "Revoke unrestricted link",
            Self::ClearLinks => "Clear invalid links",
            Self::ConfirmClock => "Confirm clock",
        }
    }
}

/// One thing that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What.
    pub action: Action,
    /// The id of what it was done to.
    pub subject_id: Option<String>,
    /// What that is called now.
    pub subject: String,
    /// What changed.
    pub details: Vec<LogDetail>,
}

impl Act {
    /// Done to this.
    pub fn new(action: Action, subject_id: Option<&str>, subject: &str) -> Self {
        let subject_id = subject_id.map(str::to_owned);
        Self { action, subject_id, subject: shortened(subject), details: Vec::new() }
    }

    /// With this, where it is another one than before.
    #[must_use]
    pub fn changed(mut self, name: &str, before: Option<&str>, after: Option<&str>) -> Self {
        if before != after {
            let [before, after] = [before, after].map(|text| text.map(shortened));
            self.details.push(LogDetail { name: name.to_owned(), before, after });
        }
        self
    }

    /// With this, which was not there before.
    #[must_use]
    pub fn with(self, name: &str, after: &str) -> Self {
        self.changed(name, None, Some(after))
    }

    /// With a list that has others in it than before.
    #[must_use]
    pub fn changed_list(self, name: &str, before: &[String], after: &[String]) -> Self {
        let listed = |all: &[String]| {
            let mut all = all.to_vec();
            all.sort();
            (!all.is_empty()).then(|| all.join(", "))
        };
        let (before, after) = (listed(before), listed(after));
        self.changed(name, before.as_deref(), after.as_deref())
    }
}

/// As much of a text as an entry keeps, and how much is left out.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => {
            let (kept, left_out) = text.split_at(end);
            format!("{kept}… ({} more characters)", left_out.chars().count())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let act = Act::new(Action::ChangeGroup, Some("1"), "Night shift")
            .changed("Name", Some("a"), Some("a"))
            .changed("Role", None, Some("Full admin"))
            .changed_list("Members", &texts(&["b", "a"]), &texts(&["a", "b"]))
            .changed_list("Hosts", &texts(&["b", "a"]), &[]);
        let told: Vec<_> = act.details.iter().map(|detail| (detail.name.as_str(), &detail.before)).collect();
        assert_eq!(told, [("Role", &None), ("Hosts", &Some("a, b".to_owned()))]);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let long = "ä".repeat(LONGEST + 7);
        let kept = shortened(&long);
        assert!(kept.starts_with("ää") && kept.ends_with("ä… (7 more characters)"), "{kept}");
        assert_eq!(shortened("short"), "short");
    }
}
