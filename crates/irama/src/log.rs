//! The log of a run: a file with a line of JSON for each epoch.

use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

use irama_model::{ModelError, checkpoint::write_atomically, classic::Epoch};
use serde_json::{Value, json};

use crate::voice::to_json;

/// Lines that stand in the file, or will as soon as it can be written.
pub(crate) struct Log {
    path: PathBuf,
    lines: Vec<String>,
    /// The file may hold less than `lines`, or a line in part.
    is_behind: bool,
}

impl Log {
    /// A log that holds the epochs of `history`, which a resumed run has behind it, and no others:
    /// lines of epochs that are to come again are dropped, and lost ones come back without seconds.
    pub(crate) fn open(path: &Path, history: &[Epoch]) -> Result<Self, ModelError> {
        let old = match history {
            [] => String::new(),
            _ => fs::read_to_string(path).unwrap_or_default(),
        };
        let rows: Vec<Value> =
            old.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let line_of = |epoch: &Epoch| {
            let found = rows.iter().find(|&row| *row == with_seconds(epoch, &row["seconds"]));
            found.cloned().unwrap_or_else(|| with_seconds(epoch, &Value::Null)).to_string()
        };
        let lines = history.iter().map(line_of).collect();
        let mut log = Self { path: path.to_owned(), lines, is_behind: true };
        log.catch_up()?;
        Ok(log)
    }

    /// Adds the line of an epoch. A line that cannot be written comes with a later one.
    pub(crate) fn add(&mut self, epoch: &Epoch, seconds: f64) -> Result<(), ModelError> {
        let line = with_seconds(epoch, &json!((seconds * 1e3).round() / 1e3)).to_string();
        self.lines.push(line);
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

fn with_seconds(epoch: &Epoch, seconds: &Value) -> Value {
    let mut row = to_json(epoch);
    row["seconds"] = seconds.clone();
    row
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).open(path)?;
    file.write_all(format!("{line}\n").as_bytes())
}
