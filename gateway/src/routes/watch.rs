//! `GET /api/v1/watch`: a WebSocket that tells an open page what changed for it.

use super::App;
use super::changes::Changed;
use super::recordings::shown::shown;
use crate::access::{Access, Identity};
use crate::{Error, Result};
use api::{WatchEvent, WatchRequest};
use axum::extract::State;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade, close_code};
use axum::response::Response;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The largest message that is read, in bytes.
const LARGEST_MESSAGE: usize = 4 * 1024;
/// How many recordings a page shows at a time; the incident room shows nine.
const MOST_SHOWN: usize = 64;
/// How many messages a page may send in a second.
const MESSAGES_PER_SECOND: u32 = 50;
/// How often the page is asked whether it is still there, and after how long without a word it is not.
const PING_EVERY: Duration = Duration::from_secs(15);
const DEAD_AFTER: Duration = Duration::from_secs(45);

/// What a message asks of whom it answers. A message without it does not compile.
const fn access(request: &WatchRequest) -> Access {
    match request {
        WatchRequest::Show { .. } | WatchRequest::Leave { .. } => Access::SignedIn,
    }
}

/// Tells an open page what changed for it. Messages are JSON text; a page that sends others is closed with code 1008,
/// one that sends more than 50 a second as well.
#[utoipa::path(
    get,
    path = "/api/v1/watch",
    tag = "sign-in",
    responses(
        (status = 101, description = "A WebSocket"),
        (status = 400, description = "No WebSocket was asked for", body = api::Problem,
            content_type = "application/problem+json"),
    )
)]
pub(super) async fn watch(
    State(app): State<App>,
    identity: Identity,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response> {
    let upgrade =
        upgrade.map_err(|_| Error::BadRequest { what: "upgrade", expected: "a WebSocket of version 13" })?;
    let upgrade = upgrade.max_message_size(LARGEST_MESSAGE).max_frame_size(LARGEST_MESSAGE);
    Ok(upgrade.on_upgrade(|socket| async move {
        let changed = app.changes.listen();
        let mut page = Page { app, identity, shown: BTreeSet::new(), socket };
        // the page is gone, or was told why: there is nobody left to tell
        if let Err(Gone) = page.serve(changed).await {
            tracing::debug!("a page that watched is gone");
        }
    }))
}

/// The page does not listen any longer.
struct Gone;

struct Page {
    app: App,
    identity: Identity,
    shown: BTreeSet<Uuid>,
    socket: WebSocket,
}

impl Page {
    async fn serve(&mut self, mut changed: Changed) -> Result<(), Gone> {
        let mut heard = Instant::now();
        let mut pinged = Instant::now();
        let (mut second, mut messages) = (Instant::now(), 0_u32);
        loop {
            tokio::select! {
                message = self.socket.recv() => {
                    let Ok(message) = message.ok_or(Gone)? else {
                        // too large, torn, or no text; where the connection is gone, nobody hears it
                        return self.close("a message that cannot be read").await;
                    };
                    heard = Instant::now();
                    if heard.duration_since(second) >= Duration::from_secs(1) {
                        (second, messages) = (heard, 0);
                    }
                    messages += 1;
                    if messages > MESSAGES_PER_SECOND {
                        return self.close("too many messages").await;
                    }
                    match message {
                        Message::Text(text) => match serde_json::from_str(&text) {
                            Ok(request) => self.answer(request).await?,
                            Err(_) => return self.close("a message that is not known").await,
                        },
                        Message::Binary(_) => return self.close("a message that is not text").await,
                        Message::Close(_) => return Ok(()),
                        Message::Ping(_) | Message::Pong(_) => {}
                    }
                    // one who keeps sending must not keep this from being asked
                    if changed.is_due() {
                        self.check().await?;
                    }
                }
                () = changed.wait() => {
                    if heard.elapsed() > DEAD_AFTER {
                        return Err(Gone);
                    }
                    if pinged.elapsed() > PING_EVERY {
                        pinged = Instant::now();
                        self.socket.send(Message::Ping(Default::default())).await.map_err(|_| Gone)?;
                    }
                    self.check().await?;
                }
            }
        }
    }

    async fn answer(&mut self, request: WatchRequest) -> Result<(), Gone> {
        if !access(&request).admits(self.identity.standing()) {
            return self.close("your role does not allow this").await;
        }
        match request {
            WatchRequest::Show { recording } => {
                if self.shown.len() >= MOST_SHOWN {
                    return self.close("too many recordings").await;
                }
                match Uuid::try_parse(&recording) {
                    Ok(id) if self.is_visible(id).await? => {
                        self.shown.insert(id);
                        Ok(())
                    }
                    _ => self.tell(&WatchEvent::Hidden { recording }).await,
                }
            }
            WatchRequest::Leave { recording } => {
                if let Ok(id) = Uuid::try_parse(&recording) {
                    self.shown.remove(&id);
                }
                Ok(())
            }
        }
    }

    /// Whether the session is open, the rights are the same, and everything that is shown may be shown.
    async fn check(&mut self) -> Result<(), Gone> {
        let now = match self.identity.watched(&self.app).await {
            Ok(Some(now)) => now,
            Ok(None) => {
                self.tell(&WatchEvent::SignedOut).await?;
                return self.close("signed out").await;
            }
            // what cannot be known now is asked again in a second
            Err(error) => {
                tracing::warn!(%error, "cannot tell whether a page may go on");
                return Ok(());
            }
        };
        let is_changed = now.signed_in().standing != self.identity.signed_in().standing;
        self.identity = now;
        if is_changed {
            self.tell(&WatchEvent::RightsChanged).await?;
        }
        for id in self.shown.clone() {
            if !self.is_visible(id).await? {
                self.shown.remove(&id);
                self.tell(&WatchEvent::Hidden { recording: id.to_string() }).await?;
            }
        }
        Ok(())
    }

    async fn is_visible(&mut self, id: Uuid) -> Result<bool, Gone> {
        match shown(&self.app, &self.identity, id).await {
            Ok(found) => Ok(found.is_some()),
            Err(error) => {
                tracing::warn!(%error, "cannot tell whether a recording may be shown");
                Err(Gone)
            }
        }
    }

    async fn tell(&mut self, event: &WatchEvent) -> Result<(), Gone> {
        let text = serde_json::to_string(event).map_err(|_| Gone)?;
        self.socket.send(Message::Text(text.into())).await.map_err(|_| Gone)
    }

    async fn close(&mut self, reason: &'static str) -> Result<(), Gone> {
        let frame = CloseFrame { code: close_code::POLICY, reason: reason.into() };
        self.socket.send(Message::Close(Some(frame))).await.map_err(|_| Gone)?;
        Err(Gone)
    }
}
