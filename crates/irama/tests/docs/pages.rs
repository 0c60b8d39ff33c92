//! What stands in the documents: commands and links.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Pages whose tables have commands too.
const PAGES_WITH_TABLES: &[&str] = &["README.md", "README.id.md", "docs/FROM_THE_NOTEBOOK.md"];
/// The one where what names no file is the name of a command, as in "part of `irama train`".
const NAMES_COMMANDS: &str = "docs/FROM_THE_NOTEBOOK.md";

/// A page by its path from the root of the project.
pub(crate) struct Page {
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), text: fs::read_to_string(root().join(name)).unwrap() }
    }

    /// All pages for users, by name.
    pub(crate) fn all() -> Vec<Self> {
        let mut names = Vec::new();
        for folder in ["", "docs", "docs/listen"] {
            for entry in fs::read_dir(root().join(folder)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let path = Path::new(folder).join(&name).to_str().unwrap().replace('\\', "/");
                names.extend(name.ends_with(".md").then_some(path));
            }
        }
        names.sort();
        names.iter().map(|it| Self::named(it)).collect()
    }

    /// The commands of its `sh` blocks, and of its tables where it is one that has some there.
    pub(crate) fn commands(&self) -> Vec<String> {
        let mut commands = Vec::new();
        let (mut is_inside, mut line) = (false, String::new());
        for text in self.text.lines() {
            if text.starts_with("```") {
                is_inside = text == "```sh";
            } else if is_inside {
                line += without_comment(text).trim();
                if let Some(start) = line.strip_suffix('\\') {
                    line = start.to_owned();
                } else if !line.is_empty() {
                    commands.push(std::mem::take(&mut line));
                }
            } else if text.starts_with('|') && PAGES_WITH_TABLES.contains(&self.name.as_str()) {
                let names_file = |it: &String| it.contains(['.', '/']);
                let is_meant = |it: &String| self.name != NAMES_COMMANDS || names_file(it);
                commands.extend(commands_of_row(text).filter(is_meant));
            }
        }
        commands
    }

    /// Where its links lead, those within the project.
    fn links(&self) -> impl Iterator<Item = &str> {
        let after = self.text.split("](").skip(1);
        let targets = after.filter_map(|it| it.split([')', '#']).next());
        targets.filter(|it| !it.is_empty() && !it.contains("://"))
    }
}

/// The commands between backquotes in a row of a table.
fn commands_of_row(row: &str) -> impl Iterator<Item = String> {
    let quoted = row.split('`').skip(1).step_by(2).filter(|it| it.starts_with("irama "));
    quoted.map(|it| it.replace("\\|", "|"))
}

fn without_comment(line: &str) -> &str {
    let mut is_quoted = false;
    let comment = line.find(|it| {
        is_quoted ^= it == '"';
        it == '#' && !is_quoted
    });
    &line[..comment.unwrap_or(line.len())]
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn both_readmes_have_the_same_commands() {
    let [english, indonesian] = ["README.md", "README.id.md"].map(|it| Page::named(it).commands());
    assert!(english.len() > 15, "{english:?}");
    assert_eq!(english, indonesian);
}

#[test]
fn every_link_within_the_project_leads_to_a_file() {
    let pages = Page::all();
    let n: usize = pages.iter().map(|it| it.links().count()).sum();
    assert!(n > 80, "only {n} links were found");
    for page in &pages {
        let folder = root().join(&page.name).parent().unwrap().to_owned();
        for link in page.links() {
            assert!(folder.join(link).exists(), "{} links to {link}", page.name);
        }
    }
}
