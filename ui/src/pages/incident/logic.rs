//! From the address to what the room shows.

use crate::client::{self, ClientError};
use crate::parts::room::{Asked, MOST, Playable};
use api::{Kind, Recording};

/// The ids in the address, each once, and how many were left out because there are too many.
pub(super) fn ids(text: &str) -> (Vec<String>, usize) {
    let mut ids: Vec<String> = Vec::new();
    for id in text.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        if !ids.iter().any(|one| one == id) {
            ids.push(id.to_owned());
        }
    }
    let left_out = ids.len().saturating_sub(MOST);
    ids.truncate(MOST);
    (ids, left_out)
}

/// What the room is told of a recording.
pub(super) fn asked(id: &str, answer: &Result<Recording, ClientError>) -> Asked {
    match answer {
        Ok(recording) => Asked {
            name: name(recording).to_owned().into(),
            people: people(recording).map(Into::into),
            what: Ok(Playable {
                id: id.to_owned().into(),
                address: client::content_address(id).into(),
                started_at_ms: recording.started_at_ms,
                duration_us: recording.duration_us,
                has_picture: recording.kind != Kind::Events,
            }),
        },
        Err(error) => Asked { name: id.to_owned().into(), people: None, what: Err(reason(error).into()) },
    }
}

fn reason(error: &ClientError) -> String {
    if error.is_missing() {
        "There is no recording of this id. It may have been deleted, or the address is cut off.".into()
    } else {
        error.advice()
    }
}

fn name(recording: &Recording) -> &str {
    let title = recording.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
    title.unwrap_or(&recording.name)
}

/// `jdoe on db-prod-01`, as far as it is known.
fn people(recording: &Recording) -> Option<String> {
    let session = &recording.session;
    match (&session.user, &session.host) {
        (Some(user), Some(host)) => Some(format!("{user} on {host}")),
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::sample::recording;
    use api::{Problem, SessionFacts};

    #[test]
    fn each_id_counts_once_and_nine_at_most() {
        assert_eq!(ids("a,b,,a, c"), (vec!["a".to_owned(), "b".into(), "c".into()], 0));
        assert_eq!(ids(""), (vec![], 0));
        let many: Vec<String> = (0..12).map(|number| number.to_string()).collect();
        assert_eq!((ids(&many.join(",")).0.len(), ids(&many.join(",")).1), (9, 3));
    }

    #[test]
    fn one_that_is_gone_says_so_and_has_nothing_to_play() {
        let gone = ClientError::Refused(Problem::new(404, "recording_not_found", "No such recording"));
        let asked = asked("0192", &Err(gone));
        assert_eq!(asked.name, "0192");
        assert!(asked.what.unwrap_err().contains("deleted"));
    }

    #[test]
    fn whose_session_it_was_is_said_as_far_as_it_is_known() {
        let with = |user: Option<&str>, host: Option<&str>| {
            let session =
                SessionFacts { user: user.map(Into::into), host: host.map(Into::into), ..Default::default() };
            asked("0192", &Ok(Recording { session, ..recording() })).people
        };
        assert_eq!(with(Some("jdoe"), Some("db-1")).as_deref(), Some("jdoe on db-1"));
        assert_eq!(with(None, Some("db-1")).as_deref(), Some("db-1"));
        assert_eq!(with(None, None), None);
    }
}
