//! Who may do and see what: roles with their rights, and the one predicate for which recordings somebody may see.
//!
//! Pure: nothing is looked up here. The gateway says who asks, and turns a [`Visibility`] into the condition of its
//! queries; that both agree is a property that its tests hold.

mod name;
mod role;
mod scope;
mod visibility;

pub use api::{Right, Role};
pub use name::Name;
pub use role::{Standing, grants};
pub use scope::{Scope, TooManyNames};
pub use visibility::{Permission, Subject, Verdict, Visibility};
