//! The pieces that are kept in the project come out of the commands beside them, to the byte.

use std::fs;

use crate::{
    pages::{Page, root},
    rules::arguments,
    world::World,
};

/// Each piece in a folder of a page is composed anew by a command of the page.
#[track_caller]
fn check(folder: &str) {
    let (world, place) = (World::empty(), root().join(folder));
    let commands = Page::named(&format!("{folder}/README.md")).commands();
    let mut made: Vec<String> = Vec::new();
    for command in commands.iter().filter(|it| it.starts_with("irama compose")) {
        let words = arguments(command).unwrap();
        assert!(world.irama(&words).output().unwrap().status.success(), "{command}");
        let name = words.last().unwrap();
        let [new, kept] = [world.path(name), place.join(name)].map(|it| fs::read(it).unwrap());
        assert!(new == kept, "{command} gives other bytes than {folder}/{name}");
        made.push(name.clone());
    }
    let entries = fs::read_dir(&place).unwrap();
    let names = entries.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut kept: Vec<String> = names.filter(|it| it.ends_with(".mid")).collect();
    made.sort();
    kept.sort();
    assert_eq!(made, kept, "each piece has its command");
}

#[test]
fn the_pieces_to_listen_to_are_made_again() {
    check("docs/listen");
}

#[test]
fn the_demo_of_the_studio_is_made_again() {
    check("crates/irama-studio/assets");
}
