use super::*;
use crate::store::tests::plans::{fill, plan, scans};
use crate::store::tests::{new_recording, store};
use crate::store::{NameKind, NameTest, NewRecording, Number, Wish};
use api::Match;
use policy::{Scope, Subject};
use sea_orm::QueryTrait;
use test_databases::{Place, on_each_database};

on_each_database!(
    pages_hold_every_recording_once_newest_first,
    recordings_of_a_time_are_those_that_overlap_it,
    every_way_finds_what_the_predicate_shows,
    no_way_looks_at_every_recording,
    what_is_wanted_is_found_by_every_way,
    what_is_wanted_is_found_without_looking_at_every_recording,
);

async fn pages_hold_every_recording_once_newest_first(place: Place) {
    let store = store(&place).await;
    let mut ids = Vec::new();
    for number in 0..25 {
        let id = Uuid::now_v7();
        ids.push(id.to_string());
        store.insert_recording(&new_recording(id, &number.to_string(), false)).await.expect("listed");
    }
    ids.reverse();
    for limit in [1, 7, 24, 25, 26] {
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page =
                store.page_of_recordings(&Visibility::Everything, limit, cursor, &Wanted::default()).await;
            let page = page.expect("a page");
            assert!(page.recordings.len() <= limit as usize && !page.recordings.is_empty());
            seen.extend(page.recordings.into_iter().map(|recording| recording.id));
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen, ids, "{limit} on a page");
    }
}

async fn recordings_of_a_time_are_those_that_overlap_it(place: Place) {
    let store = store(&place).await;
    let times = [
        (Some(1_000), 500),
        (Some(2_000), 0),
        (Some(-700), 700),
        (None, 9_000),
        (Some(i64::MAX), 9_000),
        (Some(i64::MIN), 9_000),
    ];
    let ids = times.map(|(started_at_ms, length_ms)| {
        let id = Uuid::now_v7();
        let mut new = new_recording(id, &id.to_string(), false);
        new.recording.started_at_ms = started_at_ms;
        new.recording.duration_us = length_ms * 1_000;
        new
    });
    for new in &ids {
        store.insert_recording(new).await.expect("listed");
    }
    let found = async |from_ms, until_ms| {
        let wanted = Wanted { time: WallTime { from_ms, until_ms }, ..Default::default() };
        let page = store.page_of_recordings(&Visibility::Everything, 200, None, &wanted).await;
        let page = page.expect("a page").recordings;
        let place = |found: &api::Recording| ids.iter().position(|new| new.recording.id == found.id);
        let mut places: Vec<_> = page.iter().filter_map(place).collect();
        places.sort_unstable();
        places
    };
    assert_eq!(found(None, None).await, [0, 1, 2, 3, 4, 5]);
    assert_eq!(found(Some(1_200), Some(1_300)).await, [0]);
    assert_eq!(found(Some(1_500), Some(2_000)).await, [0, 1]);
    assert_eq!(found(Some(1_501), Some(1_999)).await, [0; 0]);
    assert_eq!(found(Some(i64::MIN), Some(0)).await, [2, 5]);
    assert_eq!(found(Some(0), None).await, [0, 1, 2, 4]);
    assert_eq!(found(Some(i64::MAX), None).await, [4]);
    assert_eq!(found(None, Some(i64::MAX)).await, [0, 1, 2, 4, 5]);
}

/// Numbers that look random and are the same each time (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn scope(users: &[String], applications: &[String], hosts: &[String]) -> Visibility {
    let [users, applications, hosts] = [users, applications, hosts].map(|all| all.iter().map(String::as_str));
    Visibility::Limited(Scope::new(users, applications, hosts).expect("few names"))
}

