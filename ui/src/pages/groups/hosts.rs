//! Lists of hosts as they are written: one on each line.

use crate::parts::name_fault;
use std::collections::HashSet;

/// How many hosts a group holds.
const MOST: usize = 1_000;

/// A list of hosts as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct HostList {
    /// As they were written, without what is repeated.
    pub(super) hosts: Vec<String>,
    /// How many lines repeat an earlier one; case does not count.
    pub(super) repeated: usize,
    /// What is wrong, and where.
    pub(super) fault: Option<String>,
}

impl HostList {
    pub(super) fn read(text: &str) -> Self {
        let mut list = Self::default();
        let mut known = HashSet::new();
        for (place, line) in text.lines().enumerate() {
            let host = line.trim();
            if host.is_empty() {
                continue;
            }
            if let (Some(fault), None) = (name_fault(host), &list.fault) {
                list.fault = Some(format!("Line {}: {fault}", place + 1));
            }
            if known.insert(host.to_lowercase()) {
                list.hosts.push(host.to_owned());
            } else {
                list.repeated += 1;
            }
        }
        if list.hosts.len() > MOST && list.fault.is_none() {
            list.fault = Some(format!(
                "These are {} hosts, and a group holds at most 1,000. Leave some out, or make another group.",
                list.hosts.len()
            ));
        }
        list
    }

    /// How many there are: `3 hosts, 1 repeated line left out`.
    pub(super) fn count(&self) -> String {
        let hosts = match self.hosts.len() {
            1 => "1 host".to_owned(),
            number => format!("{number} hosts"),
        };
        match self.repeated {
            0 => hosts,
            1 => format!("{hosts}; 1 line that repeats another is left out"),
            number => format!("{hosts}; {number} lines that repeat others are left out"),
        }
    }
}

/// Hosts as they are written.
pub(super) fn written(hosts: &[String]) -> String {
    hosts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_read_line_by_line() {
        let list = HostList::read("  web-1 \n\nWEB-1\r\ndb 2\n");
        assert_eq!(list.hosts, ["web-1", "db 2"]);
        assert_eq!((list.repeated, list.fault.clone()), (1, None));
        assert_eq!(list.count(), "2 hosts; 1 line that repeats another is left out");
        assert_eq!(HostList::read(&written(&list.hosts)).hosts, list.hosts);
        assert_eq!(HostList::read("").count(), "0 hosts");
    }

    #[test]
    fn what_is_wrong_names_its_line() {
        let fault = HostList::read("a\nb\tc\nd\u{202e}").fault;
        assert!(fault.unwrap().starts_with("Line 2: "));
        let many = |number: usize| (0..number).map(|host| format!("h{host}\n")).collect::<String>();
        assert_eq!(HostList::read(&many(1_000)).fault, None);
        assert!(HostList::read(&many(1_001)).fault.unwrap().contains("1001 hosts"));
    }
}
