//! All routes together, and what holds for each of them.

use super::accounts::{account, group, host_group, permission};
use super::recordings::care;
use super::registry::{Registry, Route};
use super::sign_in::{link, methods, passkey, password, provider, session};
use super::{
    Changes, Console, admin_log, comments, console, health, links, openapi, passkeys, profile, recordings,
    totp, watch,
};
use crate::access::Access;
use crate::data::Data;
use crate::edge::{self, Site};
use crate::monitor::{self, Monitor};
use crate::problem;
use crate::sign_in::SignIn;
use axum::extract::Request;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::{Extension, Router};
use policy::Right;
use std::sync::Arc;
use utoipa::OpenApi;
use utoipa_axum::routes;

/// What the routes work on.
#[derive(Clone, Debug)]
pub struct App {
    /// The database and the containers.
    pub data: Data,
    /// The console's files, where they are served.
    pub console: Option<Console>,
    /// Signing in.
    pub sign_in: SignIn,
    /// Tells open streams that rights changed.
    pub changes: Changes,
    /// What is watched.
    pub monitor: Monitor,
    /// Whether everybody must say why they watch a recording.
    pub is_justification_required: bool,
    /// For how many days deleted recordings can be brought back.
    pub grace_days: u16,
}

#[derive(OpenApi)]
#[openapi(info(
    title = "Afterimage",
    description = "Find, play and look after session recordings, and say who may. Errors are \
                   application/problem+json."
))]
struct Description;

/// The whole HTTP interface, as this machine alone reaches it.
pub fn router(app: App) -> Router {
    router_at(app, Site::of_this_machine())
}

/// The whole HTTP interface, as it is reached at `site`.
pub fn router_at(app: App, site: Site) -> Router {
    let (router, description, _) = registered().finish();
    let monitor = app.monitor.clone();
    let extension = Extension(app.clone());
    let router = router
        .fallback(console::console)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(app)
        .layer(Extension(Arc::new(description)))
        .layer(extension);
    // Outside of all else, so that what is refused has its line in the log too.
    edge::protect(router, site).layer(from_fn_with_state(monitor, monitor::observe))
}

/// Every route of the interface, with what it asks of whom it answers. The console's files are public beside them.
pub fn routes() -> Vec<Route> {
    registered().finish().2
}

const ARCHIVE: Access = Access::Right(Right::ArchiveManually);
const LINKS: Access = Access::Right(Right::ManageLinks);
const MANAGE: Access = Access::Right(Right::ManageAccounts);
const PERMIT: Access = Access::Right(Right::ConfigurePlayback);

fn registered() -> Registry {
    Registry::new(Description::openapi())
        .add(Access::AnyRole, routes!(recordings::list::list))
        // whoever opened a link to the recording is answered too, also without a role
        .add(Access::SignedIn, routes!(recordings::get::get))
        .add(Access::SignedIn, routes!(recordings::content::content))
        .add(Access::SignedIn, routes!(recordings::playback::state, recordings::playback::justify))
        .add(Access::SignedIn, routes!(links::open))
        .add(LINKS, routes!(links::make))
        .add(LINKS, routes!(links::list))
        .add(LINKS, routes!(links::openings))
        .add(LINKS, routes!(links::revoke))
        .add(LINKS, routes!(links::clear))
        .add(Access::Public, routes!(methods::methods))
        .add(Access::Public, routes!(password::password))
        .add(Access::Public, routes!(passkey::offer, passkey::passkey))
        .add(Access::Public, routes!(provider::leave))
        .add(Access::Public, routes!(provider::come_back))
        .add(Access::Public, routes!(link::look))
        .add(Access::Public, routes!(link::redeem))
        .add(Access::SignedIn, routes!(session::session))
        .add(Access::Public, routes!(session::sign_out))
        .add(Access::SignedIn, routes!(watch::watch))
        .add(Access::SignedIn, routes!(profile::change))
        .add(Access::SignedIn, routes!(profile::password))
        .add(Access::SignedIn, routes!(profile::methods))
        .add(Access::SignedIn, routes!(profile::sessions, profile::end_sessions))
        .add(Access::SignedIn, routes!(profile::end_session))
        .add(Access::SignedIn, routes!(totp::offer, totp::confirm, totp::remove))
        .add(Access::SignedIn, routes!(passkeys::offer, passkeys::add))
        .add(Access::SignedIn, routes!(passkeys::remove))
        .add(MANAGE, routes!(account::list, account::invite))
        .add(MANAGE, routes!(account::get, account::change, account::remove))
        .add(MANAGE, routes!(account::invite_again))
        .add(MANAGE, routes!(account::sessions, account::end_sessions))
        .add(MANAGE, routes!(account::remove_methods))
        .add(MANAGE, routes!(group::list, group::add))
        .add(MANAGE, routes!(group::get, group::change, group::remove))
        .add(MANAGE, routes!(host_group::list, host_group::add))
        .add(MANAGE, routes!(host_group::get, host_group::change, host_group::remove))
        .add(PERMIT, routes!(permission::list))
        .add(PERMIT, routes!(permission::of_account))
        .add(PERMIT, routes!(permission::of_group))
        .add(Access::Right(Right::PlaceRestrictions), routes!(care::restrict))
        .add(Access::Right(Right::RemoveRestrictions), routes!(care::remove_restriction))
        .add(ARCHIVE, routes!(care::archive))
        .add(ARCHIVE, routes!(care::delete))
        .add(ARCHIVE, routes!(care::undelete))
        .add(ARCHIVE, routes!(care::hold))
        .add(ARCHIVE, routes!(care::remove_hold))
        .add(Access::Right(Right::ConfigureServers), routes!(care::correct))
        .add(Access::AnyRole, routes!(care::sites))
        .add(Access::AnyRole, routes!(comments::list, comments::add))
        .add(Access::AnyRole, routes!(comments::own))
        .add(Access::AnyRole, routes!(comments::delete))
        .add(Access::Right(Right::ViewLog), routes!(admin_log::page))
        .add(Access::Public, routes!(openapi::openapi))
        .add(Access::Public, routes!(health::health))
        .add(Access::Public, routes!(health::readiness))
        .add(Access::Public, routes!(health::metrics))
}

// Which methods it takes, the header `Allow` says, which the router adds.
async fn method_not_allowed(request: Request) -> Response {
    problem::respond(
        api::Problem::new(405, "method_not_allowed", "this address does not take this method")
            .with_detail(format!("{} is not one of those that it takes", request.method())),
    )
}
