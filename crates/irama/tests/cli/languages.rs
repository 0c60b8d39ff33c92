//! In which language the program speaks, and what is never translated.

use crate::world::{Ran, TINY, World, melody};

const INDONESIAN: &[(&str, &str)] = &[("LC_ALL", "id_ID.UTF-8")];

fn run(world: &World, line: &str, variables: &[(&str, &str)]) -> Ran {
    let mut command = world.command(line);
    for name in ["LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"] {
        command.env_remove(name);
    }
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn the_locale_chooses_the_language_and_an_option_overrides_it() {
    let world = World::new();
    for (line, variables, word) in [
        ("inspect nowhere", &[][..], "error: there is no file"),
        ("inspect nowhere", &[("LANG", "id_ID.UTF-8")], "kesalahan: tidak ada berkas"),
        ("inspect nowhere", &[("LC_MESSAGES", "id_ID.UTF-8")], "kesalahan: tidak ada berkas"),
        ("inspect nowhere", INDONESIAN, "kesalahan: tidak ada berkas"),
        ("inspect nowhere", &[("LANG", "en_GB.UTF-8"), ("LANGUAGE", "id:en")], "kesalahan"),
        ("inspect nowhere", &[("LANG", "id_ID.UTF-8"), ("LC_ALL", "C.UTF-8")], "error: there"),
        ("inspect nowhere --lang en", INDONESIAN, "error: there is no file"),
        ("inspect nowhere --lang id", &[("LANG", "en_GB.UTF-8")], "kesalahan: tidak ada"),
        ("inspect nowhere --oops", INDONESIAN, "kesalahan: argumen '--oops' tidak dikenal"),
        ("inspect nowhere --oops --lang=en", INDONESIAN, "error: unexpected argument"),
    ] {
        let ran = run(&world, line, variables);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.starts_with(word), "{line} with {variables:?}: {}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
}

#[test]
fn help_is_in_the_language_of_the_user() {
    let world = World::new();
    for line in ["--help", "train --help", "compose -h", "help render", "studio --help"] {
        let indonesian = run(&world, line, INDONESIAN).succeeded().stdout;
        assert!(indonesian.contains("Pemakaian:"), "{line}: {indonesian}");
        for word in
            ["Usage", "Options", "Print", "possible", "default", "Arguments", "The ", "Which "]
        {
            assert!(!indonesian.contains(word), "{line} says {word:?}:\n{indonesian}");
        }
        let english = run(&world, &format!("--lang en {line}"), INDONESIAN).stdout;
        assert!(english.contains("Usage:"), "{line}: {english}");
    }
}

#[test]
fn reasons_within_a_refusal_are_translated_too() {
    let world = World::with_model();
    world.write("empty.mid", b"");
    world.write("picture.mid", b"\x89PNG\r\n\x1a\n");
    world.write("broken.irama", &world.bytes("m.irama")[..900]);
    for (line, words) in [
        ("inspect empty.mid", "berkas kosong (0 bita); ekspor atau unduh lagi"),
        ("train picture.mid -o x.irama", "ini gambar PNG, bukan berkas MIDI"),
        ("inspect broken.irama", "bukan berkas model yang bisa dipakai: checksum-nya salah"),
        ("compose -o x.mid --key H", "bukan kunci; tulis seperti"),
        ("compose -o x.mid --chords C||G", "kosong; tulis % untuk birama sebelumnya"),
        ("compose -o x.mid --temperature 500", "temperature (kreativitas) bernilai 500"),
        ("compose -o x.mid --style polka", "tidak ada gaya \"polka\"; pakai salah satu: lo-fi"),
        ("train songs -o x.irama --steps abc", "bukan bilangan bulat, seperti 16"),
        ("train songs -o x.irama --threads 0", "0 di luar 1..=1024"),
        ("render songs/0.mid", "argumen yang wajib ini belum diberikan"),
        ("rendr songs/0.mid", "perintah 'rendr' tidak dikenal; saran: ada perintah yang mirip"),
    ] {
        let ran = run(&world, line, INDONESIAN);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{line}: {}", ran.stderr);
        let last = ran.stderr.lines().last().unwrap();
        assert!(last.starts_with("kesalahan: ") && last.contains(words), "{line}: {last}");
    }
}

#[test]
fn why_files_are_dropped_and_repaired_is_translated() {
    let world = World::new();
    world.write("songs/empty.mid", b"");
    world.song("whole.mid", &melody(9, 40));
    let mut cut = world.bytes("whole.mid");
    cut.truncate(cut.len() - 4);
    world.write("songs/cut.mid", &cut);
    let told = run(&world, "inspect songs", INDONESIAN).succeeded().stdout;
    assert!(told.contains("dilewati   songs/empty.mid: berkas kosong"), "{told}");
    assert!(told.contains("dibetulkan songs/cut.mid: 1 trek"), "{told}");
}

/// Scripts read it, whatever the language of whoever runs them.
#[test]
fn what_programs_read_is_never_translated() {
    let world = World::with_model();
    world.write("songs/empty.mid", b"");
    let train = format!("train songs -o again.irama --steps 20 {TINY} --log log.jsonl -q --json");
    let mut seen: Vec<Vec<String>> = Vec::new();
    for variables in [&[][..], INDONESIAN] {
        let mut said: Vec<String> =
            ["inspect songs --json", "inspect m.irama --json", "judge songs/0.mid --json"]
                .iter()
                .map(|line| run(&world, line, variables).succeeded().stdout)
                .collect();
        run(&world, &train, variables).succeeded();
        run(&world, "compose -m m.irama -o a.mid --seed 1 -q", variables).succeeded();
        run(&world, "render a.mid -o a.svg -q", variables).succeeded();
        said.extend(["again.irama", "a.mid", "a.svg"].map(|it| format!("{:?}", world.bytes(it))));
        seen.push(said);
    }
    assert!(seen[0] == seen[1], "a file or a document differs");
}
