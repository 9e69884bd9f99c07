//! The row of a recording, as sea-orm sees it.
#![expect(unreachable_pub, reason = "the derives make public items of their own from these")]

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "recordings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub name: String,
    pub title: Option<String>,
    pub kind: String,
    pub width: i64,
    pub height: i64,
    pub started_at_ms: Option<i64>,
    pub imported_at_ms: i64,
    pub duration_us: i64,
    pub size_bytes: i64,
    pub source_format: String,
    pub source_sha256: String,
    pub root_sha256: String,
    pub import_notes: String,
    pub is_truncated: bool,
    pub is_repeat: bool,
    pub session_user: Option<String>,
    pub session_host: Option<String>,
    pub session_client: Option<String>,
    pub session_client_address: Option<String>,
    pub session_application: Option<String>,
    pub session_site: Option<String>,
    pub event_count: Option<i64>,
    pub user_key: Option<String>,
    pub application_key: Option<String>,
    pub host_key: Option<String>,
    pub is_restricted: bool,
    pub session_id: String,
    pub list: String,
    pub name_key: Option<String>,
    pub client_key: Option<String>,
    pub client_address_key: Option<String>,
    pub site_key: Option<String>,
    pub restricted_at_ms: Option<i64>,
    pub restricted_by: Option<String>,
    pub archived_at_ms: Option<i64>,
    pub archived_by: Option<String>,
    pub hold_at_ms: Option<i64>,
    pub hold_by: Option<String>,
    pub hold_reason: Option<String>,
    pub deleted_at_ms: Option<i64>,
    pub deleted_by: Option<String>,
    pub purged_from_ms: Option<i64>,
    pub is_deleted_with_files: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
