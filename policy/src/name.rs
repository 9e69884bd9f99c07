//! Names of users, hosts and applications, as they are compared.

/// A name in the form in which names are compared: without spaces around it, in lower case, and with U+FFFD in place of
/// each U+0000, which not every database can keep.
///
/// Windows and the domain name system tell no upper case from lower case, so `CORP\Ada` and `corp\ada` are one user,
/// and `SRV-1` and `srv-1` one host. Where a system does tell them apart, a scope that names one of two such users
/// takes in both. Lower case is that of Unicode without regard to a language; databases each have a lower case of
/// their own, so that what is stored to be compared is written by this type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// The name in a text; `None` where nothing is in it.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_lowercase().replace('\0', "\u{fffd}")))
    }

    /// The text that is compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text that is compared, to be kept.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_and_spaces_around_do_not_count() {
        assert_eq!(Name::of(" CORP\\Ada "), Name::of("corp\\ada"));
        assert_eq!(Name::of("ZO\u{cb}"), Name::of("zo\u{eb}"));
        assert_ne!(Name::of("ada"), Name::of("ad a"));
    }

    #[test]
    fn a_name_holds_no_character_that_databases_refuse() {
        assert_eq!(Name::of("a\0b").as_ref().map(Name::as_str), Some("a\u{fffd}b"));
    }

    #[test]
    fn an_empty_text_is_no_name() {
        assert_eq!(Name::of(""), None);
        assert_eq!(Name::of(" \t"), None);
    }

    proptest! {
        #[test]
        fn the_name_of_a_name_is_itself(text in "\\PC{0,12}") {
            if let Some(name) = Name::of(&text) {
                prop_assert_eq!(Name::of(name.as_str()), Some(name));
            }
        }
    }
}
