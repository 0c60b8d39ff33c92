//! A folder of its own for each test, with songs, in which the program is run.

use std::{
    fs,
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

use assert_cmd::cargo::cargo_bin;
use irama_model::classic::to_score;
use irama_score::{Pitch, Tick, Velocity, write_midi};
use serde_json::Value;
use tempfile::TempDir;

/// Settings with which learning takes milliseconds.
pub(crate) const TINY: &str = "--model classic --units 4,3 --window 5 --batch 8 --seed 1";

/// A folder with six songs in `songs`, and nothing else.
pub(crate) struct World {
    folder: TempDir,
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap() };
        for seed in 0..6 {
            world.song(&format!("songs/{seed}.mid"), &melody(seed, 60));
        }
        world
    }

    /// A folder with songs and a model, `m.irama`.
    pub(crate) fn with_model() -> Self {
        let world = Self::new();
        world.irama(&format!("train songs -o m.irama --steps 20 {TINY}")).succeeded();
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn exists(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Writes a MIDI file of quarter notes.
    pub(crate) fn song(&self, name: &str, pitches: &[u8]) {
        self.write(name, midi(pitches, false));
    }

    pub(crate) fn drums(&self, name: &str, pitches: &[u8]) {
        self.write(name, midi(pitches, true));
    }

    pub(crate) fn zip(&self, name: &str, entries: &[(&str, Vec<u8>)]) {
        let mut archive = zip::ZipWriter::new(fs::File::create(self.path(name)).unwrap());
        for (name, bytes) in entries {
            archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap();
    }

    /// The names in a folder, hidden ones too, but for the cache.
    pub(crate) fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|it| it != "cache");
        names.sort();
        names
    }

    /// The program with the arguments of `line`, which stand between blanks, and without terminal.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(cargo_bin("irama"));
        command
            .args(line.split_whitespace())
            .current_dir(self.folder.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn irama(&self, line: &str) -> Ran {
        let output = self.command(line).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }

    /// Standard output as the one JSON document that it must be.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        let ran = self.succeeded();
        serde_json::from_str(&ran.stdout).unwrap_or_else(|it| panic!("{it}: {:?}", ran.stdout))
    }

    /// Nothing on standard output, and as the last line on standard error, and no other, an error
    /// that has all of `words`.
    #[track_caller]
    pub(crate) fn refused(self, code: i32, words: &[&str]) {
        let Self { code: actual, stdout, stderr } = self;
        assert_eq!(actual, Some(code), "{stderr}");
        assert_eq!(stdout, "", "{stderr}");
        let n_errors = stderr.lines().filter(|it| it.starts_with("error: ")).count();
        let last = stderr.lines().last().unwrap_or_default();
        assert!(n_errors == 1 && last.starts_with("error: "), "{stderr}");
        for word in words {
            assert!(last.contains(word), "{word:?} is missing: {stderr}");
        }
    }
}

/// A melody of its own for each seed: five notes of a scale in an order that looks random.
pub(crate) fn melody(seed: u8, n_notes: usize) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        [60, 62, 65, 67, 70][(state >> 24) as usize % 5]
    };
    (0..n_notes).map(|_| next()).collect()
}

fn midi(pitches: &[u8], is_drums: bool) -> Vec<u8> {
    let pitches: Vec<Pitch> = pitches.iter().map(|it| Pitch::new(*it).unwrap()).collect();
    let mut score = to_score(&pitches, Tick(480), Velocity::clamped(80), 500_000);
    score.parts[0].is_drums = is_drums;
    write_midi(&score).unwrap()
}
