//! The frame of a page that plays: header, player, and a pane that can be put away.

use crate::parts::{Button, ButtonKind, Icon, IconName, PageLink};
use crate::route::Route;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct WatchProps {
    pub(crate) title: AttrValue,
    /// What stands beside the title.
    #[prop_or_default]
    pub(crate) subtitle: Html,
    /// Whether the statistics are open, and what opens and closes them; without it there is no button for them.
    #[prop_or_default]
    pub(crate) statistics: Option<(bool, Callback<()>)>,
    /// The pane's content.
    pub(crate) pane: Html,
    /// Shows the pane where it was put away.
    #[prop_or_default]
    pub(crate) opens: bool,
    /// What the pane holds, in lower case.
    #[prop_or(AttrValue::Static("session"))]
    pub(crate) pane_name: AttrValue,
    /// Further buttons of the header.
    #[prop_or_default]
    pub(crate) actions: Html,
    /// The player, or what stands in its place.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Watch(props: &WatchProps) -> Html {
    let has_pane = use_state(|| true);
    use_effect_with(props.opens, {
        let has_pane = has_pane.setter();
        move |opens| {
            if *opens {
                has_pane.set(true);
            }
        }
    });
    let toggle = {
        let has_pane = has_pane.clone();
        Callback::from(move |_: MouseEvent| has_pane.set(!*has_pane))
    };
    html! {
        <div class={classes!("watch", has_pane.then_some("has-pane"))}>
            <header class="watch__header">
                <PageLink class="watch__back" to={Route::Recordings}>
                    <Icon name={IconName::Back} />
                    <span>{ "Recordings" }</span>
                </PageLink>
                if let Some((is_open, toggle)) = &props.statistics {
                    <Button
                        label="Statistics"
                        icon={IconName::Statistics}
                        kind={ButtonKind::Plain}
                        hides_label=true
                        pressed={*is_open}
                        on_click={toggle.reform(|_: MouseEvent| ())}
                    />
                }
                <h1 class="watch__title" tabindex="-1" title={props.title.clone()}>{ &props.title }</h1>
                <div class="watch__subtitle">{ props.subtitle.clone() }</div>
                { props.actions.clone() }
                <Button
                    label={format!("{} {}", if *has_pane { "Hide" } else { "Show" }, props.pane_name)}
                    icon={IconName::Pane}
                    kind={ButtonKind::Plain}
                    hides_label=true
                    expanded={*has_pane}
                    on_click={toggle}
                />
            </header>
            <div class="watch__player">{ props.children.clone() }</div>
            if *has_pane {
                <aside class="watch__pane pane" aria-label={format!("Pane: {}", props.pane_name)} tabindex="0">{ props.pane.clone() }</aside>
            }
        </div>
    }
}
