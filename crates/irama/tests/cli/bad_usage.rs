//! Wrong options and wrong places: one line, exit code 2, nothing written.

use crate::world::{TINY, World};

/// Each line is refused with these words, and leaves the folder as it was.
#[track_caller]
fn all_refused(world: &World, lines: &[(&str, &[&str])]) {
    let before = world.names(".");
    for (line, words) in lines {
        world.irama(line).refused(2, words);
        assert_eq!(world.names("."), before, "{line}");
    }
}

#[test]
fn settings_out_of_range_are_told_with_what_they_may_be() {
    let world = World::new();
    for (option, words) in [
        ("--batch 0", ["batch", "0", "1 to 65,536"]),
        ("--window 0", ["window", "0", "1 to 10,000"]),
        ("--units 4,0", ["units", "0", "1 to 4,096"]),
        ("--units 4,x", ["--units", "x", "invalid"]),
        ("--dropout 1", ["dropout", "1", "less than 1"]),
        ("--dropout -0.5", ["dropout", "-0.5", "0 or more"]),
        ("--learning-rate 0,0", ["learning rate", "0", "above 0"]),
        ("--learning-rate fast", ["--learning-rate", "fast", "not a number"]),
        ("--held-out 1,5", ["held-out", "1.5", "between 0 and 1"]),
        ("--epochs 0", ["epochs", "0", "1 or more"]),
        ("--steps 0", ["steps", "0", "1 or more"]),
        ("--minutes -1", ["minutes", "-1", "above 0"]),
        ("--split thirds", ["--split", "thirds", "files, windows"]),
        ("--threads 0", ["--threads", "0", "1..=1024"]),
        ("--kernels fast", ["--kernels", "fast", "portable"]),
        ("--lang fr", ["--lang", "fr", "en, id"]),
        ("--steps 3 --epochs 3", ["--steps", "--epochs", "cannot be used with"]),
        ("-q -v", ["--quiet", "--verbose", "cannot be used with"]),
        ("--widnow 5", ["--widnow", "--window", "similar"]),
    ] {
        world.irama(&format!("train songs -o m.irama --model classic {option}")).refused(2, &words);
        assert_eq!(world.names("."), ["songs"], "{option}");
    }
}

#[test]
fn wrong_ways_to_compose_are_told_with_what_to_do() {
    let world = World::with_model();
    world.song("short.mid", &[60, 62, 64]);
    world.write("text.mid", "not music");
    all_refused(
        &world,
        &[
            ("compose -o a.mid --velocity 80", &["--velocity", "classic"]),
            ("compose -m nowhere -o a.mid", &["nowhere", "spelling"]),
            ("compose -m m.irama -o a.mid --notes 0", &["notes", "0", "1 to 1,000,000"]),
            ("compose -m m.irama -o a.mid --bars 0", &["bars", "0", "1 to 10000"]),
            ("compose -m m.irama -o a.mid --notes 3 --bars 3", &["--notes", "--bars"]),
            ("compose -m m.irama -o a.mid --temperature -1", &["temperature", "-1"]),
            ("compose -m m.irama -o a.mid --temperature hot", &["hot", "0.8"]),
            ("compose -m m.irama -o a.mid --tempo 0", &["tempo", "0", "4 to 1000"]),
            ("compose -m m.irama -o a.mid --tempo-us 0", &["tempo", "0", "60000"]),
            ("compose -m m.irama -o a.mid --velocity 0", &["velocity", "0", "127"]),
            ("compose -m m.irama -o a.mid --velocity 128", &["velocity", "128", "127"]),
            ("compose -m m.irama -o a.mid --duration 0", &["duration", "0 ticks", "480"]),
            ("compose -m m.irama -o a.mid --prompt short.mid", &["3 notes", "at least 5"]),
            ("compose -m m.irama -o a.mid --prompt text.mid", &["text.mid", "text file"]),
            ("compose -m m.irama -o a.mid --prompt nowhere", &["nowhere", "spelling"]),
            ("compose -m m.irama -o a.mid --prompt songs", &["songs", "single MIDI file"]),
            ("compose -m m.irama -o a.wav", &["a.wav", ".mid"]),
            ("compose -m m.irama -o a", &["a is not", ".mid"]),
            ("compose -m m.irama -o a.mid --seed abc", &["--seed", "abc", "whole number"]),
            ("compose -m m.irama -o a.mid --bars -1", &["--bars", "-1", "whole number"]),
            ("render songs/0.mid -o a.wav --lofi 0.4", &["--lofi=0.4", "equals sign"]),
            ("compose -m songs -o a.mid", &["songs", "check its name"]),
        ],
    );
}

