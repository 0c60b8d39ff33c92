//! Collections whose encoded songs are on disk: the same model as from memory.

use std::fs;

use super::{TINY, all_refused, with_band};
use crate::workshop::{Workshop, song_bytes};

/// What is said of the files, the pieces and the steps, and of what is looked at in part.
fn said(stderr: &str) -> Vec<&str> {
    let is_same = |it: &&str| !it.contains("encoded songs") && !it.contains("parameters");
    let lines = stderr.lines().filter(is_same).filter(|it| !it.contains("memory"));
    lines.take_while(|it| !it.starts_with("step")).collect()
}

#[test]
fn the_same_model_comes_out_of_shards_and_of_memory() {
    let workshop = with_band();
    workshop.write("band/8.mid", b"no MIDI");
    workshop.write("band/9.mid", workshop.read("band/3.mid"));
    let line = format!("train band loops --styles band,tunes --steps 20 {TINY}");
    let memory = workshop.run_well(&format!("{line} -o m.irama"));
    let read = "read 22 files: 20 kept, 2 dropped";
    assert!(memory.stderr.contains(read), "{}", memory.stderr);
    for options in ["--no-cache", "", ""] {
        let shards = workshop.run_well(&format!("{line} -o s.irama --shards kept {options}"));
        assert!(shards.stderr.contains("20 encoded songs are in kept/"), "{}", shards.stderr);
        assert_eq!(said(&shards.stderr), said(&memory.stderr));
        assert!(workshop.read("s.irama") == workshop.read("m.irama"), "the models differ");
    }
    assert_eq!(fs::read_dir(workshop.path("kept")).unwrap().count(), 1);
    // Other styles are another collection.
    workshop.run_well(&format!("{} -o s.irama --shards kept", line.replace("band,tunes", "a,a")));
    assert_eq!(fs::read_dir(workshop.path("kept")).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn a_run_goes_on_from_shards_or_from_memory() {
    use super::stopping::Running;

    let line = format!("train band {TINY} -o m.irama --steps 400 --patience 400");
    let whole = with_band();
    whole.run_well(&line);
    let workshop = with_band();
    for options in ["", "--shards kept", ""] {
        let mut run = Running::start(&workshop, &format!("{line} {options}"));
        run.wait_for("step ");
        run.signal("INT");
        assert_eq!(run.end().0, Some(130));
    }
    let last = workshop.run_well(&format!("{line} --resume --shards kept"));
    assert!(last.stderr.contains("going on after "), "{}", last.stderr);
    assert!(workshop.read("m.irama") == whole.read("m.irama"), "the models differ");
}

#[test]
fn from_ten_thousand_files_on_shards_are_in_the_cache() {
    let workshop = with_band();
    let copy = song_bytes(&[60, 62, 64, 65]);
    // Files count, whatever is in them.
    (8..9_999).for_each(|it| workshop.write(&format!("band/{it}.mid"), &copy));
    let line = format!("train band {TINY} --steps 4 -o m.irama");
    let is_sharded = |options: &str| {
        let said = workshop.run_well(&format!("{line} {options}")).stderr;
        assert!(said.contains("9 kept, "), "{said}");
        said.contains("9 encoded songs are in ")
    };
    assert!(!is_sharded(""));
    let expected = workshop.read("m.irama");
    workshop.write("band/9999.mid", &copy);
    assert!(!is_sharded("--no-cache"), "there is no cache to put them in");
    let of_memory = workshop.read("m.irama");
    assert!(of_memory != expected, "its source is another one");
    assert!(is_sharded(""));
    assert!(workshop.read("m.irama") == of_memory, "the models differ");
}

#[test]
fn a_shard_that_is_damaged_ends_the_run_and_one_that_is_cut_is_built_anew() {
    let workshop = with_band();
    let line = format!("train band {TINY} --steps 20 -o m.irama --shards kept");
    workshop.run_well(&line);
    let expected = workshop.read("m.irama");
    let folder = fs::read_dir(workshop.path("kept")).unwrap().next().unwrap().unwrap().path();
    let shard = folder.join("000000.shard");
    let good = fs::read(&shard).unwrap();
    let places = good.len() - 48 - 8 * 26;
    let mut bytes = good.clone();
    // The first piece is compared before anything else; this is within a later one.
    bytes[places - 5] ^= 1;
    fs::write(&shard, bytes).unwrap();
    let ending = workshop.run(&line);
    assert_eq!(ending.code, Some(1), "{}", ending.stderr);
    let words = ["000000.shard", "damaged; remove the file and it is built anew"];
    assert!(words.iter().all(|it| ending.stderr.contains(it)), "{}", ending.stderr);
    fs::write(&shard, &good[..good.len() / 2]).unwrap();
    workshop.run_well(&line);
    assert!(workshop.read("m.irama") == expected && fs::read(&shard).unwrap() == good);
}

#[test]
fn folders_that_cannot_be_written_and_classic_models_are_refused() {
    let workshop = with_band();
    workshop.write("file", b"no folder");
    let ending = workshop.run(&format!("train band {TINY} --steps 4 -o m.irama --shards file"));
    assert_ne!(ending.code, Some(0));
    assert!(ending.stderr.contains("could not write \"file/"), "{}", ending.stderr);
    let line = "train loops --model classic -o m.irama --shards kept";
    all_refused(&workshop, &[(line, &["--shards", "events", "classic"])]);
    assert!(!workshop.has("m.irama") && !workshop.has("kept"));
}

#[test]
fn all_that_is_said_of_shards_is_said_in_indonesian_too() {
    let workshop = Workshop::new();
    let line = format!("train loops {TINY} --steps 4 -o m.irama --shards kept --lang id");
    let said = workshop.run_well(&line).stderr;
    assert!(said.contains("12 lagu tersandi ada di kept/"), "{said}");
}
