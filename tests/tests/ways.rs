//! Other ways to sign in than a password alone: an authenticator app, a passkey, an OpenID Connect provider.

use anyhow::{Context, Result, ensure};
use serde_json::json;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};
use tests::browser::{Browser, NARROW, WIDE};
use tests::gateway::Gateway;

const PASSWORD: &str = "seven tall ferns hum quietly";
/// The folder in which a provider is installed. Where it is set, the test that needs it must not be skipped.
const PROVIDER: &str = "AFTERIMAGE_PROVIDER";

async fn write(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    let field = browser.element(selector).await?;
    field.clear().await?;
    Ok(field.send_keys(text).await?)
}

async fn press(browser: &Browser, button: &str) -> Result<()> {
    Ok(browser.named("button", button).await?.click().await?)
}

async fn says(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    let found = format!("document.querySelector({})?.innerText.includes({})", json!(selector), json!(text));
    browser.until(&found).await
}

/// Ada, a full admin with a password, on the profile page of the gateway at this address.
async fn at_profile(browser: &Browser, gateway: &Gateway, address: &str) -> Result<()> {
    let client = reqwest::Client::new();
    let made = client
        .post(gateway.url("/api/v1/accounts"))
        .header("origin", gateway.url(""))
        .header("cookie", gateway.cookie())
        .json(&json!({ "name": "ada", "role": "full_admin" }));
    let made: serde_json::Value = made.send().await?.error_for_status()?.json().await?;
    let link = made["link"].as_str().context("no link")?;
    browser.open_as_it_is(&format!("{address}{link}")).await?;
    write(browser, "#link-password", PASSWORD).await?;
    write(browser, "#link-again", PASSWORD).await?;
    press(browser, "Set the password and sign in").await?;
    browser.until("!!document.querySelector('.masthead__who')").await?;
    browser.open_as_it_is(&format!("{address}/profile")).await?;
    says(browser, "main", "Where I am signed in").await
}

async fn pictures(browser: &Browser, name: &str) -> Result<()> {
    for theme in ["light", "dark"] {
        browser.prefer(theme).await?;
        for (size_name, size) in [("wide", WIDE), ("narrow", NARROW)] {
            browser.resize(size).await?;
            browser.screenshot(&format!("{name}-{size_name}-{theme}")).await?;
        }
    }
    browser.prefer("light").await?;
    browser.resize(WIDE).await
}

async fn sign_out(browser: &Browser) -> Result<()> {
    press(browser, "Sign out").await?;
    says(browser, "main", "Sign in").await
}

/// The code that an app with this secret shows now.
fn code(secret: &str) -> Result<String> {
    let secret = totp_rs::Secret::try_from_base32(secret).map_err(|_| anyhow::anyhow!("no secret"))?;
    let totp = totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_step_duration(30)
        .with_secret(secret)
        .build()
        .map_err(|error| anyhow::anyhow!("no app: {error:?}"))?;
    Ok(totp.generate(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs()).to_string())
}

#[tokio::test]
async fn an_authenticator_app_is_asked_for_after_the_password() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    at_profile(&browser, &gateway, &gateway.url("")).await?;
    pictures(&browser, "profile").await?;
    write(&browser, "#totp-password", "a guess").await?;
    press(&browser, "Add an authenticator app").await?;
    says(&browser, "[aria-labelledby=totp-title] [role=alert]", "password is wrong").await?;
    write(&browser, "#totp-password", PASSWORD).await?;
    press(&browser, "Add an authenticator app").await?;
    let secret = browser.element(".secret__text").await?.text().await?.replace(' ', "");
    let modules: String = browser.value("document.querySelector('.qr path').getAttribute('d')").await?;
    ensure!(modules.matches('M').count() > 200, "the picture holds {modules}");
    pictures(&browser, "profile-app").await?;
    write(&browser, "#totp-code", "000").await?;
    press(&browser, "Confirm the app").await?;
    says(&browser, "#totp-code-help [role=alert]", "code is wrong").await?;
    write(&browser, "#totp-code", &code(&secret)?).await?;
    press(&browser, "Confirm the app").await?;
    browser.until("document.querySelectorAll('.codes li').length === 10").await?;
    pictures(&browser, "profile-codes").await?;
    let recovery = browser.element(".codes li").await?.text().await?;
    press(&browser, "I have kept them").await?;
    says(&browser, "[aria-labelledby=totp-title]", "10 recovery codes are left").await?;
    let is_left: bool = browser
        .run("return document.documentElement.outerHTML.includes(given[0]);", vec![json!(recovery)])
        .await?;
    ensure!(!is_left, "the page still holds a recovery code");

    sign_out(&browser).await?;
    write(&browser, "#sign-in-name", "ada").await?;
    write(&browser, "#sign-in-password", PASSWORD).await?;
    press(&browser, "Sign in").await?;
    browser.until("document.activeElement?.id === 'sign-in-code'").await?;
    browser.screenshot("sign-in-code").await?;
    // the code that confirmed the app is used up
    write(&browser, "#sign-in-code", "123456").await?;
    press(&browser, "Sign in").await?;
    says(&browser, "form [role=alert]", "This code is wrong").await?;
    write(&browser, "#sign-in-code", &recovery.to_uppercase()).await?;
    press(&browser, "Sign in").await?;
    browser.until("!!document.querySelector('.masthead__who')").await?;
    browser.open_as_it_is(&gateway.url("/profile")).await?;
    says(&browser, "main", "by: Password and code").await?;
    says(&browser, "[aria-labelledby=totp-title]", "9 recovery codes are left").await?;

    press(&browser, "Remove the authenticator app").await?;
    write(&browser, "#totp-remove-password", PASSWORD).await?;
    browser.screenshot("profile-app-remove").await?;
    press(&browser, "Remove the app").await?;
    says(&browser, "[aria-labelledby=totp-title]", "the password alone lets nobody in").await?;
    browser.close().await
}

