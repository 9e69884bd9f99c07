//! `afterimage sign-in-link`

use super::arguments::DataFolder;
use super::output::print;
use super::{DONE, block_on};
use crate::admin_log::By;
use crate::clock::Clock;
use crate::error::AccountError;
use crate::sign_in::{Settings, SignIn, links};
use crate::{Error, Result};
use api::{LinkPurpose, NewAccount};
use clap::Args;
use policy::{Name, Role};

/// Whoever has the data folder has all that is in it: the link gives nothing more.
#[derive(Debug, Args)]
pub(super) struct SignInLink {
    /// Name of the account.
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    folder: DataFolder,
    /// Make the account a full admin where there is none of this name: for a gateway that nobody can sign in to any more.
    #[arg(long)]
    add: bool,
    /// Address of the gateway, to print before the link.
    #[arg(long, value_name = "URL", default_value = "")]
    address: String,
}

pub(super) fn run(command: &SignInLink) -> Result<u8> {
    block_on(async {
        // the data folder may be new: the gateway makes its first account by this link then
        let data = match command.add {
            true => command.folder.create().await?,
            false => command.folder.open().await?,
        };
        let sign_in = SignIn::new(Settings::default(), Clock::Machine)?;
        let by = By::command_line(sign_in.clock.now_ms());
        let name = Name::of(&command.name).ok_or(AccountError::NameNotValid)?;
        let id = match data.store.credentials(&name).await? {
            Some(found) => found.account_id,
            None if command.add => {
                let new = NewAccount {
                    name: command.name.clone(),
                    display_name: String::new(),
                    role: Some(Role::FullAdmin),
                };
                data.store.add_account(&new, &by).await?
            }
            None => {
                let what = format!("there is no account {}; --add makes it, as a full admin", command.name);
                return Err(Error::Usage(what));
            }
        };
        let link = links::make(&data.store, &sign_in, LinkPurpose::SignIn, Some(&id), &by).await?;
        print(&format!("{}{link}\n", command.address.trim_end_matches('/')))?;
        Ok(DONE)
    })
}
