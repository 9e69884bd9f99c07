//! Which commands were run.

use crate::event::Event;
use crate::happening::Happening;
use serde::{Deserialize, Serialize};

/// One run of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandRun {
    /// When: presentation time in microseconds.
    pub at_us: u64,
    /// What was run.
    pub command: String,
    /// What it ended with, where that is known.
    pub exit_status: Option<i64>,
    /// How long it took in microseconds, where that is known.
    pub duration_us: Option<u64>,
}

/// The commands that contain one of these texts, whatever their case, in the order in which they were run; all of them
/// where there is no text to look for. Blank texts count for nothing.
pub fn commands(events: &[Event], searches: &[String]) -> Vec<CommandRun> {
    let searches: Vec<String> = searches
        .iter()
        .map(|search| search.trim().to_lowercase())
        .filter(|search| !search.is_empty())
        .collect();
    let runs = events.iter().filter_map(|event| match &event.what {
        Happening::Command { command, exit_status, duration_us, .. } => Some(CommandRun {
            at_us: event.at_us,
            command: command.clone(),
            exit_status: *exit_status,
            duration_us: *duration_us,
        }),
        _ => None,
    });
    runs.filter(|run| {
        let command = run.command.to_lowercase();
        searches.is_empty() || searches.iter().any(|search| command.contains(search))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::CommandEvidence;

    #[test]
    fn any_of_the_texts_is_enough() {
        let events: Vec<Event> = ["ls -l", "SUDO reboot", "cat /etc/passwd", "whoami"]
            .into_iter()
            .zip(0..)
            .map(|(command, at_us)| {
                let what = Happening::Command {
                    command: command.to_owned(),
                    shell: None,
                    directory: None,
                    exit_status: None,
                    duration_us: None,
                    evidence: CommandEvidence::Prompted,
                };
                Event::new(at_us, what)
            })
            .collect();
        let found = |searches: &[&str]| -> Vec<String> {
            let searches: Vec<String> = searches.iter().map(|&search| search.to_owned()).collect();
            commands(&events, &searches).into_iter().map(|run| run.command).collect()
        };
        assert_eq!(found(&["sudo", "PASSWD"]), ["SUDO reboot", "cat /etc/passwd"]);
        assert_eq!(found(&[" ", ""]).len(), 4);
        assert!(found(&["nothing of the kind"]).is_empty());
    }
}
