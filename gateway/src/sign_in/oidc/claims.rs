//! What a provider says of somebody, as the gateway uses it.

use super::{OidcError, Provider};
use crate::sign_in::checked_name;
use serde_json::{Map, Value};

/// OpenID Connect Core section 2: a subject has at most 255 characters.
const MAX_SUBJECT: usize = 255;
/// Characters of an e-mail address or a group.
const MAX_TEXT: usize = 320;
/// Groups of one person.
const MAX_GROUPS: usize = 5_000;

/// Who signed in, as the provider's signed token says. An account is found by [`Claims::issuer`] and
/// [`Claims::subject`] together: all the rest can change, and be given to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
    /// The provider's id in the configuration.
    pub provider: String,
    /// Its issuer.
    pub issuer: String,
    /// The person, by the provider's own name for them, which it gives to nobody else.
    pub subject: String,
    /// The name of the account, from the claim that the configuration names.
    pub name: String,
    /// The person's full name.
    pub display_name: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// The provider says that it checked the e-mail address. One that is not checked proves nothing.
    pub is_email_verified: bool,
    /// Their groups, in the provider's order, each once; none where the claim is missing.
    pub groups: Vec<String>,
}

impl Claims {
    /// Reads verified claims.
    pub(super) fn read(provider: &Provider, claims: &Map<String, Value>) -> Result<Self, OidcError> {
        let subject = text(claims.get("sub"), MAX_SUBJECT).ok_or_else(|| wrong("sub", SUBJECT))?;
        let account =
            name(find(claims, &provider.name_claim)).ok_or_else(|| wrong(&provider.name_claim, NAME))?;
        Ok(Self {
            provider: provider.id.clone(),
            issuer: provider.issuer.clone(),
            subject: subject.to_owned(),
            name: account.to_owned(),
            display_name: name(claims.get("name")).map(str::to_owned),
            email: text(claims.get("email"), MAX_TEXT).map(|email| email.trim().to_owned()),
            is_email_verified: claims.get("email_verified") == Some(&Value::Bool(true)),
            groups: groups(find(claims, &provider.groups_claim))
                .ok_or_else(|| wrong(&provider.groups_claim, GROUPS))?,
        })
    }
}

const SUBJECT: &str = "text of at most 255 characters";
const NAME: &str = "a name of at most 256 characters, on one line";
const GROUPS: &str = "a list of at most 5000 names, or one name";

fn wrong(claim: &str, expected: &'static str) -> OidcError {
    OidcError::Claim { claim: claim.to_owned(), expected }
}

/// A claim by its name. Names of claims may have dots themselves (they are often addresses), so that the whole name
/// comes first; then each dot leads into an object.
fn find<'a>(claims: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    if let Some(value) = claims.get(path) {
        return Some(value);
    }
    let mut names = path.split('.');
    let first = claims.get(names.next()?)?;
    names.try_fold(first, |value, name| value.as_object()?.get(name))
}

/// A name that an account may have.
fn name(value: Option<&Value>) -> Option<&str> {
    checked_name(value?.as_str()?).ok()
}

fn text(value: Option<&Value>, most: usize) -> Option<&str> {
    let text = value?.as_str()?;
    let fits = !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control);
    fits.then_some(text)
}