/// Recordings of few users with many, and of many with few; the newest last.
fn mixed_recordings() -> Vec<NewRecording> {
    let mut all = Vec::new();
    for number in 0..400_u64 {
        let draw = |salt: u64, below: u64| mixed(number ^ (salt << 32)) % below;
        let id = Uuid::now_v7();
        let mut new = new_recording(id, &id.to_string(), false);
        let user = draw(1, 1 << draw(2, 9));
        new.recording.session.user = (draw(3, 10) > 0).then(|| format!("User{user}"));
        new.recording.session.application = (draw(4, 10) > 0).then(|| format!("App{}", draw(5, 40)));
        new.recording.session.host = (draw(6, 10) > 0).then(|| format!("SRV-{}", draw(7, 300)));
        new.recording.started_at_ms =
            (draw(8, 10) > 0).then(|| i64::try_from(draw(9, 1_000)).expect("few") * 1_000);
        new.is_restricted = draw(10, 10) == 0;
        new.recording.session.site = (draw(11, 10) > 0).then(|| format!("Site {}", draw(12, 4)));
        new.recording.session.client = Some(format!("PC-{}%", draw(13, 90)));
        new.recording.title = (draw(14, 2) > 0).then(|| format!("Title {}", draw(15, 20)));
        new.recording.name = format!("file_{}.guac", draw(16, 20));
        new.recording.duration_us = draw(17, 4_000_000_000);
        new.recording.events = (draw(18, 10) > 0).then(|| draw(19, 50));
        new.recording.size_bytes = draw(20, 100_000);
        new.recording.kind = if draw(21, 3) == 0 { api::Kind::Terminal } else { api::Kind::Desktop };
        all.push(new);
    }
    all
}

async fn every_way_finds_what_the_predicate_shows(place: Place) {
    let store = store(&place).await;
    let mut all = mixed_recordings();
    store.insert_recordings(&all).await.expect("listed");
    all.reverse();
    let names = |prefix: &str, from: u64, many: u64| {
        (from..from + many).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>()
    };
    let visibilities = [
        Visibility::Everything,
        Visibility::Unrestricted,
        Visibility::Nothing,
        Visibility::Limited(Scope::default()),
        scope(&names("user", 0, 1), &[], &[]),
        scope(&[], &names("app", 3, 1), &names("srv-", 0, 1)),
        scope(&names("user", 1, 60), &names("app", 0, 2), &names("srv-", 0, 40)),
        scope(&names("user", 100, 500), &[], &names("srv-", 290, 900)),
        scope(&names("nobody", 0, 100), &[], &[]),
        scope(&names("user", 0, 600), &names("app", 0, 40), &names("srv-", 0, 300)),
    ];
    let times = [
        WallTime::default(),
        WallTime { from_ms: Some(300_000), until_ms: Some(600_000) },
        WallTime { from_ms: None, until_ms: Some(100_000) },
        WallTime { from_ms: Some(999_000), until_ms: None },
    ];
    let mut full = 0;
    for visibility in &visibilities {
        for time in times {
            for (cursor, most) in [(None, 51), (all.get(37), 7), (all.get(200), 51), (all.get(399), 51)] {
                let cursor = cursor.map(|new| new.recording.id.clone());
                let is_of_the_time = |new: &NewRecording| {
                    let length_ms = i64::try_from(new.recording.duration_us / 1_000).expect("short");
                    let started = new.recording.started_at_ms;
                    time == WallTime::default()
                        || started.is_some_and(|started| {
                            time.from_ms.is_none_or(|from| started + length_ms >= from)
                                && time.until_ms.is_none_or(|until| started <= until)
                        })
                };
                let shown = all.iter().filter(|new| {
                    let subject = Subject::of(&new.recording.session, new.is_restricted);
                    visibility.verdict(&subject).is_visible()
                        && cursor.as_ref().is_none_or(|cursor| new.recording.id < *cursor)
                        && is_of_the_time(new)
                });
                let shown: Vec<_> = shown.take(most).map(|new| new.recording.id.as_str()).collect();
                full += usize::from(shown.len() == most);
                let most = most as u64;
                let backend = store.database.get_database_backend();
                let wanted = Wanted { time, ..Default::default() };
                let narrowed = store.narrow(&wanted).await.expect("no names");
                let asked = Asked { backend, visibility, cursor: cursor.clone(), narrowed, most };
                let mut ways = vec![Way::ShortWalk];
                if time != WallTime::default() {
                    ways.push(Way::Time);
                } else {
                    ways.push(Way::Walk);
                    if matches!(visibility, Visibility::Limited(_)) {
                        ways.push(Way::Names);
                    }
                }
                for way in ways {
                    let found = asked.by(way).all(&store.database).await.expect("rows");
                    let found: Vec<_> = found.iter().map(|row| row.id.as_str()).collect();
                    assert_eq!(found, shown, "{way:?}, {visibility:?}, {time:?}, {cursor:?}");
                }
            }
        }
    }
    assert!(full > 30, "few of the pages were full: {full}");
}

