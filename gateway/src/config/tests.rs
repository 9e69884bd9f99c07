use super::*;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use tempfile::TempDir;

/// A folder with a configuration file.
struct Place {
    folder: TempDir,
}

impl Place {
    fn with(text: &str) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        place.write("a.toml", text, 0o600);
        place
    }

    fn write(&self, name: &str, text: &str, mode: u32) {
        let path = self.path(name);
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("a mode");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read_with(&self, options: Options, environment: &[(&str, &str)]) -> Result<Loaded, Vec<Fault>> {
        let environment = environment.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Config::read(options, environment, Some(&self.path("a.toml")))
    }

    fn read(&self) -> Result<Loaded, Vec<Fault>> {
        self.read_with(Vec::new(), &[])
    }

    /// The faults, each as LINE: KEY: WHAT.
    fn faults(&self) -> Vec<String> {
        let prefix = format!("{}:", self.path("a.toml").display());
        let faults = self.read().expect_err("faults");
        faults.iter().map(|fault| fault.to_string().replace(&prefix, "")).collect()
    }
}

const PROVIDER: &str = r#"
data = "d"
[[sign_in.providers]]
id = "corp"
label = "Our company"
issuer = "https://login.example.com/realms/a"
client_id = "afterimage"
"#;

#[test]
fn without_a_word_every_default_is_in_effect() {
    let loaded = Config::read(vec![("data", "--data", "d".into())], [], None).expect("it is enough");
    let Config { listen, limits, sign_in, log, metrics, proxies, .. } = &loaded.config;
    assert_eq!(listen.to_string(), "127.0.0.1:8080");
    let expected = LimitsConfig {
        body_bytes: 1 << 20,
        connections: 4096,
        connections_per_client: 256,
        head_timeout_s: 10,
    };
    assert_eq!(*limits, expected);
    assert_eq!(
        (sign_in.idle_minutes, sign_in.absolute_hours, sign_in.attempts_per_minute, sign_in.password_score),
        (30, 12, 10, 3)
    );
    assert!(!sign_in.is_totp_required && sign_in.providers.is_empty() && proxies.is_empty());
    assert_eq!(*log, LogConfig { level: LevelFilter::INFO, format: LogFormat::Text });
    assert!(metrics.listen.is_none() && metrics.token.is_none());
    assert_eq!(Config::of(Path::new("d")).data, Path::new("d"));
    // and every one of them is shown
    let with_default = KEYS.iter().filter(|key| key.default.is_some());
    assert!(with_default.into_iter().all(|key| loaded.shown.iter().any(|shown| shown.key == key.path)));
}

#[test]
fn options_come_before_the_environment_before_the_file() {
    let place =
        Place::with("data = \"f\"\nconsole = \"/f\"\nlisten = \"127.0.0.1:1\"\n[log]\nlevel = \"error\"\n");
    let options = vec![("listen", "--listen", "127.0.0.1:3".into())];
    let environment = [
        ("AFTERIMAGE_LISTEN", "127.0.0.1:2"),
        ("AFTERIMAGE_CONSOLE", "e"),
        ("AFTERIMAGE_DATA", ""),
        ("AFTERIMAGE_LIMITS_BODY_BYTES", "2048"),
        ("AFTERIMAGE_LOG", "debug"),
        ("AFTERIMAGE_PROXY_NETWORKS", "10.0.0.0/8, ::1"),
    ];
    let loaded = place.read_with(options, &environment).expect("it is sound");
    let config = &loaded.config;
    assert_eq!(config.listen.to_string(), "127.0.0.1:3");
    // Paths of the file start beside it, others where the command is given.
    assert_eq!((config.console.as_deref(), config.data.as_path()), (Some(Path::new("e")), &*place.path("f")));
    assert_eq!((config.limits.body_bytes, config.log.level), (2048, LevelFilter::DEBUG));
    assert_eq!(config.proxies.iter().map(ToString::to_string).collect::<Vec<_>>(), ["10.0.0.0/8", "::1/128"]);
    let origin = |key: &str| {
        let shown = loaded.shown.iter().find(|shown| shown.key == key);
        shown.expect("it is shown").origin.to_string()
    };
    let file = format!("{}:1", place.path("a.toml").display());
    assert_eq!(
        ["data", "console", "listen", "log.format"].map(origin),
        [file.as_str(), "AFTERIMAGE_CONSOLE", "--listen", "default"]
    );
    let named = [("AFTERIMAGE_LOG", "debug"), ("AFTERIMAGE_LOG_LEVEL", "trace")];
    let loaded = place.read_with(Vec::new(), &named).expect("it is sound");
    assert_eq!(loaded.config.log.level, LevelFilter::TRACE);
}

