//! Accounts and groups: inviting, disabling, the last full admin, and groups that give rights.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::browser::Browser;
use tests::gateway::Gateway;

const PASSWORD: &str = "seven rare otters hum quietly";

/// Clicks what has this role and name.
async fn click(browser: &Browser, role: &str, name: &str) -> Result<()> {
    browser.named(role, name).await?.click().await.with_context(|| format!("cannot click {name}"))
}

/// Opens the menu of a row and chooses from it.
async fn choose(browser: &Browser, whose: &str, wanted: &str) -> Result<()> {
    click(browser, "button", &format!("Actions for {whose}")).await?;
    click(browser, "option", wanted).await
}

async fn write(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    let field = browser.element(selector).await?;
    field.clear().await?;
    Ok(field.send_keys(text).await?)
}

/// Chooses an option of a list by its word.
async fn select(browser: &Browser, selector: &str, word: &str) -> Result<()> {
    browser.element(selector).await?;
    browser
        .run::<()>(
            "const list = document.querySelector(given[0]); list.value = given[1]; \
             list.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(selector), json!(word)],
        )
        .await
}

/// Waits until what a selector finds says this.
async fn says(browser: &Browser, selector: &str, text: &str) -> Result<()> {
    let found = format!("document.querySelector({})?.innerText.includes({})", json!(selector), json!(text));
    browser.until(&found).await
}

