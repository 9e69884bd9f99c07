//! Who somebody is at a provider is told by its issuer too: a provider's id in the configuration can come to mean another
//! issuer, which has people of its own.

use super::text;
use sea_orm_migration::prelude::*;

pub(super) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m0008_issuers"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // empty for those whom no version so far could write
        let issuer = text(manager, "issuer").not_null().default("").to_owned();
        let table = Table::alter().table(Alias::new("account_providers")).add_column(issuer).to_owned();
        manager.alter_table(table).await
    }
}