#[test]
fn every_fault_is_told_at_once_with_its_line() {
    let place = Place::with(
        "data = 1\nlissten = \"a\"\nidle_minutes = 3\n[limits]\nbody_bytes = 1\nconnections = 1.5\n\
         connections_per_client = 70_000\n[log]\nformat = \"xml\"\n[tls]\nkey = \"k\"\n[sign_in]\nis_totp_required = 1\n\
         [metrics]\nlisten = \"0.0.0.0:1\"\n[proxy]\nnetworks = [\"10.0.0.0/8\", \"x\"]\n[made]\nup = 1\n",
    );
    let mut faults = place.faults();
    faults.sort_by_key(|fault| fault.split(':').next().and_then(|line| line.parse::<u32>().ok()));
    let expected = [
        "1: data: must be a path",
        "2: lissten: there is no such key; the nearest is listen",
        "3: idle_minutes: there is no such key; the nearest is sign_in.idle_minutes",
        "5: limits.body_bytes: must be a number of bytes from 1024 to 1073741824",
        "6: limits.connections: is a number with a fraction, and must be a number of connections from 1 to 65535",
        "7: limits.connections_per_client: must be a number of connections from 1 to 65535",
        "9: log.format: must be one of text, json",
        "11: tls.certificate: is missing: tls.key is of no use without it",
        "13: sign_in.is_totp_required: must be true or false",
        "15: metrics.listen: must be an address of the loopback, such as 127.0.0.1:9464; for others, use \
         metrics.token_file",
        "17: proxy.networks: x is no network; write it as 10.0.0.0/8 or 2001:db8::/32",
        "18: made: there is no such key; the nearest is data",
    ];
    assert_eq!(faults, expected);
    assert_eq!(
        Place::with("data = \"d\"\nlog = 3\n").faults(),
        ["2: log: must be a table: write [log] above its keys"]
    );
    let faults = Place::with("data = \"d\"\n[log\nlevel = \"info\"\n").faults();
    assert!(faults[0].starts_with("2: this is no TOML: "), "{faults:?}");
    let faults = Place::with("data = \"d\"\ndata = \"e\"\n").faults();
    assert!(faults.len() == 1 && faults[0].starts_with("2: this is no TOML: duplicate key"), "{faults:?}");
    assert_eq!(
        Place::with("").faults(),
        ["data: is missing: name a folder in the file, by --data, or by AFTERIMAGE_DATA"]
    );
}

#[test]
fn a_file_that_is_not_there_is_told() {
    let faults = Config::read(Vec::new(), [], Some(Path::new("/nowhere/a.toml"))).expect_err("no file");
    assert!(faults[0].to_string().starts_with("/nowhere/a.toml: cannot be read: "), "{faults:?}");
}

#[test]
fn a_misspelt_variable_is_a_warning() {
    let place = Place::with("data = \"d\"\n");
    let environment = [("AFTERIMAGE_LISTN", "x"), ("AFTERIMAGE_BIN", "x"), ("HOME", "x")];
    let loaded = place.read_with(Vec::new(), &environment).expect("it is sound");
    assert_eq!(
        loaded.warnings,
        ["AFTERIMAGE_LISTN: there is no such variable, and it is ignored; the nearest is AFTERIMAGE_LISTEN"]
    );
}

