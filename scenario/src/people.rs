//! People, machines, documents and sentences to draw from. All of them are made up.

use crate::random::Random;
use events::SessionFacts;

const USERS: &[&str] = &[
    "a.lindqvist",
    "b.okafor",
    "c.moreau",
    "d.ivanova",
    "e.tanaka",
    "f.schneider",
    "g.rossi",
    "h.nguyen",
    "i.kowalska",
    "j.fernandez",
    "k.larsen",
    "l.bauer",
    "m.keller",
    "n.haddad",
    "o.virtanen",
    "p.dubois",
    "r.silva",
    "s.novak",
    "t.brandt",
    "u.yilmaz",
    "v.costa",
    "w.jansen",
    "y.cohen",
    "z.horvat",
];
const SITES: &[(&str, &str)] = &[
    ("Berlin", "ber"),
    ("Lyon", "lys"),
    ("Porto", "opo"),
    ("Turku", "tku"),
    ("Osaka", "osa"),
    ("Boston", "bos"),
];
const DESKTOPS: &[&str] = &["Office desktop", "Finance desktop", "Development desktop", "Service desk"];
const SHELLS: &[&str] = &["Bastion shell", "Database shell", "Build shell"];

/// Sentences of reports and letters.
pub(crate) const SENTENCES: &[&str] = &[
    "The figures of the third quarter are final and have been checked twice.",
    "Please find the minutes of Monday's meeting below.",
    "We agreed to move the release by one week.",
    "The warehouse in Porto reports that all pallets have arrived.",
    "Costs of transport fell by four percent, those of energy rose.",
    "A second supplier has been found for the housings.",
    "The new heating runs without trouble since February.",
    "Nobody has answered the letter of the landlord so far.",
    "The contract ends in June and can be prolonged by a year.",
    "All tests passed on the machine in the laboratory.",
    "The customer asks for a shorter cable and a second lamp.",
    "We will meet again on Thursday at ten.",
    "Training of the new colleagues starts next month.",
    "The budget leaves room for one more position.",
    "Travel has to be booked through the new office.",
    "The old archive will be closed at the end of the year.",
];
/// Titles of documents and pages.
pub(crate) const TITLES: &[&str] = &[
    "Quarterly report",
    "Minutes of the meeting",
    "Travel policy",
    "Price list",
    "Project plan",
    "Letter to supplier",
    "Inventory",
    "Shift plan",
    "Maintenance log",
    "Budget draft",
];
/// Names of files.
pub(crate) const FILES: &[&str] = &[
    "report-q3.odt",
    "minutes.txt",
    "prices.ods",
    "plan.pdf",
    "letter.odt",
    "inventory.csv",
    "photos.zip",
    "backup.tar",
    "shifts.ods",
    "invoice-2041.pdf",
];
/// Hosts of pages; `.example` belongs to nobody.
pub(crate) const PAGES: &[(&str, &str)] = &[
    ("https://intranet.example/news", "News"),
    ("https://wiki.example/onboarding", "Onboarding - Wiki"),
    ("https://shop.example/orders/2041", "Order 2041"),
    ("https://weather.example/berlin", "Weather in Berlin"),
    ("https://docs.example/handbook/travel", "Travel - Handbook"),
    ("https://mail.example/inbox", "Inbox (3)"),
];
/// Commands with what they put out.
pub(crate) const COMMANDS: &[(&str, &[&str])] = &[
    ("uptime", &[" 09:12:44 up 41 days,  3:07,  2 users,  load average: 0.31, 0.24, 0.20"]),
    (
        "df -h /",
        &["Filesystem      Size  Used Avail Use% Mounted on", "/dev/sda2        98G   61G   33G  66% /"],
    ),
    ("whoami", &["operator"]),
    (
        "ls -l /var/log",
        &[
            "-rw-r----- 1 root adm  88214 Mar  2 09:10 auth.log",
            "-rw-r----- 1 root adm 410233 Mar  2 09:11 syslog",
        ],
    ),
    (
        "free -m",
        &["               total        used        free", "Mem:           15893        6120        4410"],
    ),
    ("systemctl is-active nginx", &["active"]),
    (
        "tail -n 1 /var/log/syslog",
        &["Mar  2 09:11:58 web-03 cron[2231]: (root) CMD (run-parts /etc/cron.hourly)"],
    ),
    ("git status -s", &[" M src/main.c", "?? notes.txt"]),
    ("grep -c error app.log", &["17"]),
    ("ping -c 1 db-01", &["64 bytes from db-01: icmp_seq=1 ttl=64 time=0.412 ms"]),
];

/// Fills in who and where, as far as the scenario leaves it open.
pub(crate) fn fill(given: SessionFacts, is_terminal: bool, random: &mut Random) -> SessionFacts {
    let user = given.user.unwrap_or_else(|| random.one(USERS).unwrap_or_default().to_owned());
    let places: Vec<&(&str, &str)> = SITES.iter().collect();
    let (place, code) = *random.one(&places).unwrap_or(&("Berlin", "ber"));
    let code =
        SITES.iter().find(|(site, _)| given.site.as_deref() == Some(*site)).map_or(code, |(_, code)| code);
    let site = given.site.unwrap_or_else(|| place.to_owned());
    let number = random.within(1, 24);
    let what = if is_terminal { "bastion" } else { "ts" };
    let host = given.host.unwrap_or_else(|| format!("{what}-{code}-{number:02}"));
    let seat = random.within(100, 989);
    let client = given.client.unwrap_or_else(|| format!("nb-{code}-{seat}"));
    let (third, last) = (random.within(0, 31), random.within(2, 250));
    let client_address =
        given.client_address.unwrap_or_else(|| format!("10.{}.{third}.{last}", 20 + seat % 6));
    let list = if is_terminal { SHELLS } else { DESKTOPS };
    let application = given.application.unwrap_or_else(|| random.one(list).unwrap_or_default().to_owned());
    SessionFacts {
        user: Some(user),
        host: Some(host),
        client: Some(client),
        client_address: Some(client_address),
        application: Some(application),
        site: Some(site),
    }
}
