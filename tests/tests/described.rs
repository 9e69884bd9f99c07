//! The description of the API against the gateway: schemathesis asks every operation what its description allows and what
//! it does not, as each role, on both databases. No answer may be an error of the server, or one that is not described.

use anyhow::{Context, Result, ensure};
use reqwest::Client;
use serde_json::{Value, json};
use std::process::Command;
use tempfile::TempDir;
use test_databases::Cluster;
use tests::environment::sample;
use tests::gateway::Gateway;

/// The program, which `cargo xtask long` installs.
const PROGRAM: &str = "AFTERIMAGE_SCHEMATHESIS";
/// How many times [`CASES`] each operation is asked.
const FACTOR: &str = "AFTERIMAGE_LONG";
const CASES: u32 = 10;
const PASSWORD: &str = "seven tall ferns hum quietly";

/// Who asks: nobody, somebody without a role, and each role.
const ASKING: [Option<Option<&str>>; 5] = [
    None,
    Some(None),
    Some(Some("read_only_admin")),
    Some(Some("privileged_player_admin")),
    Some(Some("full_admin")),
];

/// Operations that may end the session that asks, after which every answer would be 401: each is asked by a session of
/// its own.
const ENDING: [&str; 7] = [
    "delete_session",
    "delete_profile_sessions_id",
    "delete_accounts_id",
    "delete_accounts_id_sessions",
    "delete_accounts_id_methods",
    "patch_accounts_id",
    "put_profile_password",
];

/// What is looked at. That bad data is refused, and good data taken, is not: what a recording may be called or who may be
/// changed is not for a schema to say.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,ignored_auth";

#[tokio::test]
#[ignore = "takes minutes, and a program that `cargo xtask long` installs"]
async fn every_answer_is_described_on_sqlite() -> Result<()> {
    asked_by_all(|| None).await
}

#[tokio::test]
#[ignore = "takes minutes, and a program that `cargo xtask long` installs"]
async fn every_answer_is_described_on_postgresql() -> Result<()> {
    let Some(cluster) = Cluster::shared() else { return Ok(()) };
    asked_by_all(|| Some(cluster.create_database())).await
}

/// As everybody, each at a gateway with a database of its own, for they end each other's sessions.
async fn asked_by_all(database: impl Fn() -> Option<String>) -> Result<()> {
    for asking in ASKING {
        println!("== {asking:?}");
        let gateway = Gateway::on_database(database())?;
        let Some(role) = asking else {
            ask(&gateway, None, &[])?;
            continue;
        };
        let cookie = sign_in(&gateway, role).await?;
        let others: Vec<&str> = ENDING.iter().flat_map(|id| ["--exclude-operation-id", id]).collect();
        ask(&gateway, Some(&cookie), &others)?;
        let session =
            Client::new().get(gateway.url("/api/v1/session")).header("cookie", &cookie).send().await?;
        ensure!(session.status() == 200, "{asking:?} was signed out, so that later answers say nothing");
        for id in ENDING {
            let gateway = Gateway::on_database(database())?;
            let cookie = sign_in(&gateway, role).await?;
            ask(&gateway, Some(&cookie), &["--include-operation-id", id])?;
        }
    }
    Ok(())
}

/// Has the operations asked, all of them or those that the options name, and tells how that ended.
fn ask(gateway: &Gateway, cookie: Option<&str>, operations: &[&str]) -> Result<()> {
    let program = std::env::var_os(PROGRAM);
    let program = program.with_context(|| format!("{PROGRAM} does not say where schemathesis is"))?;
    let factor: u32 = std::env::var(FACTOR).map_or(Ok(1), |factor| factor.parse())?;
    gateway.import(&[sample("terminal-typing-and-resize.cast"), sample("desktop-keys-and-resize.guac")])?;
    let folder = TempDir::new()?;
    let mut command = Command::new(program);
    command.current_dir(folder.path()).arg("run").arg(gateway.url("/api/v1/openapi.json"));
    command.args(["--checks", CHECKS, "--no-color", "--continue-on-failure"]).args(operations);
    command.args(["--max-examples", &CASES.saturating_mul(factor).to_string()]);
    command.args(["-H", &format!("Origin: {}", gateway.url(""))]);
    if let Some(cookie) = cookie {
        command.args(["-H", &format!("Cookie: {cookie}")]);
    }
    let output = command.output().context("schemathesis does not start")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let summary = said.lines().skip_while(|line| !line.contains(" SUMMARY "));
    println!("{}", summary.collect::<Vec<_>>().join("\n"));
    ensure!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

/// Invites somebody of this role, or of none, and gives the cookie of the session that the link opens.
async fn sign_in(gateway: &Gateway, role: Option<&str>) -> Result<String> {
    let post = |path: &str, body: Value| {
        let request = Client::new().post(gateway.url(path)).header("origin", gateway.url("")).json(&body);
        request.header("cookie", gateway.cookie()).send()
    };
    let made = post("/api/v1/accounts", json!({ "name": "ada", "role": role })).await?.error_for_status()?;
    let made: Value = made.json().await?;
    let secret = made["link"].as_str().and_then(|link| link.split_once('#')).context("no link")?.1.to_owned();
    let used = post("/api/v1/sign-in/link/use", json!({ "secret": secret, "password": PASSWORD })).await?;
    let used = used.error_for_status()?;
    let cookie = used.headers().get("set-cookie").context("no cookie")?.to_str()?;
    Ok(cookie.split(';').next().context("no cookie")?.to_owned())
}
