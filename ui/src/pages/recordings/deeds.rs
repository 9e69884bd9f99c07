//! What can be done with the recordings that are selected, as words and paths.

use api::{Recording, RecordingList, Right, paths};
use std::collections::BTreeSet;

/// Something that is done with whole sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    Restrict,
    RemoveRestriction,
    Archive,
    Hold,
    RemoveHold,
    Delete,
    Undelete,
}

impl Deed {
    /// What can be done on a list, in the order of the buttons.
    pub(super) fn on(list: RecordingList) -> &'static [Self] {
        match list {
            RecordingList::All => {
                &[Self::Restrict, Self::Archive, Self::Hold, Self::RemoveHold, Self::Delete]
            }
            RecordingList::Archived => &[Self::Restrict, Self::Hold, Self::RemoveHold, Self::Delete],
            RecordingList::Restricted => {
                &[Self::RemoveRestriction, Self::Archive, Self::Hold, Self::RemoveHold, Self::Delete]
            }
            RecordingList::Deleted => &[Self::Undelete],
        }
    }

    pub(super) const fn right(self) -> Right {
        match self {
            Self::Restrict => Right::PlaceRestrictions,
            Self::RemoveRestriction => Right::RemoveRestrictions,
            Self::Archive | Self::Hold | Self::RemoveHold | Self::Delete | Self::Undelete => {
                Right::ArchiveManually
            }
        }
    }

    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Restrict => paths::RESTRICTIONS,
            Self::RemoveRestriction => paths::RESTRICTIONS_REMOVAL,
            Self::Archive => paths::ARCHIVE,
            Self::Hold => paths::HOLDS,
            Self::RemoveHold => paths::HOLDS_REMOVAL,
            Self::Delete => paths::DELETIONS,
            Self::Undelete => paths::DELETIONS_UNDO,
        }
    }

    /// The button's words, and the title of the dialog.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Restrict => "Place access restrictions",
            Self::RemoveRestriction => "Remove access restrictions",
            Self::Archive => "Archive",
            Self::Hold => "Place legal hold",
            Self::RemoveHold => "Remove legal hold",
            Self::Delete => "Delete",
            Self::Undelete => "Bring back",
        }
    }

    /// The words of the button that does it, with what it is done to.
    pub(super) fn action(self, sessions: usize) -> String {
        let of = sessions_of(sessions);
        match self {
            // the word that users know
            Self::Restrict => "Confirm".to_owned(),
            Self::RemoveRestriction => format!("Remove restrictions from {of}"),
            Self::Archive => format!("Archive {of}"),
            Self::Hold => format!("Hold {of}"),
            Self::RemoveHold => format!("Remove the hold from {of}"),
            Self::Delete => format!("Delete {of}"),
            Self::Undelete => format!("Bring back {of}"),
        }
    }

    /// What will be.
    pub(super) const fn consequence(self) -> &'static str {
        match self {
            Self::Restrict => {
                "Only full admins and privileged player admins can reach restricted recordings: they are on the page \
                 Restricted from then on, and read-only admins do not see them any longer."
            }
            Self::RemoveRestriction => "Everybody whose playback permission allows it can see them again.",
            Self::Archive => "They are on the page Archived from then on, and can be played from there.",
            Self::Hold => "Nobody can delete them until the hold is removed.",
            Self::RemoveHold => "They can be deleted again.",
            Self::Delete => {
                "Nobody can play them from then on. For some days they can be brought back from the page Deleted; \
                 after that they are gone for good. What is under a legal hold cannot be deleted."
            }
            Self::Undelete => "They are back on the page that they were on.",
        }
    }

    /// What was done, for the notice that follows.
    pub(super) fn done(self, sessions: u64) -> String {
        let of = sessions_of(usize::try_from(sessions).unwrap_or(usize::MAX));
        match self {
            Self::Restrict => format!("Access to {of} is restricted"),
            Self::RemoveRestriction => format!("Access restrictions were removed from {of}"),
            Self::Archive => format!("Archived {of}"),
            Self::Hold => format!("A legal hold is on {of}"),
            Self::RemoveHold => format!("The legal hold was removed from {of}"),
            Self::Delete => format!("Deleted {of}"),
            Self::Undelete => format!("Brought back {of}"),
        }
    }

    /// What takes it back, where it can be taken back at once and without a reason.
    pub(super) const fn undone_by(self) -> Option<Self> {
        match self {
            Self::Restrict => Some(Self::RemoveRestriction),
            Self::RemoveRestriction => Some(Self::Restrict),
            Self::Delete => Some(Self::Undelete),
            Self::Archive | Self::Hold | Self::RemoveHold | Self::Undelete => None,
        }
    }

    /// Whether it must be said why.
    pub(super) const fn needs_reason(self) -> bool {
        matches!(self, Self::Hold | Self::RemoveHold)
    }

    /// Whether it is offered for these: of a hold only what changes something.
    pub(super) fn is_offered(self, chosen: &[&Recording]) -> bool {
        !matches!(self, Self::Hold | Self::RemoveHold) || self.reason_not(chosen).is_none()
    }

    /// Why it is of no use for these; `None` where it can be done.
    pub(super) fn reason_not(self, chosen: &[&Recording]) -> Option<&'static str> {
        let is_held = |recording: &&Recording| recording.care.hold.is_some();
        match self {
            Self::Delete if chosen.iter().any(is_held) => {
                Some("One of them is under a legal hold: remove that first")
            }
            Self::Hold if chosen.iter().all(is_held) => Some("They are under a legal hold already"),
            Self::RemoveHold if !chosen.iter().any(is_held) => Some("None of them is under a legal hold"),
            Self::Archive if chosen.iter().all(|recording| recording.care.archived.is_some()) => {
                Some("They are archived already")
            }
            _ => None,
        }
    }
}

/// How many sessions these recordings are of.
pub(super) fn sessions(chosen: &[&Recording]) -> usize {
    chosen.iter().map(|recording| recording.session_id.as_str()).collect::<BTreeSet<_>>().len()
}

fn sessions_of(count: usize) -> String {
    if count == 1 { "1 session".to_owned() } else { format!("{count} sessions") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::recording;

    #[test]
    fn sessions_are_counted_and_not_recordings() {
        let other = Recording { session_id: "other".into(), ..recording() };
        let (one, two) = (recording(), recording());
        assert_eq!(sessions(&[&one, &two, &other]), 2);
        assert_eq!(Deed::Archive.action(2), "Archive 2 sessions");
        assert_eq!(Deed::Delete.done(1), "Deleted 1 session");
    }

    #[test]
    fn what_is_held_cannot_be_deleted() {
        let mut held = recording();
        held.care.hold = Some(api::Hold { by: "Ada".into(), at_ms: 0, reason: "case 7".into() });
        let free = recording();
        assert!(Deed::Delete.reason_not(&[&free, &held]).is_some());
        assert!(Deed::Delete.reason_not(&[&free]).is_none());
        assert!(
            Deed::Hold.reason_not(&[&held]).is_some() && Deed::Hold.reason_not(&[&free, &held]).is_none()
        );
        assert!(Deed::RemoveHold.reason_not(&[&free]).is_some());
        assert!(!Deed::RemoveHold.is_offered(&[&free]) && Deed::Hold.is_offered(&[&free]));
        assert!(Deed::Delete.is_offered(&[&held]), "why it cannot be is told");
    }
}
