//! Types that go over the network between the gateway and its clients: REST bodies, ids and error codes.

mod accounts;
mod admin_log;
mod care;
mod comments;
mod health;
mod links;
mod list;
pub mod paths;
mod permissions;
mod problem;
mod profile;
mod recordings;
mod roles;
mod sign_in;
mod watch;

pub use accounts::{
    Account, AccountChange, AccountMethods, AccountState, Group, GroupContent, HostGroup, HostGroupContent,
    Invitation, NewAccount,
};
pub use admin_log::{
    AdminLog, Justification, LogCategory, LogDetail, LogEntry, LogPage, LogQuery, PlaybackState,
};
pub use care::{Care, Changed, Chosen, Deletion, Done, Hold};
pub use comments::{Comment, CommentPage, CommentQuery, NewComment};
pub use events::{SessionFacts, Severity};
pub use health::Health;
pub use links::{
    ClearedLinks, LinkOpening, LinkPage, LinkQuery, LinkStatus, LinkToOpen, MadeLink, NewLink, OpenedLink,
    SharedLink,
};
pub use list::{ListQuery, Match, RecordingList, RecordingPage};
pub use permissions::{Administrator, HolderKind, PermissionLevel, PermissionScope, PlaybackPermission};
pub use problem::Problem;
pub use profile::{
    OwnMethods, Passkey, PasskeyAnswer, PasskeyCeremony, PasswordChange, ProfileChange, Proof, RecoveryCodes,
    TotpConfirmation, TotpOffer,
};
pub use recordings::{Kind, Recording, SizeOnScreen};
pub use roles::{Right, Role};
pub use sign_in::{
    LinkFacts, LinkPurpose, LinkSecret, LinkUse, OpenSession, PasswordSignIn, Provider, SignInMethod,
    SignInMethods, SignInSession,
};
pub use watch::{REQUESTS as WATCH_REQUESTS, WatchEvent, WatchRequest};
