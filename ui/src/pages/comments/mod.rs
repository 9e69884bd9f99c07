//! The page of one's own comments.

mod page;

pub(crate) use page::CommentsPage;
