//! The log of a run: a file with a line of JSON for each look at held-out notes.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use irama_model::{ModelError, checkpoint::write_atomically};
use serde_json::{Value, json};

/// Lines that stand in the file, or will as soon as it can be written.
pub(crate) struct Log {
    path: PathBuf,
    lines: Vec<String>,
    /// The file may hold less than `lines`, or a line in part.
    is_behind: bool,
}

impl Log {
    /// A log that holds the rows of `history`, which a resumed run has behind it, and no others:
    /// lines that are to come again are dropped, and lost ones come back without seconds.
    pub(crate) fn open(path: &Path, history: Vec<Value>) -> Result<Self, ModelError> {
        let old = match history.as_slice() {
            [] => String::new(),
            _ => fs::read_to_string(path).unwrap_or_default(),
        };
        let found: Vec<Value> =
            old.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let line_of = |row: Value| {
            let is_same = |it: &&Value| **it == with_seconds(row.clone(), it["seconds"].clone());
            let found = found.iter().find(is_same).cloned();
            found.unwrap_or_else(|| with_seconds(row, Value::Null)).to_string()
        };
        let lines = history.into_iter().map(line_of).collect();
        let mut log = Self { path: path.to_owned(), lines, is_behind: true };
        log.catch_up()?;
        Ok(log)
    }

    /// Adds a row. A line that cannot be written comes with a later one.
    pub(crate) fn add(&mut self, row: Value, seconds: f64) -> Result<(), ModelError> {
        self.lines.push(with_seconds(row, json!((seconds * 1e3).round() / 1e3)).to_string());
        if self.is_behind {
            return self.catch_up();
        }
        let appended = append(&self.path, self.lines.last().map_or("", String::as_str));
        self.is_behind = appended.is_err();
        appended.map_err(|source| ModelError::Write { path: self.path.clone(), source })
    }

    /// Writes whatever could not be written before.
    pub(crate) fn catch_up(&mut self) -> Result<(), ModelError> {
        if self.is_behind {
            let text: String = self.lines.iter().flat_map(|line| [line, "\n"]).collect();
            write_atomically(&self.path, text.as_bytes())?;
            self.is_behind = false;
        }
        Ok(())
    }
}

fn with_seconds(mut row: Value, seconds: Value) -> Value {
    row["seconds"] = seconds;
    row
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).open(path)?;
    file.write_all(format!("{line}\n").as_bytes())
}