async fn no_way_looks_at_every_recording(place: Place) {
    let store = store(&place).await;
    fill(&store).await;
    let backend = store.database.get_database_backend();
    let names = |prefix: &str, many: u64| (0..many).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>();
    let visibilities = [
        Visibility::Everything,
        Visibility::Unrestricted,
        scope(&names("user", 1), &[], &[]),
        scope(&names("user", 100), &names("app", 2), &names("srv-", 50)),
        scope(&names("user", 1_000), &[], &names("srv-", 1_000)),
    ];
    let day = WallTime { from_ms: Some(600_000_000), until_ms: Some(686_400_000) };
    let times = [
        WallTime::default(),
        day,
        WallTime { from_ms: Some(1_100_000_000), until_ms: None },
        WallTime { from_ms: None, until_ms: Some(100_000_000) },
    ];
    let cursor = || Some("00000000-0000-7000-8000-000000012345".to_owned());
    for visibility in &visibilities {
        for (time, cursor) in times.iter().flat_map(|time| [(*time, None), (*time, cursor())]) {
            let wanted = Wanted { time, ..Default::default() };
            let narrowed = store.narrow(&wanted).await.expect("no names");
            let asked = Asked { backend, visibility, cursor, narrowed, most: 51 };
            let mut queries = Vec::new();
            for way in store.ways(&asked).await.expect("ways") {
                queries.push((format!("{way:?}"), asked.by(way).build(backend)));
            }
            if time != WallTime::default() {
                queries.push(("how many".to_owned(), backend.build(&asked.beyond_few_of_the_time())));
            }
            for (way, statement) in queries {
                let plan = plan(&store, statement).await;
                assert_eq!(scans(backend, &plan), [""; 0], "{way}, {asked:?}: {plan:#?}");
            }
        }
    }
}

/// Whether a recording is what a condition asks for, told without a database.
fn fulfils(new: &NewRecording, wish: &Wish) -> bool {
    let recording = &new.recording;
    let name = |text: &Option<String>| text.as_deref().and_then(Name::of);
    let between = |number: Option<u64>, least: &Option<i64>, most: &Option<i64>| {
        let number = number.map(|number| i64::try_from(number).expect("small"));
        number.is_some_and(|number| {
            least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
        })
    };
    match wish {
        Wish::Named(kind, tests) => {
            let session = &recording.session;
            let told = match kind {
                NameKind::User => &session.user,
                NameKind::Application => &session.application,
                NameKind::Host => &session.host,
                NameKind::Client => &session.client,
                NameKind::ClientAddress => &session.client_address,
                NameKind::Site => &session.site,
            };
            name(told).is_some_and(|told| {
                tests.iter().any(|test| match test {
                    NameTest::Is(text) => told == *text,
                    NameTest::Contains(text) => told.as_str().contains(text.as_str()),
                })
            })
        }
        Wish::Titled(tests) => {
            let title = name(&recording.title).or_else(|| Name::of(&recording.name)).expect("a name");
            tests.iter().any(|test| match test {
                NameTest::Is(text) => title == *text,
                NameTest::Contains(text) => title.as_str().starts_with(text.as_str()),
            })
        }
        Wish::Kind(kind) => recording.kind == *kind,
        Wish::Between(Number::DurationUs, least, most) => between(Some(recording.duration_us), least, most),
        Wish::Between(Number::Events, least, most) => between(recording.events, least, most),
        Wish::Between(Number::Bytes, least, most) => between(Some(recording.size_bytes), least, most),
    }
}