#[test]
fn values_that_contradict_each_other_are_faults() {
    for (text, expected) in [
        (
            "[limits]\nconnections = 5\nconnections_per_client = 6",
            "4: limits.connections_per_client: must not",
        ),
        ("[sign_in]\nidle_minutes = 61\nabsolute_hours = 1", "3: sign_in.idle_minutes: must not be longer"),
        ("[tls]\ncertificate = \"c\"", "3: tls.key: is missing"),
        (
            "[database]\naddress = \"postgres://h/n\"\naddress_file = \"x\"",
            "4: database.address_file: stands beside",
        ),
        (
            "[database]\naddress = \"mysql://u:canary@h/n\"",
            "3: database.address: the address of the database cannot be read: write it as postgres",
        ),
    ] {
        let faults = Place::with(&format!("data = \"d\"\n{text}\n")).faults();
        assert!(faults.len() == 1 && faults[0].starts_with(expected), "{faults:?}");
        assert!(!faults[0].contains("canary"), "{faults:?}");
    }
}

#[test]
fn a_provider_has_its_defaults_and_its_roles() {
    let place = Place::with(&format!(
        "{PROVIDER}client_secret_file = \"s\"\n[sign_in.providers.roles]\n\"the admins\" = \"full_admin\"\naudit = \
         \"read_only_admin\"\n"
    ));
    place.write("s", "canary\n", 0o604);
    let loaded = place.read().expect("it is sound");
    let provider = &loaded.config.sign_in.providers[0];
    assert_eq!((provider.id.as_str(), provider.label.as_str()), ("corp", "Our company"));
    assert_eq!(provider.issuer_text, "https://login.example.com/realms/a");
    assert_eq!(provider.scopes, ["openid", "profile", "email"]);
    assert_eq!(
        (provider.groups_claim.as_str(), provider.name_claim.as_str()),
        ("groups", "preferred_username")
    );
    assert_eq!(provider.roles["the admins"], api::Role::FullAdmin);
    assert_eq!(provider.roles["audit"], api::Role::ReadOnlyAdmin);
    assert_eq!(provider.client_secret.as_ref().expect("a secret").expose(), "canary");
    assert!(!format!("{loaded:?}").contains("canary"));
    assert!(loaded.warnings.len() == 1 && loaded.warnings[0].contains("can read this secret"));
    place.write("s", "canary\n", 0o600);
    assert!(place.read().expect("it is sound").warnings.is_empty());
}

#[test]
fn a_provider_that_cannot_work_is_a_fault() {
    let line = |text: &str| Place::with(&format!("{PROVIDER}{text}\n")).faults().join("\n");
    assert!(line("issuerr = \"x\"").contains(
        "8: sign_in.providers.issuerr: there is no such key; the nearest is sign_in.providers.issuer"
    ));
    assert!(line("scopes = [\"email\"]").contains("8: sign_in.providers.scopes: must have openid"));
    assert!(line("roles = \"x\"").contains("8: sign_in.providers.roles: must be a table"));
    assert!(line("roles.a = \"admin\"").contains("8: sign_in.providers.roles.a: must be one of full_admin"));
    assert!(
        line("client_secret = \"a\"\nclient_secret_file = \"b\"")
            .contains("9: sign_in.providers.client_secret_file: stands")
    );
    assert!(line("client_secret_file = \"missing\"").contains("cannot be read"));
    let again = PROVIDER.replace("data = \"d\"\n", "");
    assert!(line(&again).contains("sign_in.providers.id: another provider has this id"));
    let faults =
        Place::with("data = \"d\"\n[[sign_in.providers]]\nid = \"A\"\nissuer = \"http://a.example\"\n")
            .faults();
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert!(faults.iter().any(|fault| fault.starts_with("2: sign_in.providers.client_id: is missing")));
    let faults = Place::with("data = \"d\"\n[sign_in.providers]\nid = \"a\"\n").faults();
    assert!(faults[0].contains("must be a list of tables: write [[sign_in.providers]]"), "{faults:?}");
}

