//! The rows of the logs, as sea-orm sees them.
#![expect(unreachable_pub, reason = "the derives make public items of their own from these")]

pub mod log {
    use crate::admin_log::Entry;
    use sea_orm::ActiveValue::Set;
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "admin_log")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub sequence: i64,
        pub at_ms: i64,
        pub log: String,
        pub category: String,
        pub action: String,
        pub subject_id: Option<String>,
        pub subject: String,
        pub by_id: Option<String>,
        pub by_name: String,
        pub address: Option<String>,
        pub is_authorized: bool,
        pub details: String,
        pub hash: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    /// The row of an entry with its hash.
    pub fn row(entry: Entry, hash: String) -> ActiveModel {
        ActiveModel {
            sequence: Set(entry.sequence),
            at_ms: Set(entry.at_ms),
            log: Set(entry.log),
            category: Set(entry.category),
            action: Set(entry.action),
            subject_id: Set(entry.subject_id),
            subject: Set(entry.subject),
            by_id: Set(entry.by_id),
            by_name: Set(entry.by_name),
            address: Set(entry.address),
            is_authorized: Set(entry.is_authorized),
            details: Set(entry.details),
            hash: Set(hash),
        }
    }

    /// The entry of a row, and the hash that is kept of it.
    pub fn entry(row: Model) -> (Entry, String) {
        let entry = Entry {
            sequence: row.sequence,
            at_ms: row.at_ms,
            log: row.log,
            category: row.category,
            action: row.action,
            subject_id: row.subject_id,
            subject: row.subject,
            by_id: row.by_id,
            by_name: row.by_name,
            address: row.address,
            is_authorized: row.is_authorized,
            details: row.details,
        };
        (entry, row.hash)
    }
}

pub mod head {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "admin_log_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i64,
        pub sequence: i64,
        pub hash: String,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod playback {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "playbacks")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub token_hash: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub recording_id: String,
        pub opened_at_ms: i64,
        pub justification: Option<String>,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
