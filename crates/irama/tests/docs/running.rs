//! The commands of each page, in their order, in one folder.

use std::{fs, path::Path};

use crate::{
    pages::Page,
    rules::{NOT_RUN, arguments},
    world::World,
};

/// Options whose value is a file or folder that the program writes.
const WRITES: &[&str] = &["-o", "--wav", "--stems", "--explain", "--log"];

/// Pages with commands that are run. README.id.md has those of README.md, as a test says.
const RUN: &[&str] = &[
    "README.md",
    "docs/COMPOSING.md",
    "docs/EXCHANGE.md",
    "docs/FROM_THE_NOTEBOOK.md",
    "docs/MODEL_CARD.md",
    "docs/TROUBLESHOOTING.md",
    "docs/TUTORIAL.md",
    "docs/listen/README.md",
];

#[track_caller]
fn check(name: &str) {
    assert!(RUN.contains(&name), "{name} is not listed");
    let world = World::new();
    let mut n_run = 0;
    for command in Page::named(name).commands() {
        let Ok(words) = arguments(&command) else { continue };
        let written: Vec<&String> = words
            .windows(2)
            .filter(|it| WRITES.contains(&it[0].as_str()))
            .map(|it| &it[1])
            .collect();
        // What stands there from before must not pass for what is written.
        written.iter().for_each(|it| remove(&world.path(it)));
        let output = world.irama(&words).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {command}\nas {words:?}\n{said}");
        for file in written {
            assert!(world.path(file).exists(), "{name}: {command} wrote no {file}\n{said}");
        }
        n_run += 1;
    }
    assert!(n_run > 0, "{name} has no command that is run");
}

fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

#[test]
fn the_commands_of_the_readme_run() {
    check("README.md");
}

#[test]
fn the_commands_about_composing_run() {
    check("docs/COMPOSING.md");
}

#[test]
fn the_commands_about_exchange_run() {
    check("docs/EXCHANGE.md");
}

#[test]
fn the_commands_for_who_knows_the_notebook_run() {
    check("docs/FROM_THE_NOTEBOOK.md");
}

#[test]
fn the_commands_of_the_model_card_run() {
    check("docs/MODEL_CARD.md");
}

#[test]
fn the_commands_against_trouble_run() {
    check("docs/TROUBLESHOOTING.md");
}

#[test]
fn the_commands_of_the_tutorial_run() {
    check("docs/TUTORIAL.md");
}

#[test]
fn the_commands_of_the_pieces_to_listen_to_run() {
    check("docs/listen/README.md");
}

/// On every page each command is run, or listed as not run.
#[test]
fn every_page_with_commands_is_run() {
    for page in Page::all().iter().filter(|it| it.name != "README.id.md") {
        let n_run = page.commands().iter().filter(|it| arguments(it).is_ok()).count();
        assert_eq!(n_run > 0, RUN.contains(&page.name.as_str()), "{}: {n_run}", page.name);
    }
}

#[test]
fn every_exception_is_needed() {
    let commands: Vec<String> = Page::all().iter().flat_map(Page::commands).collect();
    for (start, reason) in NOT_RUN {
        let is_there = commands.iter().any(|it| it.starts_with(start));
        assert!(is_there, "no command starts with {start:?}, which {reason}");
    }
}