/// Several names, one name, or none. Anything else is a claim that means something else.
fn groups(value: Option<&Value>) -> Option<Vec<String>> {
    let values = match value {
        None | Some(Value::Null) => return Some(Vec::new()),
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
    };
    if values.len() > MAX_GROUPS {
        return None;
    }
    let mut seen = std::collections::HashSet::new();
    let mut groups = Vec::new();
    for value in values {
        let name = text(Some(value), MAX_TEXT)?;
        if seen.insert(name) {
            groups.push(name.to_owned());
        }
    }
    Some(groups)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn provider(name_claim: &str, groups_claim: &str) -> Provider {
        Provider {
            id: "corp".to_owned(),
            label: "Corp".to_owned(),
            issuer: "https://id.example".to_owned(),
            client_id: "afterimage".to_owned(),
            client_secret: None,
            scopes: Vec::new(),
            groups_claim: groups_claim.to_owned(),
            name_claim: name_claim.to_owned(),
        }
    }

    fn read(claims: &Value, groups_claim: &str) -> Result<Claims, OidcError> {
        Claims::read(&provider("preferred_username", groups_claim), claims.as_object().unwrap())
    }

    fn with(groups_claim: &str, value: &Value) -> Result<Vec<String>, OidcError> {
        let mut claims = json!({"sub": "1", "preferred_username": "alice"});
        claims[groups_claim] = value.clone();
        read(&claims, groups_claim).map(|claims| claims.groups)
    }

    #[test]
    fn all_of_it_is_read() {
        let claims = json!({
            "sub": "248289761001", "preferred_username": " alice ", "name": "Alice A.", "email": "alice@example.com",
            "email_verified": true, "groups": ["staff", "ops", "staff"]
        });
        let expected = Claims {
            provider: "corp".to_owned(),
            issuer: "https://id.example".to_owned(),
            subject: "248289761001".to_owned(),
            name: "alice".to_owned(),
            display_name: Some("Alice A.".to_owned()),
            email: Some("alice@example.com".to_owned()),
            is_email_verified: true,
            groups: vec!["staff".to_owned(), "ops".to_owned()],
        };
        assert_eq!(read(&claims, "groups"), Ok(expected));
    }

    #[test]
    fn groups_are_a_list_one_name_or_none() {
        assert_eq!(with("groups", &json!(["a", "b"])).unwrap(), ["a", "b"]);
        assert_eq!(with("groups", &json!("a b")).unwrap(), ["a b"]);
        assert!(with("groups", &json!([])).unwrap().is_empty());
        assert!(with("groups", &Value::Null).unwrap().is_empty());
        assert!(read(&json!({"sub": "1", "preferred_username": "a"}), "groups").unwrap().groups.is_empty());
        for wrong in
            [json!(1), json!({"a": "b"}), json!(["a", 1]), json!([["a"]]), json!([""]), json!(["a\n"])]
        {
            let refused = with("groups", &wrong);
            assert!(
                matches!(&refused, Err(OidcError::Claim { claim, .. }) if claim == "groups"),
                "{refused:?}"
            );
        }
        assert!(with("groups", &json!(vec!["a"; MAX_GROUPS + 1])).is_err());
    }

    #[test]
    fn groups_lie_within_other_claims_where_dots_lead_there() {
        let claims = json!({
            "sub": "1", "preferred_username": "a", "realm_access": {"roles": ["admin"], "none": 1},
            "https://corp.example/groups": ["web"]
        });
        let groups = |path: &str| read(&claims, path).unwrap().groups;
        assert_eq!(groups("realm_access.roles"), ["admin"]);
        assert_eq!(groups("https://corp.example/groups"), ["web"]);
        for path in ["realm_access.other", "realm_access.none.more", "other.roles", "", ".", "realm_access."]
        {
            assert!(groups(path).is_empty(), "{path}");
        }
        assert!(read(&claims, "realm_access").is_err());
    }

    #[test]
    fn a_subject_and_a_name_are_needed() {
        for (claims, at_fault) in [
            (json!({"preferred_username": "a"}), "sub"),
            (json!({"sub": "", "preferred_username": "a"}), "sub"),
            (json!({"sub": "a".repeat(256), "preferred_username": "a"}), "sub"),
            (json!({"sub": 1, "preferred_username": "a"}), "sub"),
            (json!({"sub": "1"}), "preferred_username"),
            (json!({"sub": "1", "preferred_username": " "}), "preferred_username"),
            (json!({"sub": "1", "preferred_username": "a\nb"}), "preferred_username"),
            (json!({"sub": "1", "preferred_username": "a".repeat(257)}), "preferred_username"),
        ] {
            let refused = read(&claims, "groups");
            assert!(
                matches!(&refused, Err(OidcError::Claim { claim, .. }) if claim == at_fault),
                "{refused:?}"
            );
        }
        let claims = json!({"sub": "1", "email": "a@example.com"});
        let claims = Claims::read(&provider("email", "groups"), claims.as_object().unwrap()).unwrap();
        assert_eq!((claims.name.as_str(), claims.is_email_verified), ("a@example.com", false));
    }
}
