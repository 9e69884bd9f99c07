//! One's own account.

mod page;
mod passkeys;
mod totp;
mod ways;

pub(crate) use page::ProfilePage;
