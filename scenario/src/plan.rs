//! From a scenario and a seed to the recordings that it stands for.

use crate::desktop::Desktop;
use crate::error::{Error, Result};
use crate::load::Machine;
use crate::people;
use crate::play::Player;
use crate::random::Random;
use crate::scene::{Scene, Unseen};
use crate::script::{Scenario, Session};
use crate::stage::Stage;
use crate::terminal::Terminal;
use crate::truth::Truth;
use recording::facts::{Facts, Kind, SessionFacts};
use recording::import::Output;
use recording::units::Size;

/// One recording to be played.
#[derive(Clone, Debug)]
pub struct Take<'a> {
    scenario: &'a Scenario,
    session: &'a Session,
    seed: u64,
    /// What its file is called, without an ending.
    pub name: String,
    /// What the salts of its hashes are made from: of the seed, so that the same seed gives the same bytes.
    pub secret: [u8; 32],
    facts: Facts,
}

impl Scenario {
    /// Its recordings with this seed, in the order of the file.
    ///
    /// # Errors
    /// [`Error::Unplayable`] where two have the same name.
    pub fn takes(&self, seed: u64) -> Result<Vec<Take<'_>>> {
        let mut all = Vec::new();
        for session in &self.sessions {
            for number in 1..=session.count {
                let name = match session.count {
                    1 => session.name.clone(),
                    _ => format!("{}-{number:05}", session.name),
                };
                all.push(Take::new(self, session, seed, name));
            }
        }
        let mut names: Vec<&str> = all.iter().map(|one| one.name.as_str()).collect();
        names.sort_unstable();
        if let Some([twice, _]) = names.array_windows().find(|[a, b]| a == b) {
            let reason = "another session has the same name: give each its own".to_owned();
            return Err(Error::Unplayable { session: (*twice).to_owned(), reason });
        }
        Ok(all)
    }
}

impl<'a> Take<'a> {
    fn new(scenario: &'a Scenario, session: &'a Session, seed: u64, name: String) -> Self {
        let mut random = Random::new(seed, &format!("facts of {name}"));
        let size = match (session.kind, session.size) {
            (Kind::Events, _) => Size::new(0, 0),
            (_, Some([width, height])) => Size::new(width, height),
            (Kind::Desktop, None) => Size::new(1280, 720),
            (Kind::Terminal, None) => Size::new(100, 30),
        };
        let late_ms = random.within(0, u64::from(session.spread_minutes) * 60_000);
        let given = SessionFacts {
            user: session.user.clone(),
            host: session.host.clone(),
            client: session.client.clone(),
            client_address: session.client_address.clone(),
            application: session.application.clone(),
            site: session.site.clone(),
        };
        let people = people::fill(given, session.kind == Kind::Terminal, &mut random);
        let facts = Facts {
            kind: session.kind,
            size,
            started_at_ms: Some(session.started_at.saturating_add(late_ms.cast_signed())),
            title: Some(title(&people)),
            session: people,
            ..Facts::default()
        };
        let secret = Random::new(seed, &format!("salts of {name}")).secret();
        Self { scenario, session, seed, name, secret, facts }
    }

    /// Who is recorded, and where.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// Plays it: tells `output` what happens, and gives what is true of it.
    ///
    /// # Errors
    /// [`Error::Unplayable`], and those of writing the recording.
    pub fn play(&self, output: &mut dyn Output) -> Result<Truth> {
        let facts = &self.facts;
        let started_at_ms = facts.started_at_ms.unwrap_or_default();
        output.begin(facts)?;
        let random = Random::new(self.seed, &format!("steps of {}", self.name));
        let machine = self
            .session
            .performance
            .then(|| Machine::new(Random::new(self.seed, &format!("load of {}", self.name))));
        let mut stage = Stage::new(output, random, machine);
        let mut scene = self.scene(started_at_ms)?;
        let mut player = Player {
            stage: &mut stage,
            scene: scene.as_mut(),
            kind: facts.kind,
            marks: self.session.marks,
            windows: Vec::new(),
        };
        let named = |error| match error {
            Error::Unplayable { reason, .. } => Error::Unplayable { session: self.name.clone(), reason },
            other => other,
        };
        player.begin().map_err(named)?;
        for time in 1..=self.session.repeat {
            player.play(&self.session.steps, time == self.session.repeat).map_err(named)?;
        }
        let duration_us = stage.end()?;
        self.truth(stage, started_at_ms, duration_us)
    }

    fn scene(&self, started_at_ms: i64) -> Result<Box<dyn Scene>> {
        let people = &self.facts.session;
        let user = people.user.as_deref().unwrap_or("operator");
        let host = people.host.as_deref().unwrap_or("host");
        Ok(match self.facts.kind {
            Kind::Desktop => {
                let prompt = format!("{user}@{host}:~$ ");
                Box::new(Desktop::new(self.facts.size, started_at_ms, prompt)?)
            }
            Kind::Terminal => Box::new(Terminal::new(self.facts.size, user, host, self.session.marks)),
            Kind::Events => Box::new(Unseen),
        })
    }

    /// Draws the facts up.
    fn truth(&self, stage: Stage<'_>, started_at_ms: i64, duration_us: u64) -> Result<Truth> {
        let mut ledger = stage.ledger;
        ledger.close(duration_us);
        let uncertain = |at_ms| Error::Unplayable {
            session: self.name.clone(),
            reason: format!(
                "at {at_ms} ms so little is done that it is uncertain whether it ends being idle"
            ),
        };
        let idle = match self.facts.kind {
            Kind::Desktop | Kind::Terminal => ledger.idle(duration_us).map_err(uncertain)?,
            // of a recording of events only nobody knows what else was done
            Kind::Events => Vec::new(),
        };
        Ok(Truth {
            scenario: self.scenario.title.clone(),
            seed: self.seed,
            name: self.name.clone(),
            kind: self.facts.kind,
            started_at_ms,
            duration_us,
            session: self.facts.session.clone(),
            idle,
            screen_time: ledger.screen_time(duration_us),
            transfers: ledger.transfers(),
            transfers_per_minute: ledger.transfers_per_minute(started_at_ms),
            commands: ledger.commands(),
            counts: ledger.counts(),
            doubts: ledger.doubts(),
            overlay: ledger.overlay(duration_us),
            measured: ledger.measured_counts(),
            tones: ledger.tones,
            texts: ledger.texts,
        })
    }
}

/// What the recording is listed as.
fn title(people: &SessionFacts) -> String {
    let part = |text: &Option<String>| text.clone().unwrap_or_default();
    format!("{} on {}", part(&people.user), part(&people.host))
}
