//! The table of administrators.

use super::logic;
use crate::parts::{IconName, Message};
use api::{Administrator, HolderKind, Role};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(super) struct AdministratorTableProps {
    pub(super) administrators: Vec<Administrator>,
    pub(super) words: AttrValue,
    pub(super) on_edit: Callback<Administrator>,
}

#[component]
pub(super) fn AdministratorTable(props: &AdministratorTableProps) -> Html {
    let listed: Vec<_> =
        props.administrators.iter().filter(|one| logic::matches(one, &props.words)).collect();
    let count = format!("{} of {} administrators", listed.len(), props.administrators.len());
    html! {
        <>
            if listed.is_empty() {
                <Message icon={IconName::Search} title="No administrator matches">
                    <p>{ "Every word of the filter must be in the name, the role, the level or what may be played." }</p>
                </Message>
            } else {
                <div class="table people">
                    <table class="table__grid">
                        <caption class="only-read">{ "Administrators" }</caption>
                        <thead>
                            <tr>
                                <th scope="col" class="people__person">{ "Administrator" }</th>
                                <th scope="col" class="people__role">{ "Role" }</th>
                                <th scope="col">{ "Level" }</th>
                                <th scope="col" class="people__plays">{ "May play" }</th>
                                <th scope="col" class="table__actions"><span class="only-read">{ "Actions" }</span></th>
                            </tr>
                        </thead>
                        <tbody>{ for listed.into_iter().map(|administrator| row(administrator, &props.on_edit)) }</tbody>
                    </table>
                </div>
            }
            <footer class="table-foot"><p class="table-foot__count" role="status">{ count }</p></footer>
        </>
    }
}

fn row(administrator: &Administrator, on_edit: &Callback<Administrator>) -> Html {
    let kind = match administrator.kind {
        HolderKind::Account => "Account",
        HolderKind::Group => "Group, for its members",
    };
    let (level, plays) = (logic::level(administrator), logic::plays(administrator));
    let on_click = {
        let administrator = administrator.clone();
        on_edit.reform(move |_: MouseEvent| administrator.clone())
    };
    html! {
        <tr key={administrator.id.clone()} class="table__row" data-administrator={administrator.name.clone()}>
            <th scope="row" class="people__person">
                <span class="people__display-name">{ &administrator.name }</span>
                <span class="people__name">{ kind }</span>
                <dl class="people__facts">
                    { fact("Role", administrator.role.label()) }
                    { fact("Level", level) }
                    { fact("May play", &plays) }
                </dl>
            </th>
            <td class="people__role">{ administrator.role.label() }</td>
            <td>{ level }</td>
            <td class="people__plays">{ plays }</td>
            <td class="table__actions">
                if administrator.role == Role::ReadOnlyAdmin {
                    <button type="button" class="pf-v6-c-button pf-m-secondary button" aria-label={format!("Change the permission of {}", administrator.name)} onclick={on_click}>
                        <span class="pf-v6-c-button__text">{ "Change" }</span>
                    </button>
                }
            </td>
        </tr>
    }
}

fn fact(name: &'static str, value: &str) -> Html {
    html! { <div class="people__fact"><dt>{ name }</dt><dd>{ value }</dd></div> }
}
