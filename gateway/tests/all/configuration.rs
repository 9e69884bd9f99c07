//! `afterimage config`, and what `serve` makes of a configuration.

use crate::command::{Done, Place, afterimage};
use std::fs;

fn check(place: &Place, file: &str) -> Done {
    let mut command = afterimage();
    command.args(["config", "check", "--config", file]).current_dir(place.path("."));
    command.env("AFTERIMAGE_LIMITS_CONNECTIONS", "300").output().expect("it runs").into()
}

#[test]
fn a_sound_configuration_is_shown_with_its_origins_and_no_secrets() {
    let place = Place::new();
    place.write("a.toml", "data = \"data\"\n[database]\naddress = \"postgres://u:canary@h/n\"\n");
    let done = check(&place, "a.toml");
    assert_eq!(done.code, 0, "{}", done.err);
    for line in [
        "data = data  # a.toml:1\n",
        "listen = 127.0.0.1:8080  # default\n",
        "limits.connections = 300  # AFTERIMAGE_LIMITS_CONNECTIONS\n",
        "database.address = (hidden)  # a.toml:3\n",
    ] {
        assert!(done.out.contains(line), "{line} is not in {}", done.out);
    }
    assert!(!done.out.contains("canary") && !done.err.contains("canary"));
    // The file can be read by everybody, and holds a secret.
    assert!(done.err.contains("a.toml: everybody on this machine can read this secret"), "{}", done.err);
    assert!(!place.data().exists());
    let shown = place.run(&["config", "show", "--config", "a.toml"]);
    assert!(shown.code == 0 && shown.out.contains("data = data  # AFTERIMAGE_DATA\n"), "{}", shown.out);
}

#[test]
fn all_faults_of_a_configuration_are_printed_and_the_code_is_two() {
    let place = Place::new();
    place.write("a.toml", "data = \"data\"\nlistn = \"x\"\n[sign_in]\nidle_minutes = 0\n");
    let expected = "afterimage: the configuration has 2 fault(s); docs/operations.md has the keys\n  a.toml:2: listn: \
                    there is no such key; the nearest is listen\n  a.toml:4: sign_in.idle_minutes: must be a number of \
                    minutes from 1 to 1440\n";
    let done = check(&place, "a.toml");
    assert_eq!((done.code, done.err.as_str(), done.out.as_str()), (2, expected, ""));
    let done = place.run(&["serve", "--config", "a.toml"]);
    assert_eq!((done.code, done.err.as_str()), (2, expected));

    place.write("b.toml", "data = \"data\"\nconsole = \"dist\"\n[tls]\ncertificate = \"c\"\nkey = \"k\"\n");
    let done = check(&place, "b.toml");
    assert_eq!(done.code, 2);
    for start in ["b.toml:2: console: ", "b.toml:4: tls.certificate: ", "b.toml:5: tls.key: "] {
        assert!(done.err.contains(start), "{}", done.err);
    }
    assert!(fs::read_dir(place.path(".")).expect("the folder").count() == 2, "something was left behind");
}

#[test]
fn without_a_data_folder_it_says_how_to_name_one() {
    let done: Done = afterimage().arg("serve").output().expect("it runs").into();
    assert_eq!(done.code, 2);
    assert!(done.err.contains("--data") && done.err.contains("AFTERIMAGE_DATA"), "{}", done.err);
}
