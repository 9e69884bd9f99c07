//! The predicate for who may see a recording, as a condition of queries. It stands here once, and every query of
//! recordings that somebody asked for takes it.

use super::entity::{Column, Entity};
use policy::{Name, Scope, Visibility};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition};
use std::collections::BTreeSet;

/// Holds for the rows that [`Visibility::verdict`] makes visible, and for no other.
pub(super) fn condition(visibility: &Visibility) -> Condition {
    let is_unrestricted = Column::IsRestricted.eq(false);
    match visibility {
        Visibility::Everything => Condition::all(),
        Visibility::Unrestricted => Condition::all().add(is_unrestricted),
        Visibility::Limited(scope) => {
            let any = Condition::any()
                .add(is_in(Column::UserKey, scope.users()))
                .add(is_in(Column::ApplicationKey, scope.applications()))
                .add(is_in(Column::HostKey, scope.hosts()));
            Condition::all().add(is_unrestricted).add(any)
        }
        Visibility::Nothing => Condition::all().add(Expr::val(1).eq(0)),
    }
}

/// The ids of the newest `most` recordings of each name in the scope, before `cursor`: the newest `most` of the scope
/// are among them. `None` where the scope has no name.
///
/// Each name takes one look into the index of its column, however many recordings there are and however few of them
/// are within the scope. Asked by the condition alone, a database walks through all recordings for a rare name, or
/// sorts all of a frequent one.
pub(super) fn newest(scope: &Scope, cursor: Option<&str>, most: u64) -> Option<SelectStatement> {
    let kinds = [
        (Column::UserKey, scope.users()),
        (Column::ApplicationKey, scope.applications()),
        (Column::HostKey, scope.hosts()),
    ];
    let mut all: Option<SelectStatement> = None;
    for (column, names) in kinds.into_iter().filter(|(_, names)| !names.is_empty()) {
        let of_kind = newest_of(column, names, cursor, most);
        match &mut all {
            Some(all) => {
                all.union(UnionType::All, of_kind);
            }
            None => all = Some(of_kind),
        }
    }
    all
}

fn newest_of(column: Column, names: &BTreeSet<Name>, cursor: Option<&str>, most: u64) -> SelectStatement {
    let [named, found, newest] = ["named", "found", "newest"].map(Alias::new);
    let of = |table: &Alias, column| Expr::col((table.clone(), column));
    let mut of_name = Query::select();
    of_name
        .column((newest.clone(), Column::Id))
        .from_as(Entity, newest.clone())
        // both databases call the first column of listed values so
        .and_where(of(&newest, column).eq(Expr::col((named.clone(), Alias::new("column1")))))
        .and_where(of(&newest, Column::IsRestricted).eq(false))
        .order_by((newest.clone(), Column::Id), Order::Desc)
        .limit(most);
    if let Some(cursor) = cursor {
        of_name.and_where(of(&newest, Column::Id).lt(cursor));
    }
    let mut all = Query::select();
    all.column((found.clone(), Column::Id))
        .from_values(names.iter().map(Name::as_str).collect::<Vec<_>>(), named)
        .from_as(Entity, found.clone())
        .and_where(of(&found, Column::Id).in_subquery(of_name));
    all
}

fn is_in(column: Column, names: &BTreeSet<Name>) -> Expr {
    // without names, sea-query writes a condition that never holds
    column.is_in(names.iter().map(Name::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Scope;
    use sea_orm::{DbBackend, EntityTrait, QueryFilter, QueryTrait};

    fn sql(visibility: &Visibility) -> String {
        let query = Entity::find().filter(condition(visibility));
        let sql = query.build(DbBackend::Sqlite).to_string();
        sql.split_once(" WHERE ").map(|(_, condition)| condition.to_owned()).unwrap_or_default()
    }

    #[test]
    fn nothing_and_an_empty_scope_never_hold() {
        assert_eq!(sql(&Visibility::Nothing), "1 = 0");
        let empty = sql(&Visibility::Limited(Scope::default()));
        assert!(empty.ends_with("AND (1 = 2 OR 1 = 2 OR 1 = 2)"), "{empty}");
    }

    #[test]
    fn everything_always_holds() {
        assert_eq!(sql(&Visibility::Everything), "TRUE");
    }
}
