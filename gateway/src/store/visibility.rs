//! The predicate for who may see a recording, as a condition of queries. It stands here once, and every query of
//! recordings that somebody asked for takes it.

use super::entity::{Column, Entity};
use api::RecordingList;
use policy::{Name, Scope, Visibility};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{
    Alias, ArrayType, Expr, ExprTrait, Func, JoinType, Order, Query, SelectStatement, UnionType, Value,
};
use sea_orm::{Condition, DbBackend, EntityName};
use std::collections::BTreeSet;

/// How many rows a condition is asked of, once the others have been passed over. The answer is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// About a page.
    Few,
    /// Thousands.
    Many,
}

/// Holds for the rows of `table` that [`Visibility::verdict`] makes visible, and for no other.
pub(super) fn condition(backend: DbBackend, table: &Alias, visibility: &Visibility, rows: Rows) -> Condition {
    match visibility {
        Visibility::Everything => {
            Condition::all().add(Expr::col((table.clone(), Column::List)).ne(RecordingList::Deleted.word()))
        }
        Visibility::Unrestricted => unscoped(table),
        Visibility::Limited(scope) => {
            let mut any = Condition::any().add(never());
            for (column, names) in kinds(scope) {
                any = any.add(is_in(backend, Expr::col((table.clone(), column)), names, rows));
            }
            unscoped(table).add(any)
        }
        Visibility::Nothing => Condition::all().add(never()),
    }
}

/// Holds for the rows of `table` that are neither deleted nor restricted.
pub(super) fn unscoped(table: &Alias) -> Condition {
    let of = |column| Expr::col((table.clone(), column));
    let is_there = of(Column::List).ne(RecordingList::Deleted.word());
    Condition::all().add(is_there).add(of(Column::IsRestricted).eq(false))
}

/// Holds for deleted recordings that can be brought back, for those who may see every recording.
pub(super) fn condition_of_deleted(table: &Alias, visibility: &Visibility) -> Condition {
    match visibility {
        Visibility::Everything => {
            Condition::all().add(Expr::col((table.clone(), Column::List)).eq(RecordingList::Deleted.word()))
        }
        Visibility::Unrestricted | Visibility::Limited(_) | Visibility::Nothing => {
            Condition::all().add(never())
        }
    }
}

/// Recordings of which each has one of these names, by the columns that they are in, and fulfils a condition.
pub(super) struct Named<'a> {
    pub(super) backend: DbBackend,
    /// The names, by their columns.
    pub(super) names: &'a [(Column, &'a BTreeSet<Name>)],
    /// What else must hold for the rows of a table.
    pub(super) condition: &'a dyn Fn(&Alias) -> Condition,
    pub(super) cursor: Option<&'a str>,
    pub(super) most: u64,
}

impl Named<'_> {
    /// The ids of the newest `most` of them, before `cursor`. `None` where there is no name.
    ///
    /// Each name takes one look into the index of its column, for its newest recording. Those of the `most` names of a
    /// column whose newest are the newest hold all that is asked for: of the recordings of any other name, `most` of
    /// other names are newer. So the work grows with the names, and not with the recordings of all of them. Asked by
    /// the condition alone, a database walks through all recordings for a rare name, or sorts all of a frequent one.
    pub(super) fn newest(&self) -> Option<SelectStatement> {
        let mut all: Option<SelectStatement> = None;
        for (column, names) in self.names {
            let of_column = self.newest_in(*column, names);
            match &mut all {
                Some(all) => {
                    all.union(UnionType::All, of_column);
                }
                None => all = Some(of_column),
            }
        }
        let picked = Alias::new("picked");
        let id = || (picked.clone(), Column::Id);
        let mut newest = Query::select();
        // a recording may be picked by its user, its application and its host
        newest.distinct().column(id()).order_by(id(), Order::Desc).limit(self.most);
        newest.from_subquery(all?, picked.clone());
        Some(newest)
    }

    fn newest_in(&self, column: Column, names: &BTreeSet<Name>) -> SelectStatement {
        let backend = self.backend;
        let [named, leading, found] = ["named", "leading", "found"].map(Alias::new);
        let [name, latest] = ["name", "latest"].map(Alias::new);

        let mut with_latest = Query::select();
        with_latest.expr_as(listed_name(backend, &named), name.clone());
        let newest_one = self.of_name(column, listed_name(backend, &named), 1);
        with_latest.expr_as(Expr::SubQuery(None, Box::new(newest_one.into())), latest.clone());
        list(backend, &mut with_latest, names, &named);
        // else a database puts the look into the index in each place that names what it found, and takes it twice
        with_latest.limit(i64::MAX.unsigned_abs());

        let mut leaders = Query::select();
        leaders.column(name.clone()).from_subquery(with_latest, named.clone());
        leaders.and_where(Expr::col(latest.clone()).is_not_null());
        leaders.order_by(latest, Order::Desc).limit(self.most);

        let mut all = Query::select();
        all.column((found.clone(), Column::Id)).from_subquery(leaders, leading.clone());
        let of_leader = self.of_name(column, Expr::col((leading, name)), self.most);
        match backend {
            DbBackend::Sqlite => {
                // has no lateral joins; a cross join goes from the left to the right
                let is_of_leader = Expr::col((found.clone(), Column::Id)).in_subquery(of_leader);
                all.cross_join(Entity.table_ref().alias(found)).and_where(is_of_leader);
            }
            _ => {
                all.join_lateral(JoinType::InnerJoin, of_leader, found, Expr::val(true));
            }
        }
        all
    }

    /// The ids of the newest `most` recordings of one name, before `cursor`.
    fn of_name(&self, column: Column, name: Expr, most: u64) -> SelectStatement {
        let newest = Alias::new("newest");
        let of = |column| Expr::col((newest.clone(), column));
        let mut all = Query::select();
        all.column((newest.clone(), Column::Id)).from_as(Entity, newest.clone());
        all.and_where(of(column).eq(name)).cond_where((self.condition)(&newest));
        all.order_by((newest.clone(), Column::Id), Order::Desc).limit(most);
        if let Some(cursor) = self.cursor {
            all.and_where(of(Column::Id).lt(cursor));
        }
        all
    }
}

