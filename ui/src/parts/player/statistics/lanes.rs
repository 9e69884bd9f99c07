//! The picture of the commands: a lane for each program, with its runs over the recording.

use super::logic::{self, MOST_BARS};
use crate::format;
use crate::parts::chart::{Lane, Run, Sign};
use events::statistics::CommandRun;
use std::collections::BTreeMap;

/// Most characters of a program's name.
const MOST_NAME: usize = 40;
/// Most characters of a command beside its sign.
const MOST_COMMAND: usize = 120;

/// How a command ended.
pub(super) fn sign(run: &CommandRun) -> Sign {
    match run.exit_status {
        Some(0) => Sign::Done,
        Some(_) => Sign::Failed,
        None => Sign::Unknown,
    }
}

/// What the signs of these commands stand for.
pub(super) fn legend(runs: &[CommandRun]) -> Vec<(Sign, &'static str)> {
    let all = [
        (Sign::Done, "Exit status 0"),
        (Sign::Failed, "Failed: another exit status"),
        (Sign::Unknown, "Exit status not known"),
    ];
    all.into_iter().filter(|(one, _)| runs.iter().any(|run| sign(run) == *one)).collect()
}

/// How many commands, and how many of them failed: `12 commands, 2 failed`.
pub(super) fn title(runs: &[CommandRun]) -> String {
    let failed = runs.iter().filter(|run| sign(run) == Sign::Failed).count();
    let plural = if runs.len() == 1 { "" } else { "s" };
    format!("{} command{plural}{}", format::grouped(runs.len() as u64), and_failed(failed))
}

fn and_failed(failed: usize) -> String {
    if failed == 0 { String::new() } else { format!(", {} failed", format::grouped(failed as u64)) }
}

/// A lane for each program, those that failed most often first, then those that ran most often, then by name; and how
/// many programs there are, of which there are lanes for the first few.
pub(super) fn lanes(runs: &[CommandRun]) -> (Vec<Lane>, usize) {
    let mut programs = BTreeMap::<&str, Vec<&CommandRun>>::new();
    for run in runs {
        // what only leads to another program is the program where there is no other
        let first = run.command.split_whitespace().next().unwrap_or("?");
        programs.entry(events::program(&run.command).unwrap_or(first)).or_default().push(run);
    }
    let failed = |runs: &[&CommandRun]| runs.iter().filter(|run| sign(run) == Sign::Failed).count();
    let mut programs: Vec<_> = programs.into_iter().map(|(name, runs)| (name, failed(&runs), runs)).collect();
    programs.sort_by_key(|(_, failed, runs)| std::cmp::Reverse((*failed, runs.len())));
    let count = programs.len();
    let lane = |(name, failed, runs): (&str, usize, Vec<&CommandRun>)| Lane {
        name: logic::one_line(name, MOST_NAME).into(),
        said: format!("{}{}", format::grouped(runs.len() as u64), and_failed(failed)).into(),
        runs: runs.into_iter().map(one_run).collect(),
    };
    (programs.into_iter().take(MOST_BARS).map(lane).collect(), count)
}

fn one_run(run: &CommandRun) -> Run {
    let ended = match (sign(run), run.exit_status) {
        (Sign::Failed, Some(status)) => format!("failed, exit status {status}"),
        (_, Some(status)) => format!("exit status {status}"),
        (_, None) => "exit status not known".to_owned(),
    };
    Run {
        from_us: run.at_us,
        to_us: run.at_us.saturating_add(run.duration_us.unwrap_or(0)),
        sign: sign(run),
        name: logic::one_line(&run.command, MOST_COMMAND).into(),
        said: format!("{}, {ended}", logic::moment(run.at_us)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(at_us: u64, command: &str, exit_status: Option<i64>) -> CommandRun {
        CommandRun { at_us, command: command.to_owned(), exit_status, duration_us: None }
    }

    #[test]
    fn programs_that_failed_come_first_and_then_those_that_ran_most() {
        let runs = [
            run(1, "ls -l", Some(0)),
            run(2, "/bin/ls", None),
            run(3, "sudo cat /etc/shadow", Some(1)),
            run(4, "sudo -i", Some(0)),
            run(5, " ", Some(-1)),
        ];
        let (lanes, count) = lanes(&runs);
        let said: Vec<_> =
            lanes.iter().map(|lane| (&*lane.name, &*lane.said, lane.runs[0].from_us)).collect();
        let expected = [("?", "1, 1 failed", 5), ("cat", "1, 1 failed", 3), ("ls", "2", 1), ("sudo", "1", 4)];
        assert_eq!((said.as_slice(), count), (expected.as_slice(), 4));
        assert_eq!(title(&runs), "5 commands, 2 failed");
        assert_eq!(legend(&runs).len(), 3);
        assert_eq!(legend(&runs[..1]), [(Sign::Done, "Exit status 0")]);
    }

    #[test]
    fn many_programs_and_absurd_lengths_are_held() {
        let runs: Vec<CommandRun> = (0..100)
            .map(|at_us| CommandRun {
                duration_us: Some(u64::MAX),
                ..run(at_us, &format!("tool-{at_us}"), Some(i64::MIN))
            })
            .collect();
        let (lanes, count) = lanes(&runs);
        assert_eq!((lanes.len(), count), (MOST_BARS, 100));
        assert_eq!(lanes[0].runs[0].to_us, u64::MAX);
    }
}
