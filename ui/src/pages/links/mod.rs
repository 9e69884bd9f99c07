//! Links that give recordings to everybody who can sign in: who made them, who opened them, and how they end.

mod page;
mod table;

pub(crate) use page::LinksPage;
