//! The table of accounts.

use super::logic::{self, Act, Column, Order};
use crate::browser::zone;
use crate::format::{self, Zoned};
use crate::parts::{IconName, Menu, MenuItem, Message};
use api::{Account, AccountState, Group};
use patternfly_yew::prelude::{Color, Label};
use yew::prelude::*;

/// What can be done with an account of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Edit,
    Sessions,
    Ask(Act),
}

#[derive(PartialEq, Properties)]
pub(super) struct AccountTableProps {
    pub(super) accounts: Vec<Account>,
    pub(super) groups: Vec<Group>,
    pub(super) own_id: AttrValue,
    pub(super) words: AttrValue,
    pub(super) order: Order,
    pub(super) on_sort: Callback<Column>,
    pub(super) on_choose: Callback<(Account, Wanted)>,
}

#[component]
pub(super) fn AccountTable(props: &AccountTableProps) -> Html {
    let listed = logic::listed(&props.accounts, &props.words, props.order);
    let count = logic::count(listed.len(), props.accounts.len());
    let zone = format::zone(zone::offset_minutes(zone::now_ms()));
    let head = |column: Column, class: &'static str, label: AttrValue| {
        let is_sorted = props.order.column == column;
        let sorted = match (is_sorted, props.order.is_descending) {
            (false, _) => None,
            (true, false) => Some("ascending"),
            (true, true) => Some("descending"),
        };
        let on_click = props.on_sort.reform(move |_: MouseEvent| column);
        html! {
            <th scope="col" {class} aria-sort={sorted}>
                <button type="button" class="table__sort" onclick={on_click}>
                    { label }
                    <span class="table__sort-mark" aria-hidden="true">
                        { match sorted { None => "", Some("ascending") => "▲", Some(_) => "▼" } }
                    </span>
                </button>
            </th>
        }
    };
    html! {
        <>
            if listed.is_empty() {
                <Message icon={IconName::Search} title="No account matches">
                    <p>{ "Every word of the filter must be in the name, the role or the state." }</p>
                </Message>
            } else {
                <div class="table people">
                    <table class="table__grid">
                        <caption class="only-read">{ "Accounts" }</caption>
                        <thead>
                            <tr>
                                { head(Column::Person, "people__person", "Person".into()) }
                                { head(Column::Role, "people__role", "Role".into()) }
                                { head(Column::State, "people__state", "State".into()) }
                                <th scope="col" class="people__methods">{ "Ways to sign in" }</th>
                                { head(Column::SignedIn, "people__signed-in", format!("Last signed in ({zone})").into()) }
                                { head(Column::Sessions, "people__sessions is-number", "Open sessions".into()) }
                                <th scope="col" class="table__actions"><span class="only-read">{ "Actions" }</span></th>
                            </tr>
                        </thead>
                        <tbody>{ for listed.iter().map(|account| row(account, props)) }</tbody>
                    </table>
                </div>
            }
            <footer class="table-foot"><p class="table-foot__count" role="status">{ count }</p></footer>
        </>
    }
}

fn row(account: &Account, props: &AccountTableProps) -> Html {
    let origin = logic::role_origin(account, &props.groups);
    let role = logic::role_name(account.effective_role);
    let signed_in = account.signed_in_at_ms.and_then(|at_ms| Zoned::new(at_ms, zone::offset_minutes(at_ms)));
    let signed_in_text = signed_in.map_or_else(|| "Never".to_owned(), Zoned::date_time);
    let is_own = account.id == *props.own_id;
    let methods = logic::methods(account);
    html! {
        <tr key={account.id.clone()} class="table__row" data-account={account.name.clone()}>
            <th scope="row" class="people__person">
                <span class="people__display-name">
                    { &account.display_name }
                    if is_own {
                        <span class="people__own">{ " (you)" }</span>
                    }
                </span>
                <span class="people__name">{ &account.name }</span>
                <dl class="people__facts">
                    { fact("Role", origin.as_ref().map_or_else(|| role.to_owned(), |origin| format!("{role}, {origin}"))) }
                    { fact("State", account.state.label().to_owned()) }
                    { fact("Ways to sign in", methods.clone()) }
                    { fact("Last signed in", signed_in_text.clone()) }
                    { fact("Open sessions", account.open_sessions.to_string()) }
                </dl>
            </th>
            <td class="people__role">
                { role }
                if let Some(origin) = origin {
                    <span class="people__name">{ origin }</span>
                }
            </td>
            <td class="people__state">{ state(account.state) }</td>
            <td class="people__methods">{ methods }</td>
            <td class="people__signed-in">
                if let Some(at) = signed_in {
                    <time datetime={at.machine()}>{ signed_in_text }</time>
                } else {
                    <span class="table__unknown">{ signed_in_text }</span>
                }
            </td>
            <td class="people__sessions is-number">{ account.open_sessions }</td>
            <td class="table__actions">
                <Menu label={format!("Actions for {}", account.display_name)} items={items(account, &props.on_choose)} />
            </td>
        </tr>
    }
}

fn fact(name: &'static str, value: String) -> Html {
    html! { <div class="people__fact"><dt>{ name }</dt><dd>{ value }</dd></div> }
}

fn state(state: AccountState) -> Html {
    let color = match state {
        AccountState::Invited => Color::Blue,
        AccountState::Active => Color::Green,
        AccountState::Disabled => Color::Grey,
    };
    html! { <Label label={state.label()} {color} compact=true /> }
}

fn items(account: &Account, on_choose: &Callback<(Account, Wanted)>) -> Vec<MenuItem> {
    let is_disabled = account.state == AccountState::Disabled;
    let has_methods = account.methods.totp || account.methods.passkeys > 0;
    let item = |label: &'static str, wanted: Wanted, reason: Option<&'static str>| MenuItem {
        label: label.into(),
        is_dangerous: matches!(wanted, Wanted::Ask(act) if act.is_dangerous()),
        reason: reason.map(AttrValue::from),
        on_choose: {
            let account = account.clone();
            on_choose.reform(move |()| (account.clone(), wanted))
        },
    };
    let (switch, act) = if is_disabled { ("Enable", Act::Enable) } else { ("Disable", Act::Disable) };
    vec![
        item("Edit name and role", Wanted::Edit, None),
        item("Open sessions", Wanted::Sessions, None),
        item("New invitation link", Wanted::Ask(Act::Link), is_disabled.then_some("The account is disabled")),
        item(switch, Wanted::Ask(act), None),
        item(
            "Remove second factor and passkeys",
            Wanted::Ask(Act::RemoveMethods),
            (!has_methods).then_some("It has none"),
        ),
        item("Delete", Wanted::Ask(Act::Delete), None),
    ]
}

/// Rows that keep the place while the accounts load.
pub(super) fn skeleton() -> Html {
    html! {
        <div class="table people">
            <p class="only-read" role="status">{ "Loading the accounts" }</p>
            <table class="table__grid" aria-hidden="true">
                <tbody>
                    { for (0..6).map(|_| html! {
                        <tr class="table__row is-skeleton">
                            { for ["person", "role", "state", "methods", "signed-in", "sessions"].map(|column| html! {
                                <td class={format!("people__{column}")}><span class="table__bone" /></td>
                            }) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </div>
    }
}
