//! Whose session it is: facts that hold for all of a recording, where events hold for a moment.

use serde::{Deserialize, Serialize};

/// Who was recorded, and where: as far as it is known. The texts are what the source or
/// whoever imported it says: untrusted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SessionFacts {
    /// Name of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The machine that the session ran on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The machine that the user sat at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_address: Option<String>,
    /// The application or desktop that was opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<String>,
    /// The site that recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
}

impl SessionFacts {
    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The same, and `others` where nothing is known here.
    #[must_use]
    pub fn or(self, others: Self) -> Self {
        Self {
            user: self.user.or(others.user),
            host: self.host.or(others.host),
            client: self.client.or(others.client),
            client_address: self.client_address.or(others.client_address),
            application: self.application.or(others.application),
            site: self.site.or(others.site),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_of_a_session_goes_before_what_others_say() {
        let some = |text: &str| Some(text.to_owned());
        let known = SessionFacts { user: some("ada"), ..SessionFacts::default() };
        let said = SessionFacts { user: some("bob"), host: some("srv"), ..SessionFacts::default() };
        assert_eq!(
            known.or(said),
            SessionFacts { user: some("ada"), host: some("srv"), ..SessionFacts::default() }
        );
    }
}
