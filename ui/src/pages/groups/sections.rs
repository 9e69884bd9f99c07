//! The two sections of the page, each with its table.

use super::logic;
use crate::parts::{Button, IconName, Menu, MenuItem};
use api::{Account, Group, HostGroup, Role};
use yew::prelude::*;

/// What can be done with a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Edit,
    Delete,
}

/// The groups of accounts.
pub(super) fn groups(
    groups: &[Group],
    accounts: &[Account],
    on_new: Callback<MouseEvent>,
    on_choose: &Callback<(Group, Wanted)>,
) -> Html {
    html! {
        <section class="groups" aria-labelledby="groups-title">
            <header class="groups__header">
                <h2 class="groups__title" id="groups-title">{ "Groups of accounts" }</h2>
                <Button label="New group" icon={IconName::Groups} on_click={on_new} />
            </header>
            <p class="groups__lead">
                { "A group gives its members its role, and can be named in the scope of playback permissions. Until it is \
                   given a role, its members have no rights through it." }
            </p>
            if groups.is_empty() {
                <p class="groups__empty">{ "There are no groups yet. Make one to give several people a role at once." }</p>
            } else {
                <div class="table people">
                    <table class="table__grid">
                        <caption class="only-read">{ "Groups of accounts" }</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="people__person">{ "Name" }</th>
                                <th scope="col" class="people__role">{ "Role" }</th>
                                <th scope="col">{ "At the provider" }</th>
                                <th scope="col" class="people__role">{ "Members" }</th>
                                <th scope="col" class="table__actions"><span class="only-read">{ "Actions" }</span></th>
                            </tr>
                        </thead>
                        <tbody>{ for groups.iter().map(|group| group_row(group, accounts, on_choose)) }</tbody>
                    </table>
                </div>
            }
        </section>
    }
}

fn group_row(group: &Group, accounts: &[Account], on_choose: &Callback<(Group, Wanted)>) -> Html {
    let role = group.role.map_or("No role: no rights", Role::label);
    let claim = group.claim.as_deref().unwrap_or("–");
    let members = logic::member_text(&logic::members(group, accounts));
    html! {
        <tr key={group.id.clone()} class="table__row">
            <th scope="row" class="people__person">
                <span class="people__display-name">{ &group.name }</span>
                <dl class="people__facts">
                    { fact("Role", role) }
                    { fact("At the provider", claim) }
                    { fact("Members", &members) }
                </dl>
            </th>
            <td class="people__role">{ role }</td>
            <td>{ claim }</td>
            <td class="people__role">{ &members }</td>
            <td class="table__actions">
                <Menu label={format!("Actions for {}", group.name)} items={items(group, on_choose)} />
            </td>
        </tr>
    }
}

/// The groups of hosts.
pub(super) fn host_groups(
    groups: &[HostGroup],
    on_new: Callback<MouseEvent>,
    on_choose: &Callback<(HostGroup, Wanted)>,
) -> Html {
    html! {
        <section class="groups" aria-labelledby="host-groups-title">
            <header class="groups__header">
                <h2 class="groups__title" id="host-groups-title">{ "Host groups" }</h2>
                <Button label="New host group" icon={IconName::Desktop} on_click={on_new} />
            </header>
            <p class="groups__lead">
                { "Hosts under one name, for the scope of playback permissions. A host that is added counts at once \
                   wherever its group is named." }
            </p>
            if groups.is_empty() {
                <p class="groups__empty">{ "There are no host groups yet. Make one to name many hosts at once." }</p>
            } else {
                <div class="table people">
                    <table class="table__grid">
                        <caption class="only-read">{ "Host groups" }</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="people__person">{ "Name" }</th>
                                <th scope="col" class="is-number">{ "Hosts" }</th>
                                <th scope="col" class="people__hosts">{ "The first of them" }</th>
                                <th scope="col" class="table__actions"><span class="only-read">{ "Actions" }</span></th>
                            </tr>
                        </thead>
                        <tbody>{ for groups.iter().map(|group| host_group_row(group, on_choose)) }</tbody>
                    </table>
                </div>
            }
        </section>
    }
}

fn host_group_row(group: &HostGroup, on_choose: &Callback<(HostGroup, Wanted)>) -> Html {
    let count = group.hosts.len().to_string();
    let first: Vec<&str> = group.hosts.iter().take(4).map(String::as_str).collect();
    let first = if first.is_empty() { "–".to_owned() } else { first.join(", ") };
    html! {
        <tr key={group.id.clone()} class="table__row">
            <th scope="row" class="people__person">
                <span class="people__display-name">{ &group.name }</span>
                <dl class="people__facts">
                    { fact("Hosts", &count) }
                    { fact("The first of them", &first) }
                </dl>
            </th>
            <td class="is-number">{ &count }</td>
            <td class="people__hosts">{ &first }</td>
            <td class="table__actions">
                <Menu label={format!("Actions for {}", group.name)} items={items(group, on_choose)} />
            </td>
        </tr>
    }
}

fn items<T: Clone + 'static>(thing: &T, on_choose: &Callback<(T, Wanted)>) -> Vec<MenuItem> {
    [("Edit", Wanted::Edit), ("Delete", Wanted::Delete)]
        .into_iter()
        .map(|(label, wanted)| MenuItem {
            label: label.into(),
            is_dangerous: wanted == Wanted::Delete,
            reason: None,
            on_choose: {
                let thing = thing.clone();
                on_choose.reform(move |()| (thing.clone(), wanted))
            },
        })
        .collect()
}

fn fact(name: &'static str, value: &str) -> Html {
    html! { <div class="people__fact"><dt>{ name }</dt><dd>{ value }</dd></div> }
}
