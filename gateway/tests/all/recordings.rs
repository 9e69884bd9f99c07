//! Importing, listing, telling, verifying and showing, by the command line.

use crate::command::{CAST, GUAC, Place};
use std::fs;

#[test]
fn what_is_imported_is_listed_and_sound() {
    let place = Place::new();
    let cast = place.import(&place.write("a.cast", CAST));
    let guac = place.import(&place.write("b.guac", GUAC));
    let list = place.list();
    assert_eq!(list.len(), 2);
    assert!(
        list[0].starts_with(&guac) && list[0].contains("desktop") && list[0].ends_with("b.guac"),
        "{list:?}"
    );
    assert!(list[1].starts_with(&cast) && list[1].contains("2023-11-14T22:13:20Z"), "{list:?}");
    for id in [&cast, &guac] {
        let done = place.run(&["verify", id]);
        assert_eq!(done.code, 0, "{}", done.err);
        assert!(done.out.contains("sound: complete") && done.out.contains("not signed"), "{}", done.out);
    }
    let done = place.run(&["info", &cast]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    // What a recording says of itself does not reach the terminal as it is.
    assert!(done.out.contains("a \\u{1b}[2J title") && !done.out.contains('\x1b'), "{}", done.out);
    assert!(done.out.contains("terminal, 20 x 3 cells") && done.out.contains("00:00:02.000"), "{}", done.out);
    let done = place.run(&["info", "--json", &guac]);
    let told: serde_json::Value = serde_json::from_str(&done.out).expect("JSON");
    assert_eq!(told["facts"]["size"]["width"], 64);
    assert_eq!(told["duration_us"], 2_000_000);
    assert_eq!(told["is_closed"], true);
}

#[test]
fn the_same_file_is_imported_once_unless_asked_for() {
    let place = Place::new();
    let id = place.import(&place.write("a.cast", CAST));
    place.write("copy.cast", CAST);
    let done = place.run(&["import", "copy.cast"]);
    assert_eq!(done.code, 0);
    assert!(done.out.contains(&format!("is there already as {id}")), "{}", done.out);
    assert_eq!(place.list().len(), 1);
    let done = place.run(&["import", "copy.cast", "--again", "--name", "another"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let list = place.list();
    assert!(list.len() == 2 && list[0].ends_with("another"), "{list:?}");
    assert_eq!(place.containers().len(), 2);
}

#[test]
fn one_file_that_fails_does_not_keep_the_others_out() {
    let place = Place::new();
    place.write("a.cast", CAST);
    place.write("notes.txt", "hello");
    place.write("b.guac", GUAC);
    let done = place.run(&["import", "a.cast", "notes.txt", "missing.cast", "b.guac"]);
    assert_eq!(done.code, 3);
    assert_eq!(done.err.lines().count(), 2, "{}", done.err);
    assert!(done.err.contains("notes.txt: unsupported") && done.err.contains("missing.cast: cannot be read"));
    assert_eq!(place.list().len(), 2);
    let done = place.run(&["import", "a.cast", "b.guac", "--name", "both"]);
    assert_eq!(done.code, 2);
}

#[test]
fn a_frame_is_the_last_one_at_or_before_its_time() {
    let place = Place::new();
    let file = place.write("b.guac", GUAC);
    let id = place.import(&file);
    for (at, colour) in [
        ("0", [255, 0, 0, 255]),
        ("1.999999", [255, 0, 0, 255]),
        ("2", [0, 0, 255, 255]),
        ("99", [0, 0, 255, 255]),
    ] {
        for recording in ["b.guac", &id] {
            let done = place.run(&["frame", recording, "--at", at, "-o", "o.png"]);
            assert_eq!(done.code, 0, "{}", done.err);
            assert_eq!(done.err.contains("it ends at 00:00:02.000"), at == "99", "{}", done.err);
            let file = fs::File::open(place.path("o.png")).expect("the picture");
            let mut reader = png::Decoder::new(std::io::BufReader::new(file)).read_info().expect("a PNG");
            let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
            let info = reader.next_frame(&mut pixels).expect("pixels");
            assert_eq!((info.width, info.height, info.color_type), (64, 48, png::ColorType::Rgba));
            assert!(pixels.chunks_exact(4).all(|pixel| pixel == colour), "{recording} at {at}");
        }
    }
    for at in ["-1", "nan", "inf", "x", ""] {
        let done = place.run(&["frame", "b.guac", "--at", at, "-o", "p.png"]);
        assert_eq!(done.code, 2, "{at}: {}", done.err);
    }
    assert!(!place.path("p.png").exists());
    let done = place.run(&["frame", "b.guac", "--at", "1", "-o", "no/such/folder/o.png"]);
    assert_eq!(done.code, 4, "{}", done.err);
}

#[test]
fn containers_are_written_checked_and_imported() {
    let place = Place::new();
    place.write("b.guac", GUAC);
    let done = place.run(&["convert", "b.guac", "-o", "b.afterimage"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let bytes = fs::read(place.path("b.afterimage")).expect("a container");
    let id = place.import(&place.path("b.afterimage"));
    let [stored] = place.containers().try_into().expect("one container");
    assert!(stored.display().to_string().contains(&id));
    assert_eq!(fs::read(stored).expect("the container"), bytes);

    // A container that was never closed is kept for what it holds, and said to be incomplete.
    place.write("cut.afterimage", &bytes[..bytes.len() - 1]);
    assert_eq!(place.run(&["verify", "cut.afterimage"]).code, 1);
    let done = place.run(&["convert", "missing.guac", "-o", "none.afterimage"]);
    assert_eq!(done.code, 4);
    assert!(!place.path("none.afterimage").exists());
    let done = place.run(&["convert", "b.guac", "-o", "."]);
    assert_eq!(done.code, 4, "{}", done.err);
    let left: Vec<_> = fs::read_dir(place.path(".")).expect("a folder").flatten().collect();
    assert!(
        !left.iter().any(|entry| entry.file_name().to_string_lossy().starts_with(".afterimage-")),
        "{left:?}"
    );
}

#[test]
fn ids_need_a_data_folder_that_has_them() {
    let place = Place::new();
    let id = "01a20301-7fab-7150-9a49-434ac5cb3425";
    let done = place.run(&["info", id]);
    assert!(done.code == 2 && done.err.contains("no Afterimage data folder"), "{}", done.err);
    place.import(&place.write("a.cast", CAST));
    let done = place.run(&["verify", id]);
    assert!(done.code == 2 && done.err.contains("there is no recording"), "{}", done.err);
    let done: crate::command::Done =
        crate::command::afterimage().args(["info", id]).output().expect("it runs").into();
    assert!(done.code == 2 && done.err.contains("--data"), "{}", done.err);
}

const SCRIPT: &str = "Script started on 2026-11-22 08:53:58+00:00 [COLUMNS=\"80\" LINES=\"24\"]\n$ exit\r\n\nScript done on now\n";

#[test]
fn data_and_timing_of_a_script_find_each_other() {
    let place = Place::new();
    place.write("a", SCRIPT);
    // alone it makes no sense
    let done = place.run(&["import", "a"]);
    assert!(done.code == 3 && done.err.contains("without its timing file"), "{}", done.err);
    // named, whatever it is called
    place.write("when", "0.5 2\n1.5 6\n");
    let done = place.run(&["import", "a", "--timing", "when"]);
    assert!(
        done.code == 0 && done.out.contains("(script, 80 x 24, 00:00:02.000"),
        "{}{}",
        done.out,
        done.err
    );
    // beside it, and both given in any order: the same files are there already
    place.write("a.timing", "0.5 2\n1.5 6\n");
    for arguments in [["import", "a"].as_slice(), &["import", "a.timing", "a"], &["import", "a.timing"]] {
        let done = place.run(arguments);
        assert!(done.code == 0 && done.out.contains("is there already"), "{}{}", done.out, done.err);
    }
    assert_eq!(place.list().len(), 1);
    let done = place.run(&["info", "a"]);
    assert!(done.code == 0 && done.out.contains("script"), "{}{}", done.out, done.err);
    // other times are another recording
    place.write("a.timing", "0.5 2\n2.5 6\n");
    assert_eq!(place.run(&["import", "a"]).code, 0);
    assert_eq!(place.list().len(), 2);
    let done = place.run(&["import", "a", "when", "--timing", "when"]);
    assert_eq!(done.code, 2, "{}", done.err);
}
