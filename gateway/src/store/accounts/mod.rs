//! Accounts, groups, playback permissions, and the sign-in sessions that say who a request comes from.

mod account;
mod change;
pub(super) mod entity;
mod groups;
mod host_groups;
mod links;
mod methods;
mod permissions;
mod sessions;
mod standing;

pub use account::{Credentials, FirstAdmin};
pub use links::LinkRow;
pub use permissions::Holder;
pub use sessions::{NewSession, Presence, SessionLimits};
pub use standing::SignedIn;