#[test]
fn outputs_that_cannot_be_are_refused_before_the_work() {
    let world = World::with_model();
    let train = |rest: &str| format!("train songs --steps 3 {TINY} {rest}");
    all_refused(
        &world,
        &[
            (&train("-o no/such/m.irama"), &["no folder", "no/such", "create it"]),
            (&train("-o m.irama/m.irama"), &["no folder", "m.irama", "another place"]),
            (&train("-o songs"), &["songs is a folder", "name of a file"]),
            (&train("-o a.irama --log songs"), &["songs is a folder"]),
            (&train("-o a.irama --log no/l"), &["no folder"]),
            (&train(&format!("-o {}", "n".repeat(255))), &["nothing can be written"]),
            ("compose -m m.irama -o songs", &["songs is a folder"]),
            ("compose -m m.irama -o no/a.mid", &["no folder"]),
            ("export m.irama -o no/a.safetensors", &["no folder"]),
            ("export m.irama -o a.bin", &["a.bin", ".safetensors"]),
            ("import m.irama -o b.irama", &["m.irama", ".keras", ".safetensors"]),
            ("import no.keras -o b.irama", &["no.keras", "check its name"]),
            ("import m.keras -o b.irama --pitches 84..36", &["36..84"]),
            ("import m.safetensors -o b.irama --pitches 36..84", &["leave it out"]),
            ("import no.safetensors -o b.irama", &["no.safetensors", "check its name"]),
            ("make songs -o m.irama", &["m.irama", "choose another -o"]),
        ],
    );
}

#[test]
fn what_is_read_or_precious_is_not_replaced() {
    let world = World::with_model();
    let (model, song) = (world.bytes("m.irama"), world.bytes("songs/0.mid"));
    let train = |rest: &str| format!("train songs --steps 3 {TINY} {rest}");
    all_refused(
        &world,
        &[
            (&train("-o songs/0.mid"), &["songs/0.mid", "give a"]),
            ("train songs m.irama -o m.irama", &["is to be read", "another name"]),
            (&train("-o new.irama --log new.irama"), &["new.irama", "another name"]),
            (&train("-o new.irama --log m.irama"), &["m.irama is a model", "another name"]),
            (&train("-o new.irama --log songs/0.mid"), &["a MIDI file", "another name"]),
            ("compose -m m.irama -o m.irama", &["is to be read", "another name"]),
            ("compose -m m.irama -o ./m.irama", &["is to be read", "another name"]),
            ("compose -m m.irama --prompt songs/0.mid -o songs/0.mid", &["is to be read"]),
        ],
    );
    assert!(world.bytes("m.irama") == model && world.bytes("songs/0.mid") == song);
}

#[cfg(unix)]
#[test]
fn devices_are_not_replaced_by_files() {
    let world = World::with_model();
    world.irama("compose -m m.irama -o /dev/null").refused(2, &["/dev/null", "regular file"]);
}

#[test]
fn resuming_what_is_not_there_says_how_to_begin() {
    let world = World::new();
    let line = "train songs -o m.irama --resume";
    world.irama(line).refused(2, &["no run", "m.irama.run", "leave out --resume"]);
    assert_eq!(world.names("."), ["songs"]);
}

#[cfg(target_os = "linux")]
#[test]
fn more_memory_than_there_is_is_refused_with_what_to_lower() {
    let world = World::new();
    let line =
        "train songs -o m.irama --model classic --units 4096,4096 --batch 65536 --window 5000";
    world.irama(line).refused(2, &["memory", "free", "use --"]);
    assert_eq!(world.names("."), ["songs"]);
}

#[test]
fn kernels_that_a_machine_does_not_have_are_refused_with_those_it_has() {
    let world = World::new();
    let missing = if cfg!(target_arch = "aarch64") { "avx2" } else { "neon" };
    world.irama(&format!("man --kernels {missing}")).refused(2, &[missing, "auto", "portable"]);
}

#[test]
fn a_command_alone_says_what_is_missing() {
    let world = World::new();
    world.irama("train").refused(2, &["required", "<INPUT>", "--help"]);
    world.irama("inspect").refused(2, &["required", "<PATH>", "--help"]);
    world.irama("konvert").refused(2, &["konvert", "--help"]);
    let help = world.irama("");
    assert_eq!(help.code, Some(2));
    assert!(help.stderr.contains("compose"), "{}", help.stderr);
}