#[tokio::test]
async fn a_passkey_signs_in_without_a_name() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    // passkeys belong to a name, which a bare address is not
    browser.open_as_it_is(&gateway.url("/")).await?;
    browser.element("#sign-in-name").await?;
    ensure!(!browser.value::<String>("document.body.innerText").await?.contains("passkey"));
    let address = format!("http://localhost:{}", gateway.socket()?.port());
    browser.open_as_it_is(&format!("{address}/")).await?;
    says(&browser, "main", "Sign in with a passkey").await?;
    browser.driver_tools("WebAuthn.enable", json!({})).await?;
    let device = json!({ "options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true, "automaticPresenceSimulation": true,
    }});
    browser.driver_tools("WebAuthn.addVirtualAuthenticator", device).await?;

    at_profile(&browser, &gateway, &address).await?;
    write(&browser, "#passkey-name", "Laptop").await?;
    write(&browser, "#passkey-password", PASSWORD).await?;
    press(&browser, "Add a passkey").await?;
    says(&browser, "[aria-labelledby=passkeys-title]", "The passkey is added.").await?;
    says(&browser, "[aria-labelledby=passkeys-title]", "not used yet").await?;
    pictures(&browser, "profile-passkey").await?;

    sign_out(&browser).await?;
    browser.screenshot("sign-in-passkey").await?;
    press(&browser, "Sign in with a passkey").await?;
    browser.until("!!document.querySelector('.masthead__who')").await?;
    browser.open_as_it_is(&format!("{address}/profile")).await?;
    says(&browser, "main", "by: Passkey").await?;
    browser.until("!document.body.innerText.includes('not used yet')").await?;
    press(&browser, "Remove Laptop").await?;
    write(&browser, "#passkey-remove-password", PASSWORD).await?;
    press(&browser, "Remove the passkey").await?;
    says(&browser, "[aria-labelledby=passkeys-title]", "There is none yet.").await?;

    // the device has it still; the gateway knows it no longer
    sign_out(&browser).await?;
    press(&browser, "Sign in with a passkey").await?;
    says(&browser, ".entrance__ways [role=alert]", "not known here").await?;
    browser.close().await
}

/// The npm package oauth2-mock-server, which ends with the test.
struct Provider {
    issuer: String,
    child: Child,
}

impl Provider {
    /// None where it is not installed.
    fn start() -> Result<Option<Self>> {
        let Some(folder) = std::env::var_os(PROVIDER) else {
            eprintln!("skipped: {PROVIDER} names no provider; `cargo xtask test` installs one");
            return Ok(None);
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gateway/tests/provider/serve.mjs");
        let claims = json!({ "preferred_username": "grace", "name": "Grace H.", "groups": ["staff"] });
        let mut child = Command::new("node")
            .arg(script)
            .arg(folder)
            .arg(claims.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot run node, which the provider runs on")?;
        let mut issuer = String::new();
        BufReader::new(child.stdout.take().context("no output")?).read_line(&mut issuer)?;
        ensure!(issuer.starts_with("http://127.0.0.1:"), "the provider did not start: {issuer:?}");
        Ok(Some(Self { issuer: issuer.trim().to_owned(), child }))
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        if let Err(error) = self.child.wait() {
            eprintln!("the provider did not end: {error}");
        }
    }
}

#[tokio::test]
async fn a_provider_of_others_signs_in_and_may_be_down() -> Result<()> {
    let Some(provider) = Provider::start()? else { return Ok(()) };
    let gateway = Gateway::configured(&format!(
        "[[sign_in.providers]]\nid = \"corp\"\nlabel = \"Corp\"\nissuer = \"{}\"\nclient_id = \"afterimage\"\n\
         client_secret = \"a secret\"\n[sign_in.providers.roles]\nstaff = \"read_only_admin\"\n",
        provider.issuer
    ))?;
    let browser = Browser::start().await?;
    // to the page that was asked for
    browser.open_as_it_is(&gateway.url("/help?from=here")).await?;
    let button = "a[href='/api/v1/sign-in/provider/corp']";
    browser.element(button).await?;
    pictures(&browser, "sign-in-provider").await?;
    browser.element(button).await?.click().await?;
    says(&browser, ".masthead__who", "Grace H.").await?;
    browser.until("location.pathname === '/help'").await?;
    says(&browser, ".masthead__who", "Read-only admin").await?;

    browser.open_as_it_is(&gateway.url("/profile")).await?;
    says(&browser, "main", "by: Provider").await?;
    sign_out(&browser).await?;
    // what it says of itself counts for an hour: a gateway that has not asked yet finds it gone
    let configuration = std::fs::read_to_string(gateway.data().join("afterimage.toml"))?;
    drop(provider);
    let gateway = Gateway::configured(&configuration)?;
    browser.open_as_it_is(&gateway.url("/")).await?;
    browser.element(button).await?.click().await?;
    says(&browser, "main", "The provider does not answer").await?;
    browser.screenshot("sign-in-provider-down").await?;
    // the other ways go on
    browser.element("#sign-in-name").await?;
    browser.close().await
}