#[test]
fn secrets_are_read_and_never_shown() {
    let place = Place::with(
        "data = \"d\"\n[database]\naddress = \"postgres://u:canary@h/n\"\n[metrics]\ntoken_file = \"t\"\n",
    );
    place.write("t", "canary-canary-canary\n", 0o640);
    let loaded = place.read().expect("it is sound");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    assert_eq!(loaded.config.database.as_ref().expect("an address").expose(), "postgres://u:canary@h/n");
    assert_eq!(loaded.config.metrics.token.as_ref().expect("a token").expose(), "canary-canary-canary");
    assert!(!format!("{loaded:?}").contains("canary"));
    fs::set_permissions(place.path("a.toml"), fs::Permissions::from_mode(0o644)).expect("a mode");
    assert_eq!(place.read().expect("it is sound").warnings.len(), 1);
    place.write("t", "canary", 0o600);
    let faults = place.faults();
    assert!(faults[0].contains("at least 16 characters") && !faults[0].contains("canary"), "{faults:?}");
    place.write("t", "\n", 0o600);
    assert!(place.faults()[0].contains("is empty"));
}

#[test]
fn the_place_in_the_world_is_checked() {
    let place =
        Place::with("data = \"d/e\"\nconsole = \"c\"\n[tls]\ncertificate = \"cert\"\nkey = \"key\"\n");
    let loaded = place.read().expect("it can be read");
    let keys = |faults: &[Fault]| faults.iter().map(|fault| fault.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&check(&loaded)), ["console", "tls.certificate", "tls.key"]);
    fs::create_dir(place.path("c")).expect("a folder");
    place.write("c/index.html", "", 0o600);
    let made = || rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("made");
    let (right, other) = (made(), made());
    place.write("cert", "no certificate", 0o600);
    place.write("key", &right.signing_key.serialize_pem(), 0o600);
    assert_eq!(keys(&check(&loaded)), ["tls.certificate"]);
    place.write("cert", &other.cert.pem(), 0o600);
    assert_eq!(keys(&check(&loaded)), ["tls.key"]);
    place.write("cert", &right.cert.pem(), 0o600);
    assert_eq!(check(&loaded), []);
    assert!(!place.path("d").exists(), "a check leaves nothing behind");
    place.write("d", "a file", 0o600);
    let faults = check(&loaded);
    assert_eq!(keys(&faults), ["data"]);
    assert!(faults[0].to_string().contains("a.toml:1: data: ") && faults[0].what.contains("is no folder"));
}

#[test]
fn the_example_of_the_documentation_is_sound() {
    let documentation = include_str!("../../../docs/operations.md");
    let example = documentation.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let place = Place::with(example.expect("an example"));
    place.write("corp.secret", "canary\n", 0o600);
    let loaded = place.read().expect("it is sound");
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    assert_eq!(loaded.config.sign_in.providers[0].roles["auditors"], api::Role::ReadOnlyAdmin);
}

#[test]
fn how_it_would_listen_is_checked() {
    for (text, key) in [
        ("listen = \"0.0.0.0:443\"", "listen"),
        ("listen = \"0.0.0.0:443\"\n[proxy]\nnetworks = [\"10.0.0.0/8\"]", "address"),
    ] {
        let faults = check(&Place::with(&format!("data = \"d\"\n{text}\n")).read().expect("it can be read"));
        assert_eq!(faults.iter().map(|fault| fault.key.as_str()).collect::<Vec<_>>(), [key], "{faults:?}");
    }
}
