//! Names entered as labels: written and confirmed with Enter, each removed by its button.

use crate::browser::{document, keys};
use crate::parts::{Icon, IconName};
use yew::prelude::*;

/// How many names fit.
const MOST: usize = 1_000;
/// How many characters a recorded name may have.
const LONGEST: usize = 1_024;

/// Names, and what is being written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Names {
    /// The names, in the order in which they were entered.
    pub(crate) list: Vec<String>,
    /// What stands in the field.
    text: String,
    /// Why it is not a name yet.
    fault: Option<String>,
    /// What was done last; read out.
    said: String,
}

/// What can happen to names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum NamesAct {
    /// This stands in the field now.
    Write(String),
    /// What stands there is a name.
    Add,
    /// These lines are names.
    Paste(String),
    /// The name at this place is none any longer.
    Remove(usize),
}

impl Names {
    pub(crate) fn of(list: &[String]) -> Self {
        Self { list: list.to_vec(), ..Self::default() }
    }

    /// Whether something stands in the field that cannot be a name.
    pub(crate) fn has_fault(&self) -> bool {
        self.fault.is_some()
    }

    pub(crate) fn after(mut self, act: NamesAct) -> Self {
        match act {
            NamesAct::Write(text) => (self.text, self.fault) = (text, None),
            NamesAct::Add => {
                let text = std::mem::take(&mut self.text);
                self.take(&text);
            }
            NamesAct::Paste(text) => {
                let before = self.list.len();
                text.lines().for_each(|line| self.take(line));
                self.said = format!("{} added", self.list.len() - before);
            }
            NamesAct::Remove(place) => {
                if place < self.list.len() {
                    self.said = format!("{} removed", self.list.remove(place));
                    self.fault = None;
                }
            }
        }
        self
    }

