//! The frame around every page: masthead, navigation, the page itself, and where the focus goes between pages.

mod masthead;
mod navigation;
mod view;

pub(crate) use view::Shell;
