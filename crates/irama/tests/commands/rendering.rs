//! `render`, `compose --wav` and the page of `make`: files that other programs open.

use crate::workshop::{TINY, Workshop, tune};

fn with_tune() -> Workshop {
    let workshop = Workshop::new();
    workshop.write_song("tune.mid", &tune(3, 16));
    workshop
}

/// Sixteen eighths at 120 a minute, and the tail.
const N_FRAMES: usize = (4 + 3) * 44_100;

#[test]
fn a_piece_becomes_sound_and_pictures() {
    let workshop = with_tune();
    for out in ["out.wav", "out.flac", "out.opus", "out.ogg", "out.svg", "out.png", "OUT.WAV"] {
        let ending = workshop.run_well(&format!("render tune.mid -o {out}"));
        assert!(ending.stdout.is_empty() && ending.stderr.contains(out), "{}", ending.stderr);
    }
    let wav = workshop.read("out.wav");
    assert_eq!((&wav[..4], wav.len()), (&b"RIFF"[..], 44 + 4 * N_FRAMES));
    assert_eq!(workshop.read("OUT.WAV"), wav);
    assert_eq!(&workshop.read("out.flac")[..4], b"fLaC");
    assert_eq!(&workshop.read("out.opus")[28..36], b"OpusHead");
    assert!(workshop.read("out.opus") == workshop.read("out.ogg"));
    assert_eq!(&workshop.read("out.png")[..4], b"\x89PNG");
    let svg = String::from_utf8(workshop.read("out.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=") && svg.ends_with("</svg>\n") && svg.contains("Tune"));
}

#[test]
fn options_of_sound_are_heard() {
    let workshop = with_tune();
    workshop.run_well("render tune.mid -o fine.wav --rate 48000 --bits 24");
    let fine = workshop.read("fine.wav");
    assert_eq!(fine.len(), 44 + 6 * 7 * 48_000);
    assert_eq!((&fine[24..28], fine[34]), (&48_000_u32.to_le_bytes()[..], 24));
    let ending = workshop.run_well("render tune.mid -o loop.wav --loop --lofi=crackle:0,wow:0.8");
    assert!(ending.stderr.contains("4.0 s"), "{}", ending.stderr);
    let looped = workshop.read("loop.wav");
    assert_eq!(looped.len(), 44 + 4 * 4 * 44_100 + 68);
    workshop.run_well("render tune.mid -o lofi.wav --lofi --stems stems");
    let stem = workshop.read("stems/01 Tune.wav");
    assert_eq!((stem[20], stem.len()), (3, 58 + 8 * N_FRAMES), "floating point");
    assert_ne!(workshop.read("lofi.wav"), looped);
}

#[test]
fn threads_do_not_change_a_byte() {
    let workshop = with_tune();
    workshop.run_well("render tune.mid -o one.wav --threads 1");
    workshop.run_well("render tune.mid -o three.wav --threads 3");
    assert!(workshop.read("one.wav") == workshop.read("three.wav"));
}

#[test]
fn what_cannot_be_rendered_is_refused_on_one_line() {
    let workshop = with_tune();
    workshop.write("empty.mid", b"MThd\0\0\0\x06\0\0\0\x01\0\x60MTrk\0\0\0\x04\0\xff\x2f\0");
    workshop.write("font.sf2", "no font");
    let lines: &[(&str, &str)] = &[
        ("render tune.mid -o out.mp3", ".wav, .flac or .opus"),
        ("render tune.mid -o out", ".svg or .png"),
        ("render tune.mid -o tune.mid", ".wav"),
        ("render empty.mid -o out.wav", "no notes"),
        ("render empty.mid -o out.png", "no notes"),
        ("render none.mid -o out.wav", "none.mid"),
        ("render tune.mid -o out.svg --lofi", "--lofi is for sound"),
        ("render tune.mid -o out.opus --rate 44100", "leave out --rate 44100"),
        ("render tune.mid -o out.ogg --bits 24", "leave out --bits"),
        ("render tune.mid -o out.wav --lofi=2", "from 0 to 1"),
        ("render tune.mid -o out.wav --lofi=wobble:1", "wobble"),
        ("render tune.mid -o out.wav --soundfont font.sf2", "SoundFont"),
        ("render tune.mid -o out.wav --soundfont none.sf2", "none.sf2"),
        ("render empty.mid -o out.wav --lang id", "tidak punya not"),
        ("play tune.mid --port list --model m.irama", "cannot be used with"),
    ];
    for (line, word) in lines {
        let ending = workshop.run(line);
        assert_eq!(ending.code, Some(2), "{line}: {}", ending.stderr);
        assert!(ending.stderr.contains(word), "{line}: {}", ending.stderr);
        assert_eq!(ending.stderr.trim_end().lines().count(), 1, "{line}: {}", ending.stderr);
    }
    for name in ["out.wav", "out.opus", "out.mp3", "out.png", ".out.wav.partial"] {
        assert!(!workshop.has(name), "{name} is left");
    }
}