/// Makes an account through the interface, as the full admin, and gives its cookie after its link was used.
pub(crate) async fn join(gateway: &Gateway, name: &str, role: Option<&str>) -> Result<String> {
    let client = reqwest::Client::new();
    let post = |path: &str, body: Value| {
        client.post(gateway.url(path)).header("origin", gateway.url("")).json(&body)
    };
    let new = json!({ "name": name, "role": role });
    let made = post("/api/v1/accounts", new).header("cookie", gateway.cookie()).send().await?;
    let made: Value = made.error_for_status()?.json().await?;
    let link = made["link"].as_str().context("no link")?;
    let (_, secret) = link.split_once('#').context("no secret")?;
    let used = post("/api/v1/sign-in/link/use", json!({ "secret": secret, "password": PASSWORD }));
    let used = used.send().await?.error_for_status()?;
    let cookie = used.headers().get("set-cookie").context("no cookie")?.to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

/// Status and body of the sign-in session behind a cookie.
async fn session(gateway: &Gateway, cookie: &str) -> Result<(u16, Value)> {
    let request = reqwest::Client::new().get(gateway.url("/api/v1/session")).header("cookie", cookie);
    let answer = request.send().await?;
    Ok((answer.status().as_u16(), answer.json().await?))
}

#[tokio::test]
async fn an_invited_person_signs_in_with_the_role_until_disabled() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/accounts")).await?;
    says(&browser, "[data-account=tester]", "Full admin").await?;
    click(&browser, "button", "Invite somebody").await?;
    browser.until("document.activeElement?.id === 'invite-name'").await?;
    // nothing is sent without a name
    click(&browser, "button", "Make the account").await?;
    says(&browser, "#invite-name-help [role=alert]", "at least one character").await?;
    write(&browser, "#invite-name", "TESTER").await?;
    click(&browser, "button", "Make the account").await?;
    says(&browser, "#invite-name-help [role=alert]", "Another account has this name").await?;
    write(&browser, "#invite-name", "ada").await?;
    write(&browser, "#invite-display-name", "Ada Lovelace").await?;
    select(&browser, "#invite-role", "privileged_player_admin").await?;
    click(&browser, "button", "Make the account").await?;
    let link: String = browser.element("#told-link").await?.prop("value").await?.context("no link")?;
    ensure!(link.starts_with(&gateway.url("/sign-in/link#")), "the link is {link}");
    says(&browser, "#told-notes", "It is shown only now").await?;
    browser.screenshot("accounts-link").await?;
    // told once: it is nowhere on the page afterwards
    click(&browser, "button", "I have passed it on").await?;
    browser.until("!document.querySelector('dialog')").await?;
    says(&browser, "[data-account=ada]", "Invited").await?;
    let is_left: bool = browser
        .run("return document.documentElement.outerHTML.includes(given[0]);", vec![json!(link)])
        .await?;
    ensure!(!is_left, "the page still holds the link");

    // somebody else's browser
    browser.driver().delete_all_cookies().await?;
    browser.open_as_it_is("about:blank").await?;
    browser.open_as_it_is(&link).await?;
    write(&browser, "#link-password", PASSWORD).await?;
    write(&browser, "#link-again", PASSWORD).await?;
    click(&browser, "button", "Set the password and sign in").await?;
    says(&browser, ".masthead__who", "Privileged player admin").await?;
    let navigation: String = browser.value("document.querySelector('nav').innerText").await?;
    ensure!(!navigation.contains("Accounts") && !navigation.contains("Groups"), "{navigation}");
    for page in ["/accounts", "/groups"] {
        browser.open_as_it_is(&gateway.url(page)).await?;
        says(&browser, "main", "Manage accounts and groups").await?;
    }
    let cookies = browser.driver().get_all_cookies().await?;
    let cookies: Vec<String> =
        cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
    let ada = cookies.join("; ");
    ensure!(session(&gateway, &ada).await?.0 == 200, "Ada is not signed in");

    browser.open(&gateway.url("/accounts?find=ada")).await?;
    says(&browser, "[data-account=ada]", "Active").await?;
    ensure!(browser.value::<u32>("document.querySelectorAll('tbody tr').length").await? == 1);
    choose(&browser, "Ada Lovelace", "Open sessions").await?;
    says(&browser, "dialog .sessions", "One-time link").await?;
    browser.screenshot("accounts-sessions").await?;
    browser.press("Escape").await?;
    browser.until("!document.querySelector('dialog')").await?;
    browser
        .until("document.activeElement?.getAttribute('aria-label') === 'Actions for Ada Lovelace'")
        .await?;
    choose(&browser, "Ada Lovelace", "Disable").await?;
    says(&browser, "dialog", "Its open session ends at once").await?;
    browser.screenshot("accounts-disable").await?;
    click(&browser, "button", "Disable Ada Lovelace").await?;
    says(&browser, "[data-account=ada]", "Disabled").await?;
    says(&browser, ".people__notice", "Ada Lovelace is disabled").await?;
    ensure!(session(&gateway, &ada).await?.0 == 401, "Ada is still signed in");
    choose(&browser, "Ada Lovelace", "Delete").await?;
    click(&browser, "button", "Delete Ada Lovelace").await?;
    says(&browser, "main", "No account matches").await?;
    browser.close().await
}

#[tokio::test]
async fn the_last_full_admin_stays() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/accounts")).await?;
    browser.element("[data-account=tester]").await?;
    choose(&browser, "tester", "Edit name and role").await?;
    write(&browser, "#edit-display-name", "Tess").await?;
    select(&browser, "#edit-role", "read_only_admin").await?;
    click(&browser, "button", "Save the account").await?;
    says(&browser, "dialog [role=alert]", "last full admin").await?;
    // what was typed is still there
    let typed: Option<String> = browser.element("#edit-display-name").await?.prop("value").await?;
    ensure!(typed.as_deref() == Some("Tess"), "the field holds {typed:?}");
    browser.screenshot("accounts-last-full-admin").await?;
    click(&browser, "button", "Cancel").await?;
    browser.until("document.activeElement?.getAttribute('aria-label') === 'Actions for tester'").await?;
    for (wanted, action) in [("Disable", "Disable tester"), ("Delete", "Delete tester")] {
        choose(&browser, "tester", wanted).await?;
        says(&browser, "dialog", "This is your own account").await?;
        click(&browser, "button", action).await?;
        says(&browser, "dialog [role=alert]", "last full admin").await?;
        click(&browser, "button", "Cancel").await?;
        browser.until("!document.querySelector('dialog')").await?;
    }
    ensure!(session(&gateway, gateway.cookie()).await?.0 == 200);
    browser.close().await
}

