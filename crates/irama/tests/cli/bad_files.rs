//! Files of strangers: each is told in one line with what to do, and nothing is left half written.

use crate::world::{TINY, World, melody};

#[test]
fn inputs_without_music_are_told_apart() {
    let world = World::new();
    world.write("empty/.keep", "");
    std::fs::remove_file(world.path("empty/.keep")).unwrap();
    world.write("other/note.txt", "x");
    world.write("text/a.mid", "not music");
    world.write("cut.zip", b"PK\x03\x04 and then nothing");
    world.zip("plain.zip", &[("a.txt", b"x".to_vec())]);
    let before = world.names(".");
    for (input, words) in [
        ("nowhere", ["nowhere", "spelling"]),
        ("empty", ["no files", "give a folder"]),
        ("other", ["not MIDI (.txt 1)", "give a folder"]),
        ("other/note.txt", ["not MIDI", "give a folder"]),
        ("plain.zip", ["not MIDI (.txt 1)", "give a folder"]),
        ("cut.zip", ["cut.zip", "download or pack it again"]),
        ("text", ["text file", "give other files"]),
        ("text/a.mid", ["text file", "give other files"]),
    ] {
        world.irama(&format!("train {input} -o m.irama {TINY}")).refused(2, &words);
        world.irama(&format!("make {input} -o a/b")).refused(2, &words);
        assert_eq!(world.names("."), before, "{input}");
    }
    for (input, words) in [
        ("nowhere", ["nowhere", "spelling"]),
        ("empty", ["no files", "give a folder"]),
        ("plain.zip", ["not MIDI (.txt 1)", "give a folder"]),
        ("text/a.mid", ["text/a.mid", "text file"]),
    ] {
        world.irama(&format!("inspect {input} --json")).refused(2, &words);
    }
}

#[test]
fn too_few_notes_say_which_window_would_do() {
    let world = World::new();
    world.song("few/a.mid", &melody(1, 20));
    world.song("few/b.mid", &melody(2, 11));
    let words = ["window is 50", "has 31", "--window 16", "add files"];
    for split in ["files", "windows"] {
        world
            .irama(&format!("train few -o m.irama --model classic --split {split}"))
            .refused(2, &words);
    }
    world.irama("make few -o out --model classic").refused(2, &words);
    assert_eq!(world.names("."), ["few", "songs"]);
    let smaller =
        "train few -o m.irama --model classic --split windows --window 16 --units 4 --steps 3";
    world.irama(smaller).succeeded();
}

#[test]
fn notes_that_teach_nothing_are_told() {
    let world = World::new();
    world.song("one/a.mid", &[60; 70]);
    world.song("one/b.mid", &[60; 80]);
    world.drums("drums/a.mid", &melody(1, 80));
    world.drums("drums/b.mid", &melody(2, 80));
    world.song("single/a.mid", &melody(1, 80));
    for (input, words) in [
        ("one", ["all 150 notes have the pitch 60", "add files"]),
        ("drums", ["only drums", "add files"]),
        ("single", ["the only song", "--split windows"]),
    ] {
        world.irama(&format!("train {input} -o m.irama {TINY}")).refused(2, &words);
        assert_eq!(world.names("."), ["drums", "one", "single", "songs"]);
    }
    let single = format!("train single -o m.irama --steps 3 --split windows {TINY}");
    world.irama(&single).succeeded();
}

#[test]
fn one_bad_file_does_not_stop_a_run() {
    let world = World::new();
    world.write("songs/bad.mid", b"MThd\xff\xff\xff\xff");
    world.write("songs/text.mid", "not music");
    let ran = world.irama(&format!("train songs -o m.irama --steps 3 {TINY}")).succeeded();
    assert!(ran.stderr.contains("songs/text.mid"), "{}", ran.stderr);
    assert!(world.exists("m.irama"));
}

