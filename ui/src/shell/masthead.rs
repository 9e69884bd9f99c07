//! The bar at the top: the name, the theme, help.

use crate::parts::{Button, ButtonKind, Icon, IconName, PageLink};
use crate::route::Route;
use crate::session::use_session;
use crate::theme::{ThemeChoice, use_theme};
use api::Role;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct MastheadProps {
    /// Without a role there is nowhere to go.
    pub(crate) has_navigation: bool,
    pub(crate) is_navigation_shown: bool,
    pub(crate) on_toggle: Callback<()>,
}

#[component]
pub(crate) fn Masthead(props: &MastheadProps) -> Html {
    html! {
        <header class="shell__masthead masthead">
            if props.has_navigation {
                <Button
                    label="Navigation"
                    icon={IconName::Menu}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    expanded={props.is_navigation_shown}
                    on_click={props.on_toggle.reform(|_| ())}
                />
            }
            <PageLink class="masthead__brand" to={Route::Recordings} label="Afterimage, to the recordings">
                <svg class="masthead__logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
                    <rect x="3" y="5" width="20" height="15" rx="3" opacity=".35" />
                    <rect x="6" y="8.5" width="20" height="15" rx="3" opacity=".6" />
                    <rect x="9" y="12" width="20" height="15" rx="3" />
                    <path d="M16.5 15.8v7.4l6-3.7z" />
                </svg>
                <span class="masthead__name">{ "Afterimage" }</span>
            </PageLink>
            <div class="masthead__tools">
                <Who />
                <ThemeSwitch />
                <PageLink
                    class="pf-v6-c-button pf-m-plain button is-icon"
                    to={Route::Help}
                    label="Help"
                    title="Help"
                >
                    <Icon name={IconName::Help} />
                </PageLink>
            </div>
        </header>
    }
}

/// Who is signed in, and the way out.
#[component]
fn Who() -> Html {
    let Some(session) = use_session() else { return Html::default() };
    let role = session.who.role.map_or("No role", Role::label);
    let on_click = session.on_sign_out.reform(|_| ());
    html! {
        <div class="masthead__who">
            <PageLink class="masthead__profile" to={Route::Profile} title="My profile">
                <Icon name={IconName::Person} />
                <span class="masthead__person">
                    <span class="masthead__display-name">{ &session.who.display_name }</span>
                    <span class="masthead__role">{ role }</span>
                </span>
            </PageLink>
            <Button label="Sign out" icon={IconName::SignOut} kind={ButtonKind::Plain} hides_label=true {on_click} />
        </div>
    }
}

/// Light, dark, or as the system has it.
#[component]
fn ThemeSwitch() -> Html {
    let Some(theme) = use_theme() else { return Html::default() };
    let options = [
        (ThemeChoice::Light, IconName::Light, "Light theme"),
        (ThemeChoice::Dark, IconName::Dark, "Dark theme"),
        (ThemeChoice::System, IconName::System, "Theme of the system"),
    ];
    html! {
        <div class="masthead__themes" role="group" aria-label="Theme">
            { for options.into_iter().map(|(choice, icon, label)| html! {
                <Button
                    {label}
                    {icon}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    pressed={theme.choice == choice}
                    on_click={theme.choose.reform(move |_| choice)}
                />
            }) }
        </div>
    }
}
