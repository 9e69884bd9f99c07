//! Writes the seeds of every target: `seeds SAMPLES FOLDER`, into a folder for each. Prints the targets' names.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [samples, folder] = arguments.as_slice() else {
        eprintln!("usage: seeds SAMPLES FOLDER");
        return ExitCode::FAILURE;
    };
    match write(Path::new(samples), Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: the seeds cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(samples: &Path, folder: &Path) -> std::io::Result<()> {
    for target in fuzz::TARGETS {
        let folder = folder.join(target.name);
        std::fs::create_dir_all(&folder)?;
        for (number, seed) in fuzz::seeds(target.name, samples)?.iter().enumerate() {
            std::fs::write(folder.join(format!("seed-{number}")), seed)?;
        }
        println!("{}", target.name);
    }
    Ok(())
}
