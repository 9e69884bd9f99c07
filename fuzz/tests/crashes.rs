//! Every input that ever crashed a target, and the seeds: all must pass now.

use std::fs;
use std::path::Path;

fn crashes(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crashes").join(target);
    let Ok(entries) = fs::read_dir(&folder) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("the folder of crashes can be listed").path();
            (path.display().to_string(), fs::read(&path).expect("a crash can be read"))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn what_once_crashed_passes() {
    let mut count = 0;
    for target in fuzz::TARGETS {
        for (name, bytes) in crashes(target.name) {
            println!("{name}");
            (target.run)(&bytes);
            count += 1;
        }
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("crashes");
    let kept = fs::read_dir(&folder).map_or(0, |folders| {
        folders
            .flatten()
            .filter_map(|folder| fs::read_dir(folder.path()).ok())
            .map(|files| files.count())
            .sum()
    });
    assert_eq!(count, kept, "a folder of crashes is named after no target");
}

#[test]
fn every_target_has_seeds_and_passes_them() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    for target in fuzz::TARGETS {
        let seeds = fuzz::seeds(target.name, &samples).expect("the samples can be read");
        assert!(!seeds.is_empty(), "{} has no seeds", target.name);
        for seed in &seeds {
            (target.run)(seed);
        }
    }
}