#[test]
fn damaged_models_are_refused_with_what_is_wrong() {
    let world = World::with_model();
    let whole = world.bytes("m.irama");
    let mut other_version = whole.clone();
    other_version[6] = b'7';
    world.write("empty.irama", b"");
    world.write("text.irama", b"hello");
    world.write("head.irama", &whole[..20]);
    world.write("half.irama", &whole[..whole.len() / 2]);
    world.write("version.irama", &other_version);
    world.write("more.irama", [&whole[..], b"x"].concat());
    for (name, words) in [
        ("empty", ["empty.irama", "empty"]),
        ("text", ["text.irama", "give a file that"]),
        ("head", ["head.irama", "cut short"]),
        ("half", ["half.irama", "use a copy"]),
        ("version", ["format 7", "update the program"]),
        ("more", ["more.irama", "checksum"]),
    ] {
        world.irama(&format!("compose -m {name}.irama -o a.mid")).refused(2, &words);
        world.irama(&format!("export {name}.irama -o a.safetensors")).refused(2, &words);
        world.irama(&format!("inspect {name}.irama")).refused(2, &words);
        assert!(!world.exists("a.mid") && !world.exists("a.safetensors"), "{name}");
    }
}

#[test]
fn a_flipped_byte_anywhere_in_a_model_is_noticed() {
    let world = World::with_model();
    let whole = world.bytes("m.irama");
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x10;
        world.write("flipped.irama", &flipped);
        world.irama("compose -m flipped.irama -o a.mid").refused(2, &["flipped.irama"]);
        assert!(!world.exists("a.mid"), "byte {at}");
    }
}

#[test]
fn damaged_exports_are_refused() {
    let world = World::with_model();
    for ending in ["safetensors", "keras"] {
        world.irama(&format!("export m.irama -o m.{ending}")).succeeded();
        let (whole, cut) = (world.bytes(&format!("m.{ending}")), format!("cut.{ending}"));
        for n in [0, 5, 100, whole.len() / 2, whole.len() - 1] {
            world.write(&cut, &whole[..n]);
            world.irama(&format!("import {cut} -o b.irama")).refused(2, &[&cut]);
            assert!(!world.exists("b.irama"), "{n} bytes");
        }
    }
}

#[test]
fn what_diverges_is_told_with_a_lower_rate() {
    let world = World::with_model();
    let before = world.bytes("m.irama");
    let line = "train songs -o m.irama --model classic --units 16 --window 5 --learning-rate 10 --epochs 300 \
                --patience 300 --dropout 0 --seed 1";
    let ran = world.irama(line);
    // Whether it diverges is the arithmetic's affair; if it does, it is said and the model is whole.
    if ran.code == Some(0) {
        assert!(world.irama("compose -m m.irama -o a.mid").succeeded().stderr.contains("a.mid"));
    } else {
        ran.refused(1, &["loss", "--learning-rate"]);
        let after = world.bytes("m.irama");
        assert!(after == before || world.irama("inspect m.irama").code == Some(0));
    }
}

#[cfg(unix)]
#[test]
fn names_with_control_characters_cannot_draw_on_the_terminal() {
    let world = World::new();
    world.write("songs/\u{1b}[31mred\nline.mid", "not music");
    let ran = world.irama("inspect songs").succeeded();
    assert!(ran.stdout.contains("red"), "{:?}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stdout.contains("red\n"), "{:?}", ran.stdout);
}

#[test]
fn a_cache_that_cannot_be_written_is_only_a_warning() {
    let world = World::new();
    world.write("file", "x");
    let mut command = world.command("inspect songs --json");
    let output = command.env("XDG_CACHE_HOME", world.path("file")).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let stderr = String::from_utf8(output.stderr).unwrap();
    if cfg!(target_os = "linux") {
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(stderr.starts_with("warning: the cache"), "{stderr}");
    }
    let bare =
        world.command("inspect songs").env_remove("HOME").env_remove("XDG_CACHE_HOME").output();
    assert_eq!(bare.unwrap().status.code(), Some(0));
}
