//! What is on the table: versions of a piece, and which of them is shown.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{clock, error::Refusal, id};

/// Versions that a project keeps; of more the oldest goes.
pub(crate) const MAX_VERSIONS: usize = 2000;

/// A version of the piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Version {
    /// The id of a song.
    pub(crate) song: String,
    /// What was done to come to it.
    pub(crate) label: String,
}

/// What is on the table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Project {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) created: String,
    pub(crate) changed: String,
    pub(crate) versions: Vec<Version>,
    /// The index of the version that is shown; 0 if there is none.
    pub(crate) cursor: usize,
    /// What the page keeps of its mixer: mute, solo, volume, view.
    #[schema(value_type = Object)]
    pub(crate) mixer: Map<String, Value>,
}

impl Project {
    pub(crate) fn new(name: String) -> Self {
        let now = clock::moment();
        Self {
            id: id::fresh(),
            name,
            created: now.clone(),
            changed: now,
            versions: Vec::new(),
            cursor: 0,
            mixer: Map::new(),
        }
    }

    /// Adds a version after the one that is shown; what was to be redone goes.
    pub(crate) fn add(&mut self, version: Version) {
        let n_kept = if self.versions.is_empty() { 0 } else { self.cursor + 1 };
        self.versions.truncate(n_kept);
        self.versions.push(version);
        if self.versions.len() > MAX_VERSIONS {
            self.versions.remove(0);
        }
        self.cursor = self.versions.len() - 1;
        self.changed = clock::moment();
    }

    /// Takes a song out of all versions, unless no other would be left; whether it did. If it was
    /// shown, the one before it is.
    pub(crate) fn remove_song(&mut self, song: &str) -> bool {
        let is_it = |it: &Version| it.song == song;
        if self.versions.iter().all(is_it) {
            return false;
        }
        let n_kept = self.versions[..=self.cursor].iter().filter(|it| !is_it(it)).count();
        self.versions.retain(|it| !is_it(it));
        self.cursor = n_kept.saturating_sub(1);
        self.changed = clock::moment();
        true
    }

    /// Shows another version.
    pub(crate) fn go_to(&mut self, cursor: usize) -> Result<(), Refusal> {
        let n = self.versions.len();
        if cursor >= n {
            let message = format!("there is no version {cursor} among {n}");
            return Err(Refusal::invalid("to", message, "give the index of a version, from 0"));
        }
        self.cursor = cursor;
        self.changed = clock::moment();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(song: &str) -> Version {
        Version { song: song.into(), label: String::new() }
    }

    #[test]
    fn a_version_after_an_undo_cuts_off_what_was_to_be_redone() {
        let mut project = Project::new("p".into());
        ["a", "b", "c"].iter().for_each(|it| project.add(version(it)));
        project.go_to(0).unwrap();
        project.add(version("d"));
        let songs: Vec<&str> = project.versions.iter().map(|it| it.song.as_str()).collect();
        assert_eq!((songs, project.cursor), (vec!["a", "d"], 1));
        assert!(project.go_to(2).is_err());
    }

    #[test]
    fn a_song_goes_from_all_versions_unless_it_is_the_only_one() {
        for (cursor, shown) in [(0, "b"), (1, "b"), (2, "b"), (3, "c")] {
            let mut project = Project::new("p".into());
            ["a", "b", "a", "c"].iter().for_each(|it| project.add(version(it)));
            project.go_to(cursor).unwrap();
            assert!(project.remove_song("a"));
            let songs: Vec<&str> = project.versions.iter().map(|it| it.song.as_str()).collect();
            assert_eq!(
                (songs, project.versions[project.cursor].song.as_str()),
                (vec!["b", "c"], shown)
            );
            assert!(project.remove_song("b") && !project.remove_song("c"));
        }
    }

    #[test]
    fn more_than_five_hundred_versions_can_be_undone() {
        let mut project = Project::new("p".into());
        (0..MAX_VERSIONS + 7).for_each(|it| project.add(version(&it.to_string())));
        assert_eq!((project.versions.len(), project.cursor), (MAX_VERSIONS, MAX_VERSIONS - 1));
        assert_eq!(project.versions[0].song, "7");
    }
}
