//! A browser, driven through chromedriver.

use crate::gateway::cookie_for;
use crate::process::Running;
use crate::{environment, memory};
use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio::sync::{Mutex, MutexGuard};

/// One browser at a time: several would measure and time each other.
static TURN: Mutex<()> = Mutex::const_new(());

/// How long a page may take to come to what a test waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A wide screen, in CSS pixels.
pub const WIDE: (u32, u32) = (1440, 900);
/// A phone, in CSS pixels.
pub const NARROW: (u32, u32) = (390, 844);

/// A browser with an empty profile. Dropping it ends it, also where a test fails.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    port: u16,
    // ended in this order
    chromedriver: Running,
    _profile: TempDir,
    _turn: MutexGuard<'static, ()>,
}

impl Browser {
    /// Starts a browser with a window of [`WIDE`], when it is its turn.
    ///
    /// # Errors
    /// Where chromedriver or the browser does not start.
    pub async fn start() -> Result<Self> {
        let turn = TURN.lock().await;
        let profile = TempDir::new().context("cannot make a profile")?;
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stderr(Stdio::null());
        let (chromedriver, port) = Running::start("chromedriver", &mut command, port_in)?;
        let mut capabilities = DesiredCapabilities::chrome();
        for argument in [
            "--headless=new",
            // the tests may run as root, where the sandbox of the browser does not work
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--autoplay-policy=no-user-gesture-required",
            "--enable-precise-memory-info",
            "--force-color-profile=srgb",
        ] {
            capabilities.add_arg(argument)?;
        }
        capabilities.add_arg(&format!("--user-data-dir={}", profile.path().display()))?;
        capabilities.add_arg(&format!("--window-size={},{}", WIDE.0, WIDE.1))?;
        capabilities.set("goog:loggingPrefs", json!({ "browser": "ALL" }))?;
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), capabilities)
            .request_timeout(Duration::from_secs(900))
            .connect()
            .await
            .context("the browser does not start")?;
        driver.set_script_timeout(PATIENCE).await?;
        let browser = Self { driver, port, chromedriver, _profile: profile, _turn: turn };
        browser.resize(WIDE).await?;
        Ok(browser)
    }

    /// The session itself, for elements and keys.
    #[must_use]
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Opens an address. At a gateway of this process, the browser is signed in as its full admin.
    ///
    /// # Errors
    /// Where the page does not load.
    pub async fn open(&self, url: &str) -> Result<()> {
        if let Some((gateway, cookie)) = cookie_for(url) {
            self.carry(&gateway, &cookie).await?;
        }
        self.open_as_it_is(url).await
    }

    /// Gives the browser a cookie, `NAME=VALUE`, for the gateway at this address.
    ///
    /// # Errors
    /// Where it does not take it.
    pub async fn carry(&self, gateway: &str, cookie: &str) -> Result<()> {
        let (name, value) = cookie.split_once('=').context("no cookie")?;
        let wanted = json!({
            "name": name, "value": value, "url": format!("{gateway}/"), "path": "/",
            "secure": true, "httpOnly": true, "sameSite": "Strict",
        });
        let done = self.driver.cdp().send_raw("Network.setCookie", wanted).await?;
        if done["success"] != true {
            bail!("the browser does not take the cookie: {done}");
        }
        Ok(())
    }

    /// Opens an address as whoever the browser is signed in as.
    ///
    /// # Errors
    /// Where the page does not load.
    pub async fn open_as_it_is(&self, url: &str) -> Result<()> {
        self.driver.goto(url).await.with_context(|| format!("cannot open {url}"))
    }

    /// Lets scripts run this long, where they measure something slow.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub async fn be_patient(&self, time: Duration) -> Result<()> {
        Ok(self.driver.set_script_timeout(time).await?)
    }

    /// Runs the body of an async function in the page and gives what it returns.
    ///
    /// # Errors
    /// Where it throws, with what it threw.
    pub async fn run<T: DeserializeOwned>(&self, body: &str, arguments: Vec<Value>) -> Result<T> {
        // the last argument is the callback of the driver
        let script = format!(
            "const done = arguments[arguments.length - 1];\
             (async (...given) => {{ {body} }})(...Array.from(arguments).slice(0, -1)).then(\
             (value) => done({{ value: value === undefined ? null : value }}),\
             (error) => done({{ error: String((error && (error.stack || error.message)) || error) }}));"
        );
        let mut answer = self.driver.execute_async(script, arguments).await?.json().clone();
        if let Some(error) = answer.get("error").and_then(Value::as_str) {
            bail!("in the page: {error}");
        }
        let value = answer.get_mut("value").map(Value::take).context("the page answered nothing")?;
        serde_json::from_value(value.clone()).with_context(|| format!("the page answered {value}"))
    }

    /// What an expression is worth in the page.
    ///
    /// # Errors
    /// Those of [`Browser::run`].
    pub async fn value<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        self.run(&format!("return ({expression});"), Vec::new()).await
    }

    /// Waits until the expression is true.
    ///
    /// # Errors
    /// Where it does not become true in time, with what the page shows instead.
    pub async fn until(&self, expression: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let last = self.value::<Value>(expression).await;
            if last.as_ref().is_ok_and(is_truthy) {
                return Ok(());
            }
            if Instant::now() > deadline {
                let page: String = self.value("document.body.innerText").await.unwrap_or_default();
                bail!("the page never came to `{expression}` (last: {last:?}); it shows:\n{page}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The element that a selector of CSS finds, when it is there.
    ///
    /// # Errors
    /// Where it does not appear in time.
    pub async fn element(&self, selector: &str) -> Result<WebElement> {
        self.until(&format!("!!document.querySelector({})", json!(selector))).await?;
        Ok(self.driver.find(By::Css(selector)).await?)
    }

    /// The button, link or field with this accessible name, when it is there and shown.
    ///
    /// # Errors
    /// Where it does not appear in time.
    pub async fn named(&self, role: &str, name: &str) -> Result<WebElement> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.driver.execute(NAMED, vec![json!(role), json!(name)]).await?;
            if let Ok(element) = found.element() {
                return Ok(element);
            }
            if Instant::now() > deadline {
                let page: String = self.value("document.body.innerText").await.unwrap_or_default();
                bail!("no {role} named `{name}` appeared; the page shows:\n{page}");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Presses a key on what has the focus: a character or a name as `ArrowLeft`, with `Shift+` or `Alt+` before it.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub async fn press(&self, key: &str) -> Result<()> {
        let (modifier, key) = match key.split_once('+') {
            Some(("Shift", key)) => (Some(Key::Shift), key),
            Some(("Alt", key)) => (Some(Key::Alt), key),
            Some(_) | None => (None, key),
        };
        let named = match key {
            "ArrowLeft" => char::from(Key::Left),
            "ArrowRight" => char::from(Key::Right),
            "ArrowUp" => char::from(Key::Up),
            "ArrowDown" => char::from(Key::Down),
            "PageUp" => char::from(Key::PageUp),
            "PageDown" => char::from(Key::PageDown),
            "Home" => char::from(Key::Home),
            "End" => char::from(Key::End),
            "Enter" => char::from(Key::Enter),
            "Escape" => char::from(Key::Escape),
            character => character.chars().next().context("no key to press")?,
        };
        let actions = self.driver.action_chain();
        match modifier {
            Some(modifier) => {
                actions.key_down(modifier.clone()).send_keys(named.to_string()).key_up(modifier)
            }
            None => actions.send_keys(named.to_string()),
        }
        .perform()
        .await?;
        Ok(())
    }

    /// Sets the size of the view in CSS pixels.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub async fn resize(&self, (width, height): (u32, u32)) -> Result<()> {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// Sets what the system prefers: `light` or `dark`.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub async fn prefer(&self, scheme: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Gives the browser's developer tools a command.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub async fn driver_tools(&self, command: &str, parameters: Value) -> Result<()> {
        self.driver.cdp().send_raw(command, parameters).await?;
        Ok(())
    }

    /// Sets that the system prefers less motion.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub async fn prefer_less_motion(&self) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.driver.cdp().send_raw("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Has the view of a phone: [`NARROW`], and fingers instead of a pointer.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub async fn become_phone(&self) -> Result<()> {
        let (width, height) = NARROW;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": true });
        self.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", metrics).await?;
        let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
        self.driver.cdp().send_raw("Emulation.setTouchEmulationEnabled", touch).await?;
        Ok(())
    }

    /// Writes what the view shows to `tests/screenshots/NAME.png`.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let folder = environment::root().join("tests/screenshots");
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let path = folder.join(format!("{name}.png"));
        self.driver.screenshot(&path).await?;
        Ok(path)
    }

    /// The errors that the page and the browser logged since the last call: exceptions, files that did not load,
    /// breaches of the content security policy.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub async fn logged_errors(&self) -> Result<Vec<String>> {
        let entries = self.driver.browser_log().await?;
        Ok(entries
            .into_iter()
            .filter(|entry| entry.level.eq_ignore_ascii_case("severe"))
            .map(|entry| entry.message)
            .collect())
    }

    /// Memory that its pages hold, in bytes; `None` where the system does not tell.
    #[must_use]
    pub fn page_bytes(&self) -> Option<u64> {
        memory::of_pages(self.chromedriver.id())
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// Where it does not end in an orderly way.
    pub async fn close(self) -> Result<()> {
        self.driver.clone().quit().await.context("the browser does not end")
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // a session that is left alone ends itself when dropped, and waits for a chromedriver that is gone by then; one
        // that was closed has nothing to leave
        let _closed = self.driver.clone().leak();
        // chromedriver, ended below, would leave its browser behind; asking for its shutdown ends both
        let shutdown = || -> std::io::Result<()> {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))?;
            stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            std::io::copy(&mut stream, &mut std::io::sink())?;
            Ok(())
        };
        if let Err(error) = shutdown() {
            eprintln!("cannot shut chromedriver down: {error}");
        }
    }
}

/// Finds a shown element by its role and accessible name, as far as tests need them.
const NAMED: &str = r#"
const [role, name] = arguments;
const selectors = {
    button: 'button, [role=button], summary, input[type=button], input[type=submit]',
    link: 'a[href], [role=link]',
    slider: 'input[type=range], [role=slider]',
    field: 'input, select, textarea',
    option: 'option, [role=option], [role=menuitem], [role=menuitemradio], [role=radio]',
};
const named = (element) => {
    const by = element.getAttribute('aria-labelledby');
    const label = element.getAttribute('aria-label')
        || (by && by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '))
        || (element.labels && element.labels[0] && element.labels[0].textContent)
        || element.textContent || element.title || '';
    return label.trim().replace(/\s+/g, ' ');
};
const shown = (element) => element.getClientRects().length > 0;
const all = [...document.querySelectorAll(selectors[role])].filter(shown);
return all.find((element) => named(element) === name) || all.find((element) => named(element).startsWith(name)) || null;
"#;

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::Bool(true) | Value::Array(_) | Value::Object(_) => true,
    }
}

/// The port in `ChromeDriver was started successfully on port 40123.`
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line.split_once("started successfully on port ")?;
    rest.trim_end_matches('.').parse().ok()
}