/// The columns that a scope has names for, with these.
pub(super) fn kinds(scope: &Scope) -> impl Iterator<Item = (Column, &BTreeSet<Name>)> {
    let kinds = [
        (Column::UserKey, scope.users()),
        (Column::ApplicationKey, scope.applications()),
        (Column::HostKey, scope.hosts()),
    ];
    kinds.into_iter().filter(|(_, names)| !names.is_empty())
}

pub(super) fn never() -> Expr {
    Expr::val(1).eq(0)
}

/// Holds where the text is one of these names. They are one parameter, however many they are: a database reads the same
/// statement for all scopes, and its limit on parameters is never met.
///
/// PostgreSQL compares an array that is a parameter name by name, for each row; what a subquery gives it hashes first, and
/// then takes the look at every row for cheap.
pub(super) fn is_in(backend: DbBackend, text: Expr, names: &BTreeSet<Name>, rows: Rows) -> Expr {
    if backend == DbBackend::Postgres && rows == Rows::Few {
        return text.eq(PgFunc::any(array(names)));
    }
    let named = Alias::new("named");
    let mut all = Query::select();
    all.expr(listed_name(backend, &named));
    list(backend, &mut all, names, &named);
    text.in_subquery(all)
}

/// Adds the names as a table, of which [`listed_name`] is the only column.
fn list(backend: DbBackend, query: &mut SelectStatement, names: &BTreeSet<Name>, table: &Alias) {
    let function = match backend {
        DbBackend::Sqlite => {
            let names: serde_json::Value = names.iter().map(Name::as_str).collect();
            Func::cust("json_each").arg(names.to_string())
        }
        _ => Func::cust("unnest").arg(array(names)),
    };
    query.from_function(function, table.clone());
}

fn listed_name(backend: DbBackend, table: &Alias) -> Expr {
    match backend {
        DbBackend::Sqlite => Expr::col((table.clone(), Alias::new("value"))),
        // the column of a function that returns one is called like its table
        _ => Expr::col((table.clone(), table.clone())),
    }
}

fn array(names: &BTreeSet<Name>) -> Value {
    let names = names.iter().map(|name| Value::from(name.as_str())).collect();
    Value::Array(ArrayType::String, Some(Box::new(names)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use policy::Scope;
    use sea_orm::{EntityTrait, QueryFilter, QueryTrait};

    const BOTH: [DbBackend; 2] = [DbBackend::Sqlite, DbBackend::Postgres];

    fn sql(backend: DbBackend, visibility: &Visibility) -> String {
        let query =
            Entity::find().filter(condition(backend, &Alias::new("recordings"), visibility, Rows::Few));
        let sql = query.build(backend).to_string();
        sql.split_once(" WHERE ").map(|(_, condition)| condition.to_owned()).unwrap_or_default()
    }

    #[test]
    fn nothing_and_an_empty_scope_never_hold() {
        for backend in BOTH {
            assert_eq!(sql(backend, &Visibility::Nothing), "1 = 0");
            let empty = sql(backend, &Visibility::Limited(Scope::default()));
            assert!(empty.ends_with("AND 1 = 0"), "{empty}");
        }
    }

    #[test]
    fn everything_holds_unless_it_is_deleted() {
        for backend in BOTH {
            let sql = sql(backend, &Visibility::Everything);
            assert!(sql.ends_with(r#""list" <> 'deleted'"#), "{sql}");
        }
    }

    #[test]
    fn however_many_names_are_one_parameter_of_a_kind() {
        let names: Vec<String> = (0..5_000).map(|number| format!("host-{number}")).collect();
        let scope = Scope::new(["ada"], [], names.iter().map(String::as_str)).expect("names");
        let visibility = Visibility::Limited(scope);
        for (backend, rows) in BOTH.into_iter().flat_map(|of| [(of, Rows::Few), (of, Rows::Many)]) {
            let wanted = condition(backend, &Alias::new("recordings"), &visibility, rows);
            let query = Entity::find().filter(wanted);
            let values = query.build(backend).values.map_or(0, |values| values.0.len());
            assert!(values < 10, "{values}");
        }
    }
}