#[test]
fn what_was_composed_is_heard_too() {
    let workshop = Workshop::new();
    workshop.train("-o m.irama --steps 2 -q");
    assert!(TINY.contains(&"classic"));
    workshop.run_well("compose -m m.irama -o song.mid --notes 8 --seed 3 --wav song.wav -q");
    workshop.run_well("render song.mid -o again.wav -q");
    assert!(workshop.read("song.wav") == workshop.read("again.wav"), "the file holds all of it");
    let ending = workshop.run("compose -m m.irama -o b.mid --notes 8 --wav b.svg");
    assert_eq!((ending.code, workshop.has("b.mid")), (Some(2), false), "{}", ending.stderr);
}

#[test]
fn the_page_is_whole_and_harmless_in_both_languages() {
    let workshop = Workshop::new();
    workshop.write("loops/<script>alert(1)<\u{2044}script>.mid", "not music");
    for (lang, words) in
        [("en", ["What was read", "dropped"]), ("id", ["Apa yang dibaca", "dilewati"])]
    {
        workshop.run_well(&format!(
            "make loops -o out-{lang} --model classic --minutes 0.001 --seed 5 --lang {lang} -q"
        ));
        let page = String::from_utf8(workshop.read(&format!("out-{lang}/report.html"))).unwrap();
        assert!(page.contains(&format!("<html lang=\"{lang}\">")));
        for word in words.iter().chain(&["data:audio/flac;base64,", "<svg", "--seed 5"]) {
            assert!(page.contains(word), "{lang}: no {word}");
        }
        for danger in ["<script", "http://", "https://", "url(", "@import", "src=\"//"] {
            assert!(!page.contains(danger), "{lang}: {danger}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)"), "the name is shown as it is");
    }
}

/// What a program of the system prints; `None`, with a word, where it is not installed.
fn printed(workshop: &Workshop, line: &str) -> Option<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let mut command = std::process::Command::new(words[0]);
    let output = command.args(&words[1..]).current_dir(workshop.path("")).output();
    if output.is_err() {
        eprintln!("skipped: {} is not installed", words[0]);
    }
    output.ok().map(|it| String::from_utf8_lossy(&it.stdout).trim().to_owned())
}

#[test]
fn sox_ffmpeg_and_flac_agree_on_what_was_written() {
    let workshop = with_tune();
    workshop.run_well("render tune.mid -o out.wav -q");
    workshop.run_well("render tune.mid -o fine.flac -q --rate 48000 --bits 24");
    workshop.run_well("render tune.mid -o out.opus -q");
    let cases = [
        ("soxi -s out.wav", N_FRAMES.to_string()),
        ("soxi -r out.wav", "44100".to_owned()),
        ("soxi -s fine.flac", (7 * 48_000).to_string()),
        ("soxi -b fine.flac", "24".to_owned()),
        ("ffprobe -v error -show_entries stream=duration -of csv=p=0 out.wav", "7.000000".into()),
        ("ffprobe -v error -show_entries stream=duration -of csv=p=0 fine.flac", "7.000000".into()),
        ("ffprobe -v error -show_entries stream=codec_name -of csv=p=0 out.opus", "opus".into()),
        // The first 312 frames are the encoder's, which players skip.
        ("ffprobe -v error -show_entries format=duration -of csv=p=0 out.opus", "7.006500".into()),
        ("flac --test --silent fine.flac", String::new()),
    ];
    for (line, expected) in cases {
        if let Some(text) = printed(&workshop, line) {
            assert_eq!(text, expected, "{line}");
        }
    }
}

#[test]
fn a_soundfont_of_the_system_plays() {
    let small = "/usr/share/sounds/sf2/TimGM6mb.sf2";
    if !std::path::Path::new(small).exists() {
        eprintln!("skipped: timgm6mb-soundfont is not installed");
        return;
    }
    let workshop = with_tune();
    let ending = workshop.run_well(&format!("render tune.mid -o font.wav --soundfont {small}"));
    assert!(ending.stderr.contains("playing with"), "{}", ending.stderr);
    workshop.run_well("render tune.mid -o auto.wav --soundfont auto -q");
    workshop.run_well("render tune.mid -o own.wav -q");
    assert_eq!(workshop.read("font.wav").len(), workshop.read("own.wav").len());
    assert!(workshop.read("font.wav") != workshop.read("own.wav"));
}