    /// Adds a name; one that cannot be added stays in the field, with why.
    fn take(&mut self, text: &str) {
        let name = text.trim();
        if name.is_empty() {
            return;
        }
        // as the gateway compares them
        let key = name.to_lowercase();
        let fault = if self.list.iter().any(|known| known.to_lowercase() == key) {
            format!("{name} is there already.")
        } else if name.chars().count() > LONGEST {
            "A name has at most 1,024 characters. Shorten it.".to_owned()
        } else if self.list.len() >= MOST {
            "At most 1,000 names fit. Remove some, or use a group.".to_owned()
        } else {
            self.said = format!("{name} added");
            self.list.push(name.to_owned());
            return;
        };
        self.text = name.to_owned();
        self.fault = Some(fault);
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct LabelsProps {
    /// Names the field within the page.
    pub(crate) id: AttrValue,
    pub(crate) label: AttrValue,
    pub(crate) names: Names,
    #[prop_or_default]
    pub(crate) help: Option<AttrValue>,
    pub(crate) on_act: Callback<NamesAct>,
}

/// A field for names, with the names below it.
#[component]
pub(crate) fn Labels(props: &LabelsProps) -> Html {
    let field = use_node_ref();
    let names = &props.names;
    let notes_id = AttrValue::from(format!("{}-help", props.id));
    let oninput = props
        .on_act
        .reform(|event: InputEvent| NamesAct::Write(document::written(&event).unwrap_or_default()));
    let onkeydown = {
        let on_act = props.on_act.clone();
        Callback::from(move |event: KeyboardEvent| {
            // Enter that ends the composing of a character is the input method's
            if keys::press(&event).key == "Enter" && !event.is_composing() {
                event.prevent_default();
                on_act.emit(NamesAct::Add);
            }
        })
    };
    let onpaste = {
        let on_act = props.on_act.clone();
        Callback::from(move |event: Event| {
            // a field of one line would join the lines to one name
            if let Some(text) = document::pasted(&event).filter(|text| text.trim().contains('\n')) {
                event.prevent_default();
                on_act.emit(NamesAct::Paste(text));
            }
        })
    };
    let onblur = props.on_act.reform(|_: FocusEvent| NamesAct::Add);
    html! {
        <div class="field">
            <label class="field__label" for={props.id.clone()}>{ &props.label }</label>
            <input
                class="field__input"
                id={props.id.clone()}
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                enterkeyhint="enter"
                value={names.text.clone()}
                aria-invalid={names.has_fault().then_some("true")}
                aria-describedby={notes_id.clone()}
                ref={field.clone()}
                {oninput}
                {onkeydown}
                {onpaste}
                {onblur}
            />
            <div class="field__notes" id={notes_id}>
                if let Some(fault) = &names.fault {
                    <p class="form__failure" role="alert">{ fault }</p>
                }
                if let Some(help) = &props.help {
                    <p class="field__help">{ help }</p>
                }
            </div>
            <p class="only-read" role="status">{ &names.said }</p>
            if !names.list.is_empty() {
                <ul class="labels" role="list" aria-label={props.label.clone()}>
                    { for names.list.iter().enumerate().map(|(place, name)| label(place, name, &props.on_act, &field)) }
                </ul>
            }
        </div>
    }
}

fn label(place: usize, name: &str, on_act: &Callback<NamesAct>, field: &NodeRef) -> Html {
    let onclick = {
        let (on_act, field) = (on_act.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            on_act.emit(NamesAct::Remove(place));
            // the button goes, and the focus would be lost with it
            document::focus(&field);
        })
    };
    html! {
        <li class="labels__one" key={name.to_lowercase()}>
            <span class="labels__text">{ name }</span>
            <button type="button" class="labels__remove" aria-label={format!("Remove {name}")} {onclick}>
                <Icon name={IconName::Close} />
            </button>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(names: Names, acts: &[NamesAct]) -> Names {
        acts.iter().cloned().fold(names, Names::after)
    }

    fn written(text: &str) -> [NamesAct; 2] {
        [NamesAct::Write(text.to_owned()), NamesAct::Add]
    }

    #[test]
    fn a_name_is_added_once_whatever_its_case() {
        let names = after(Names::default(), &written("  CORP\\Ada "));
        assert_eq!((names.list.as_slice(), names.text.as_str()), (["CORP\\Ada".to_owned()].as_slice(), ""));
        let names = after(names, &written("corp\\ada"));
        assert_eq!((names.list.len(), names.text.as_str()), (1, "corp\\ada"));
        assert!(names.has_fault());
        let names = after(names, &[NamesAct::Write("bob".to_owned())]);
        assert!(!names.has_fault());
        let names = after(names, &[NamesAct::Add, NamesAct::Remove(0), NamesAct::Remove(7)]);
        assert_eq!((names.list, names.said), (vec!["bob".to_owned()], "CORP\\Ada removed".to_owned()));
    }

    #[test]
    fn nothing_written_is_no_name() {
        let names = after(Names::default(), &written("   "));
        assert_eq!((names.list.len(), names.has_fault()), (0, false));
    }

    #[test]
    fn pasted_lines_are_names() {
        let names = after(Names::default(), &[NamesAct::Paste("srv-1\r\n\r\n srv-2\nSRV-1".to_owned())]);
        assert_eq!(names.list, ["srv-1", "srv-2"]);
        assert_eq!((names.text.as_str(), names.said.as_str()), ("SRV-1", "2 added"));
    }

    #[test]
    fn what_does_not_fit_stays_in_the_field() {
        let lines = (0..=MOST).map(|number| format!("host-{number}\n")).collect::<String>();
        let names = after(Names::default(), &[NamesAct::Paste(lines)]);
        assert_eq!((names.list.len(), names.text.as_str()), (MOST, "host-1000"));
        assert!(names.fault.is_some_and(|fault| fault.contains("use a group")));
        let long = after(Names::default(), &written(&"\u{e4}".repeat(LONGEST + 1)));
        assert!(long.has_fault() && long.list.is_empty());
    }
}
