//! Accounts, their groups, sign-in sessions, and playback permissions.

use super::text;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0006_accounts"
    }
}

/// A table that is being made.
struct Making<'a, 'b> {
    manager: &'a SchemaManager<'b>,
    table: TableCreateStatement,
}

impl Making<'_, '_> {
    fn id(self, name: &str) -> Self {
        self.with(name, |column| column.string_len(36).not_null())
    }

    fn id_or_none(self, name: &str) -> Self {
        self.with(name, |column| column.string_len(36))
    }

    fn text(self, name: &str) -> Self {
        self.with(name, ColumnDef::not_null)
    }

    fn text_or_none(self, name: &str) -> Self {
        self.with(name, |column| column)
    }

    fn number(mut self, name: &str) -> Self {
        self.table.col(ColumnDef::new(Alias::new(name)).big_integer().not_null());
        self
    }

    fn number_or_none(mut self, name: &str) -> Self {
        self.table.col(ColumnDef::new(Alias::new(name)).big_integer());
        self
    }

    fn yes_or_no(mut self, name: &str) -> Self {
        self.table.col(ColumnDef::new(Alias::new(name)).boolean().not_null());
        self
    }

    /// A column of text.
    fn with(mut self, name: &str, define: impl FnOnce(&mut ColumnDef) -> &mut ColumnDef) -> Self {
        let mut column = text(self.manager, name);
        define(&mut column);
        self.table.col(column);
        self
    }

    fn key<const N: usize>(mut self, columns: [&'static str; N]) -> Self {
        let mut key = Index::create();
        for column in columns {
            key.col(Alias::new(column));
        }
        self.table.primary_key(&mut key);
        self
    }

    /// The row goes when the one that the column names goes.
    fn of(mut self, column: &'static str, table: &'static str) -> Self {
        let mut key = ForeignKey::create();
        key.from_col(Alias::new(column)).to(Alias::new(table), Alias::new("id"));
        self.table.foreign_key(key.on_delete(ForeignKeyAction::Cascade));
        self
    }
}

fn tables<'a, 'b>(manager: &'a SchemaManager<'b>) -> Vec<Making<'a, 'b>> {
    let table = |name| Making { manager, table: Table::create().table(Alias::new(name)).to_owned() };
    vec![
        table("accounts")
            .id("id")
            .text("name")
            .text("name_key")
            .text("display_name")
            .text_or_none("role")
            .text_or_none("password_hash")
            .yes_or_no("is_disabled")
            .number("created_at_ms")
            .number_or_none("signed_in_at_ms")
            .text_or_none("time_zone")
            .text_or_none("language")
            .text_or_none("totp_secret")
            .number_or_none("totp_step")
            .text("permission_level")
            .key(["id"]),
        // who somebody is at a provider
        table("account_providers")
            .text("provider")
            .text("subject")
            .id("account_id")
            .key(["provider", "subject"])
            .of("account_id", "accounts"),
        table("account_groups")
            .id("id")
            .text("name")
            .text("name_key")
            .text_or_none("role")
            .text_or_none("claim")
            .text("permission_level")
            .key(["id"]),
        table("group_members")
            .id("group_id")
            .id("account_id")
            .yes_or_no("is_claimed")
            .key(["group_id", "account_id", "is_claimed"])
            .of("group_id", "account_groups")
            .of("account_id", "accounts"),
        table("host_groups").id("id").text("name").text("name_key").key(["id"]),
        table("host_group_hosts")
            .id("host_group_id")
            .text("host_key")
            .text("host")
            .key(["host_group_id", "host_key"])
            .of("host_group_id", "host_groups"),
        // the holder is an account or a group
        table("scope_entries").id("holder_id").text("kind").text("value").key(["holder_id", "kind", "value"]),
        table("sign_in_sessions")
            .text("token_hash")
            .id("id")
            .id("account_id")
            .text("method")
            .number("signed_in_at_ms")
            .number("seen_at_ms")
            .text("address")
            .text("browser")
            .key(["token_hash"])
            .of("account_id", "accounts"),
        table("sign_in_links")
            .text("secret_hash")
            .text("purpose")
            .id_or_none("account_id")
            .number("expires_at_ms")
            .number_or_none("used_at_ms")
            .key(["secret_hash"])
            .of("account_id", "accounts"),
        table("recovery_codes")
            .id("account_id")
            .text("code_hash")
            .key(["account_id", "code_hash"])
            .of("account_id", "accounts"),
        table("passkeys")
            .id("id")
            .id("account_id")
            .text("credential_id")
            .text("name")
            .text("credential")
            .number("added_at_ms")
            .number_or_none("used_at_ms")
            .key(["id"])
            .of("account_id", "accounts"),
    ]
}

/// Name, table, column, and whether a value may be there once only.
const INDEXES: [(&str, &str, &str, bool); 10] = [
    ("accounts_name", "accounts", "name_key", true),
    ("account_providers_account", "account_providers", "account_id", false),
    ("account_groups_name", "account_groups", "name_key", true),
    ("group_members_account", "group_members", "account_id", false),
    ("host_groups_name", "host_groups", "name_key", true),
    ("sign_in_sessions_id", "sign_in_sessions", "id", true),
    ("sign_in_sessions_account", "sign_in_sessions", "account_id", false),
    ("sign_in_links_account", "sign_in_links", "account_id", false),
    ("passkeys_account", "passkeys", "account_id", false),
    ("passkeys_credential", "passkeys", "credential_id", true),
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for making in tables(manager) {
            manager.create_table(making.table).await?;
        }
        for (name, table, column, is_unique) in INDEXES {
            let mut index = Index::create();
            index.name(name).table(Alias::new(table)).col(Alias::new(column));
            if is_unique {
                index.unique();
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