#[tokio::test]
async fn a_group_with_a_role_gives_its_members_the_rights() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let bob = join(&gateway, "bob", None).await?;
    join(&gateway, "cy", None).await?;
    let role = async || anyhow::Ok(session(&gateway, &bob).await?.1["role"].clone());
    ensure!(role().await? == Value::Null);
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/groups")).await?;
    click(&browser, "button", "New group").await?;
    says(&browser, "#group-role-help", "no rights through this group").await?;
    browser.until("document.activeElement?.id === 'group-name'").await?;
    write(&browser, "#group-name", "Players").await?;
    write(&browser, "#group-claim", "corp/players-emea").await?;
    write(&browser, "#group-find", "bo").await?;
    browser.until("document.querySelectorAll('.members__one').length === 1").await?;
    click(&browser, "field", "bob").await?;
    says(&browser, ".members__title", "Members (1)").await?;
    browser.screenshot("groups-new").await?;
    click(&browser, "button", "Make the group").await?;
    says(&browser, "tbody tr", "No role: no rights").await?;
    ensure!(role().await? == Value::Null);

    choose(&browser, "Players", "Edit").await?;
    let is_chosen = "document.querySelector('.members__one input').checked";
    browser.element(".members__one").await?;
    ensure!(browser.value::<bool>(is_chosen).await?, "the member does not stand first");
    select(&browser, "#group-role", "privileged_player_admin").await?;
    click(&browser, "button", "Save the group").await?;
    says(&browser, "tbody tr", "Privileged player admin").await?;
    ensure!(role().await? == "privileged_player_admin");
    browser.open(&gateway.url("/accounts?find=bob")).await?;
    says(&browser, "[data-account=bob]", "from the group Players").await?;

    browser.open(&gateway.url("/groups")).await?;
    click(&browser, "button", "New group").await?;
    write(&browser, "#group-name", "players").await?;
    click(&browser, "button", "Make the group").await?;
    says(&browser, "#group-name-help [role=alert]", "Another group has this name").await?;
    click(&browser, "button", "Cancel").await?;
    choose(&browser, "Players", "Delete").await?;
    says(&browser, "dialog", "1 member loses the rights of the role Privileged player admin").await?;
    says(&browser, "dialog", "bob (then no role)").await?;
    browser.screenshot("groups-delete").await?;
    click(&browser, "button", "Delete Players").await?;
    says(&browser, "main", "There are no groups yet").await?;
    ensure!(role().await? == Value::Null);
    browser.close().await
}

#[tokio::test]
async fn hosts_are_grouped_line_by_line() -> Result<()> {
    let gateway = Gateway::start(&[])?;
    let browser = Browser::start().await?;
    browser.open(&gateway.url("/groups")).await?;
    click(&browser, "button", "New host group").await?;
    write(&browser, "#host-group-name", "Web").await?;
    write(&browser, "#host-group-hosts", "web-1\nWEB-1\n\nweb-2").await?;
    says(&browser, "dialog", "2 hosts; 1 line that repeats another is left out").await?;
    click(&browser, "button", "Make the host group").await?;
    says(&browser, "tbody tr", "web-1, web-2").await?;
    let groups = gateway.json("/api/v1/host-groups").await?;
    ensure!(groups[0]["hosts"] == json!(["web-1", "web-2"]), "the gateway holds {groups}");
    choose(&browser, "Web", "Delete").await?;
    says(&browser, "dialog", "No playback permission names it").await?;
    click(&browser, "button", "Delete Web").await?;
    says(&browser, "main", "There are no host groups yet").await?;
    browser.close().await
}