fn is_named(kind: NameKind, text: &str) -> Wish {
    Wish::Named(kind, vec![NameTest::Is(Name::of(text).expect("a name"))])
}

fn has_in_name(kind: NameKind, text: &str) -> Wish {
    Wish::Named(kind, vec![NameTest::Contains(Name::of(text).expect("a name"))])
}

fn wishes() -> Vec<Vec<Wish>> {
    let titled = |text| Wish::Titled(vec![NameTest::Contains(Name::of(text).expect("a name"))]);
    let either = Wish::Named(
        NameKind::Host,
        vec![
            NameTest::Is(Name::of("SRV-7").expect("a name")),
            NameTest::Contains(Name::of("-29").expect("a name")),
        ],
    );
    vec![
        vec![is_named(NameKind::User, "USER1")],
        vec![has_in_name(NameKind::User, "r1")],
        vec![has_in_name(NameKind::Client, "1%")],
        vec![has_in_name(NameKind::ClientAddress, "db8:")],
        vec![has_in_name(NameKind::User, "nobody")],
        vec![either.clone()],
        vec![either, has_in_name(NameKind::Application, "app1"), Wish::Kind(api::Kind::Terminal)],
        vec![titled("title 1")],
        vec![titled("file_"), Wish::Between(Number::Bytes, None, Some(40_000))],
        vec![Wish::Between(Number::DurationUs, Some(3_000_000_000), None)],
        vec![Wish::Between(Number::Events, Some(10), Some(12)), has_in_name(NameKind::User, "user")],
        vec![is_named(NameKind::User, "user0"), is_named(NameKind::Host, "srv-3")],
        vec![Wish::Kind(api::Kind::Events)],
    ]
}

