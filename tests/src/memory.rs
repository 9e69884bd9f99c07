//! How much memory a browser's pages hold.

use std::collections::BTreeMap;
use std::fs;

/// Memory of the processes that draw the pages of the browser started by `driver`, in bytes, shared pages in
/// proportion; `None` where the system does not tell.
#[must_use]
pub fn of_pages(driver: u32) -> Option<u64> {
    let parents: BTreeMap<u32, u32> = fs::read_dir("/proc")
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter_map(|process| Some((process, parent_of(process)?)))
        .collect();
    let is_ours = |process: u32| {
        let mut at = process;
        while at > 1 {
            if at == driver {
                return true;
            }
            let Some(parent) = parents.get(&at) else { return false };
            at = *parent;
        }
        false
    };
    let held: u64 = parents
        .keys()
        .copied()
        .filter(|process| is_ours(*process) && is_renderer(*process))
        .filter_map(proportional)
        .sum();
    (held > 0).then_some(held)
}

fn parent_of(process: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse().ok()
}

fn is_renderer(process: u32) -> bool {
    fs::read(format!("/proc/{process}/cmdline"))
        // one that was forked from another has its arguments rewritten, with spaces between them
        .is_ok_and(|line| {
            line.split(|byte| matches!(byte, 0 | b' ')).any(|argument| argument == b"--type=renderer")
        })
}

fn proportional(process: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}
