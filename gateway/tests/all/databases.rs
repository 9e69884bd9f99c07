//! The gateway on PostgreSQL: as a program, and while its database is away.

use crate::command::{CAST, Place as Folder, afterimage};
use crate::support::Server;
use std::time::{Duration, Instant};
use test_databases::{Cluster, Place};

#[tokio::test]
async fn a_gateway_outlives_its_database() {
    let Some(cluster) = Cluster::start() else { return };
    let place = Place::on(&cluster);
    let server = Server::start_on(&place).await;
    let id = server.add("a", b"0123456789").await;
    let one = format!("/api/v1/recordings/{id}");
    let paths = ["/api/v1/recordings".to_owned(), format!("{one}/content"), one];
    for path in &paths {
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
    // cut off, which a request that is not under way does not notice
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()";
    for path in &paths {
        cluster.execute("postgres", cut);
        assert_eq!(server.get(path).await.status, 200, "{path}");
    }
    for _ in 0..2 {
        cluster.stop();
        for path in &paths {
            let asked = Instant::now();
            let answer = server.get(path).await;
            assert_eq!(
                (answer.status.as_u16(), answer.problem().as_str()),
                (503, "database_unavailable"),
                "{path}"
            );
            assert!(asked.elapsed() < Duration::from_secs(10), "{path} was answered late");
        }
        cluster.resume();
        let back = Instant::now();
        for path in &paths {
            while server.get(path).await.status != 200 {
                assert!(back.elapsed() < Duration::from_secs(10), "{path} is not answered again");
            }
        }
    }
}

#[test]
fn commands_work_on_a_database_that_is_named() {
    let Some(cluster) = Cluster::shared() else { return };
    let place = Place::on(cluster);
    let address = place.postgres_address().expect("an address");
    let folder = Folder::new();
    let file = folder.write("a.cast", CAST);
    let run = |arguments: &[&str], address: &str| {
        let mut command = afterimage();
        command.args(arguments).arg("--data").arg(folder.data());
        command.env("AFTERIMAGE_DATABASE_ADDRESS", address).output().expect("it runs")
    };
    let imported = run(&["import", file.to_str().expect("a path")], address);
    assert!(imported.status.success(), "{imported:?}");
    assert!(!folder.data().join("afterimage.sqlite").exists());
    let listed = run(&["list"], address);
    let line = String::from_utf8(listed.stdout).expect("text");
    assert!(line.contains("a.cast"), "{line}");
    let id = line.split_whitespace().next().expect("an id");
    assert!(run(&["verify", id], address).status.success());
    // what cannot be read is not repeated
    for command in ["list", "import"] {
        let wrong = run(&[command, "--help"], "postgres://ada:secret@h/n");
        assert!(!format!("{wrong:?}").contains("secret"), "{wrong:?}");
    }
    for wrong in ["mysql://ada:secret@h/n", "postgres://ada:secret@h/n?word=secret"] {
        let refused = run(&["list"], wrong);
        assert_eq!(refused.status.code(), Some(2));
        assert!(!String::from_utf8_lossy(&refused.stderr).contains("secret"), "{refused:?}");
    }
}
