//! A folder with the files that the documents take for granted, in which their commands run.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    process::Command,
    sync::OnceLock,
};

use assert_cmd::cargo::cargo_bin;
use irama_corpus::house_loops;
use irama_score::write_midi;
use tempfile::TempDir;

/// Loops of a collection.
const N_LOOPS: usize = 12;
/// Names under which documents have a collection.
const COLLECTIONS: &[&str] =
    &["MY_LOOPS.zip", "loops.zip", "chillhopdata.zip", "loops/", "mine/", "my-loops/"];
/// Names under which documents have a single song.
const SONGS: &[&str] = &["riff.mid", "ends.mid", "song.mid", "my-loops/verse-82bpm-Dm.mid"];

pub(crate) struct World(TempDir);

impl World {
    pub(crate) fn new() -> Self {
        let world = Self::empty();
        let loops = loops();
        COLLECTIONS.iter().for_each(|it| world.collect(it, &loops));
        SONGS.iter().for_each(|it| fs::write(world.path(it), &loops[0]).unwrap());
        fs::write(world.path("brief.json"), r#"{ "bars": 4, "key": "D minor" }"#).unwrap();
        for (name, bytes) in models() {
            fs::write(world.path(name), bytes).unwrap();
        }
        world
    }

    pub(crate) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// The program at work in the folder, with its cache in there, in English.
    pub(crate) fn irama(&self, words: &[String]) -> Command {
        let mut command = Command::new(cargo_bin!("irama"));
        command.args(words).current_dir(self.0.path()).env("LC_ALL", "C");
        for name in ["HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"] {
            command.env(name, self.path("home"));
        }
        command
    }

    fn collect(&self, name: &str, loops: &[Vec<u8>]) {
        if name.ends_with('/') {
            fs::create_dir_all(self.path(name)).unwrap();
            for (n, bytes) in loops.iter().enumerate() {
                fs::write(self.path(&format!("{name}{n}.mid")), bytes).unwrap();
            }
            return;
        }
        let mut archive = zip::ZipWriter::new(File::create(self.path(name)).unwrap());
        for (n, bytes) in loops.iter().enumerate() {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(format!("{n}.mid"), options).unwrap();
            archive.write_all(bytes).unwrap();
        }
        archive.finish().unwrap();
    }
}

/// The models that documents take for granted, learned once: one that goes on from the model in the
/// box for three steps, and a small one as Keras has it.
fn models() -> &'static [(&'static str, Vec<u8>)] {
    static MODELS: OnceLock<Vec<(&str, Vec<u8>)>> = OnceLock::new();
    MODELS.get_or_init(|| {
        let world = World::empty();
        world.collect("loops/", &loops());
        for line in [
            "train loops --from base --steps 3 --seed 1 -q -o m.irama",
            "train loops --model classic --units 8,8,4 --window 20 --steps 3 --seed 1 -q -o c.irama",
            "export c.irama -q -o final_music_model.keras",
        ] {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            let output = world.irama(&words).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let read = |it: &str| fs::read(world.path(it)).unwrap();
        ["m.irama", "final_music_model.keras"].map(|it| (it, read(it))).into()
    })
}

/// Some of the built-in loops, as MIDI files.
fn loops() -> Vec<Vec<u8>> {
    let loops = house_loops().into_iter().take(N_LOOPS);
    loops.map(|it| write_midi(&it.score).unwrap()).collect()
}