async fn what_is_wanted_is_found_by_every_way(place: Place) {
    let store = store(&place).await;
    let mut all = mixed_recordings();
    store.insert_recordings(&all).await.expect("listed");
    all.reverse();
    let backend = store.database.get_database_backend();
    let names = |prefix: &str, many: u64| (0..many).map(|n| format!("{prefix}{n}")).collect::<Vec<_>>();
    let visibilities = [
        Visibility::Everything,
        Visibility::Unrestricted,
        scope(&names("user", 2), &names("app", 1), &names("srv-", 60)),
        scope(&names("user", 300), &[], &[]),
    ];
    let (mut found_any, mut ways_taken) = (0, std::collections::BTreeMap::new());
    for conditions in wishes() {
        for (number, visibility) in visibilities.iter().enumerate() {
            for (matching, sites, time, list) in [
                (Match::All, "", WallTime::default(), RecordingList::All),
                (Match::Any, "", WallTime::default(), RecordingList::All),
                (Match::All, "SITE 2", WallTime::default(), RecordingList::All),
                (Match::Any, "site 1", WallTime::default(), RecordingList::Restricted),
                (
                    Match::All,
                    "",
                    WallTime { from_ms: Some(200_000), until_ms: Some(900_000) },
                    RecordingList::All,
                ),
            ] {
                let sites: BTreeSet<Name> = Name::of(sites).into_iter().collect();
                let wanted = Wanted {
                    list: Some(list),
                    session: None,
                    time,
                    sites: sites.clone(),
                    matching,
                    conditions: conditions.clone(),
                };
                let is_wanted = |new: &&NewRecording| {
                    let mut fulfilled = conditions.iter().map(|wish| fulfils(new, wish));
                    let is_fulfilled = match matching {
                        Match::All => fulfilled.all(|is_so| is_so),
                        Match::Any => fulfilled.any(|is_so| is_so),
                    };
                    let session = &new.recording.session;
                    let is_of_site = sites.is_empty()
                        || session
                            .site
                            .as_deref()
                            .and_then(Name::of)
                            .is_some_and(|site| sites.contains(&site));
                    let length_ms = i64::try_from(new.recording.duration_us / 1_000).expect("short");
                    let is_of_time = time == WallTime::default()
                        || new
                            .recording
                            .started_at_ms
                            .is_some_and(|started| started + length_ms >= 200_000 && started <= 900_000);
                    let subject = Subject::of(session, new.is_restricted);
                    is_fulfilled
                        && is_of_site
                        && is_of_time
                        && new.is_restricted == (list == RecordingList::Restricted)
                        && visibility.verdict(&subject).is_visible()
                };
                let expected: Vec<&str> =
                    all.iter().filter(is_wanted).map(|new| new.recording.id.as_str()).collect();
                found_any += usize::from(!expected.is_empty());

                // the pages, by the way that is taken
                let (mut seen, mut cursor) = (Vec::new(), None);
                loop {
                    let page =
                        store.page_of_recordings(visibility, 9, cursor, &wanted).await.expect("a page");
                    seen.extend(page.recordings.into_iter().map(|recording| recording.id));
                    cursor = page.next;
                    if cursor.is_none() {
                        break;
                    }
                }
                assert_eq!(seen, expected, "{wanted:?}, {visibility:?}");

                // and by all the others
                let narrowed = store.narrow(&wanted).await.expect("names");
                let asked = Asked { backend, visibility, cursor: None, narrowed, most: 7 };
                let mut ways = vec![Way::Walk, Way::ShortWalk];
                ways.extend(asked.leading().map(|_| Way::Names));
                ways.extend((time != WallTime::default()).then_some(Way::Time));
                let indexed = asked.narrowed.indexed(&Alias::new("recordings")).len();
                ways.extend((0..indexed).map(Way::Index));
                for way in ways {
                    let found = asked.by(way).all(&store.database).await.expect("rows");
                    let found: Vec<_> = found.iter().map(|row| row.id.as_str()).collect();
                    let expected = expected.get(..7).unwrap_or(&expected);
                    assert_eq!(found, expected, "{way:?}, {wanted:?}, visibility {number}");
                    *ways_taken.entry(format!("{way:?}")).or_insert(0) += usize::from(!expected.is_empty());
                }
            }
        }
    }
    assert!(found_any > 60, "few of the questions find something: {found_any}");
    for way in ["Walk", "ShortWalk", "Names", "Time", "Index(0)"] {
        assert!(ways_taken.get(way).is_some_and(|taken| *taken > 10), "{way}: {ways_taken:?}");
    }
}

async fn what_is_wanted_is_found_without_looking_at_every_recording(place: Place) {
    let store = store(&place).await;
    fill(&store).await;
    let backend = store.database.get_database_backend();
    let visibilities =
        [Visibility::Everything, Visibility::Unrestricted, scope(&["user1".to_owned()], &[], &[])];
    let rare = [
        vec![is_named(NameKind::User, "user7")],
        vec![has_in_name(NameKind::User, "r77")],
        vec![is_named(NameKind::User, "user7"), has_in_name(NameKind::Host, "srv-4")],
        vec![Wish::Titled(vec![NameTest::Contains(Name::of("n77").expect("a name"))])],
        vec![Wish::Between(Number::Events, Some(29_000), None)],
    ];
    for conditions in rare {
        for visibility in &visibilities {
            let list = Some(RecordingList::All);
            let wanted = Wanted { list, conditions: conditions.clone(), ..Default::default() };
            let narrowed = store.narrow(&wanted).await.expect("names");
            let asked = Asked { backend, visibility, cursor: None, narrowed, most: 51 };
            let ways = store.ways(&asked).await.expect("ways");
            assert_ne!(ways.last(), Some(&Way::Walk), "{wanted:?}");
            for way in ways {
                let plan = plan(&store, asked.by(way).build(backend)).await;
                assert_eq!(scans(backend, &plan), [""; 0], "{way:?}, {wanted:?}: {plan:#?}");
            }
        }
    }
}
