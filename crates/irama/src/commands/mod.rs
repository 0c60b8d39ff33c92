//! One file for each command, or for two that mirror each other.

pub(crate) mod compose;
pub(crate) mod exchange;
pub(crate) mod inspect;
pub(crate) mod judge;
pub(crate) mod make;
pub(crate) mod manual;
pub(crate) mod play;
pub(crate) mod render;
pub(crate) mod selftest;
pub(crate) mod studio;
pub(crate) mod train;
