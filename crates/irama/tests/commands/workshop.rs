//! A folder of one's own with music in it, and the binary to work on it.

use std::{
    ffi::OsStr,
    fs,
    path::PathBuf,
    process::{Command, Output},
};

use irama_score::{Note, Part, Pitch, Score, Tick, Velocity, write_midi};
use serde_json::Value;
use tempfile::TempDir;

/// A network that learns in no time.
pub(crate) const TINY: [&str; 10] = [
    "--model",
    "classic",
    "--units",
    "4,3",
    "--window",
    "5",
    "--seed",
    "1",
    "--patience",
    "1000000",
];

/// A folder that vanishes with the test. `loops` in it holds twelve songs of sixty notes.
pub(crate) struct Workshop(TempDir);

impl Workshop {
    pub(crate) fn new() -> Self {
        let workshop = Self(tempfile::tempdir().unwrap());
        fs::create_dir(workshop.path("loops")).unwrap();
        for song in 0..12 {
            workshop.write_song(&format!("loops/{song:02}.mid"), &tune(song, 60));
        }
        workshop
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// A song of eighth notes with these pitches.
    pub(crate) fn write_song(&self, name: &str, pitches: &[u8]) {
        self.write(name, song_bytes(pitches));
    }

    /// The binary, at work in this folder, with its cache in there too.
    pub(crate) fn irama(&self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("irama"));
        command.args(args).current_dir(self.0.path()).env("LC_ALL", "C");
        for name in ["HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "APPDATA"] {
            command.env(name, self.path("home"));
        }
        command
    }

    /// What a command line, split at spaces, ends in.
    pub(crate) fn run(&self, line: &str) -> Ending {
        Ending::new(line, self.irama(line.split_whitespace()).output().unwrap())
    }

    /// The same, and it must end well.
    #[track_caller]
    pub(crate) fn run_well(&self, line: &str) -> Ending {
        let ending = self.run(line);
        assert_eq!(ending.code, Some(0), "irama {line}: {}", ending.stderr);
        ending
    }

    /// `train loops` with the tiny network and more options.
    #[track_caller]
    pub(crate) fn train(&self, options: &str) -> Ending {
        self.run_well(&format!("train loops {} {options}", TINY.join(" ")))
    }
}

/// How a command ended and what it said.
pub(crate) struct Ending {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
    line: String,
}

impl Ending {
    pub(crate) fn new(line: &str, output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("panicked"), "irama {line}: {stderr}");
        Self { code: output.status.code(), stdout: output.stdout, stderr, line: line.to_owned() }
    }

    /// The one JSON document that standard output must be.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|it| panic!("irama {}: {it}: {:?}", self.line, self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.stdout.clone()).unwrap()
    }
}

pub(crate) fn song_bytes(pitches: &[u8]) -> Vec<u8> {
    let note = |(it, pitch): (usize, &u8)| Note {
        start: Tick(240 * it as u64),
        pitch: Pitch::new(*pitch).unwrap(),
        duration: Tick(240),
        velocity: Velocity::clamped(90),
    };
    let notes: Vec<Note> = pitches.iter().enumerate().map(note).collect();
    let end = notes.last().map_or(Tick::ZERO, Note::end);
    let part = Part { name: "Tune".into(), notes, ..Part::default() };
    write_midi(&Score { parts: vec![part], end, ..Score::default() }).unwrap()
}

/// Pitches that differ from song to song by more than a transposition.
pub(crate) fn tune(song: usize, n_notes: usize) -> Vec<u8> {
    let step = 3 + 2 * song;
    (0..n_notes).map(|it| 48 + ((it * step + it * it / (song + 2)) % 29) as u8).collect()
}

/// Lines of a log without the time that each epoch took.
pub(crate) fn without_seconds(log: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(log).unwrap();
    let row = |line: &str| {
        let mut row: Value = serde_json::from_str(line).unwrap();
        row.as_object_mut().unwrap().remove("seconds").unwrap();
        row
    };
    text.lines().map(row).collect()
}
