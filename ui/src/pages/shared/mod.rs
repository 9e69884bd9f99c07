//! A recording that was shared by a link: the player, and nothing else of the console.

mod page;

pub(crate) use page::SharedPage;
