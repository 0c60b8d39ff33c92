//! `judge`: a piece in numbers, alone and against a collection.

use serde_json::{Value, json};

use crate::workshop::{Workshop, tune};

#[test]
fn a_piece_is_measured_alone() {
    let workshop = Workshop::new();
    let facts = workshop.run_well("judge loops/03.mid --json").json();
    assert_eq!(facts["notes_per_bar"], 7.5);
    assert_eq!((&facts["polyphony"], &facts["empty_beat_rate"]), (&json!(1.0), &json!(0.0)));
    assert_eq!(facts["self_similarity"]["pitched"][0]["bars_ago"], 1);
    assert_eq!(facts["against"], Value::Null);
    let text = workshop.run_well("judge loops/03.mid").text();
    assert!(text.starts_with("loops/03.mid: 60 notes, 8 bars\n"), "{text}");
    assert!(text.contains("notes a bar                    7.50\n"), "{text}");
    assert!(!text.contains("overlap"), "{text}");
    let text = workshop.run_well("judge loops/03.mid --lang id").text();
    assert!(text.starts_with("loops/03.mid: 60 not, 8 birama\n"), "{text}");
}

#[test]
fn copied_passages_are_found_in_another_key() {
    let workshop = Workshop::new();
    let (mut copy, own) = (tune(3, 60)[20..45].to_vec(), tune(17, 60));
    copy.iter_mut().for_each(|it| *it += 3);
    workshop.write_song("piece.mid", &[&own[..30], &copy].concat());
    let against = &workshop.run_well("judge piece.mid --against loops --json").json()["against"];
    let copied = &against["copied"];
    assert_eq!(copied["longest_notes"], 25);
    assert_eq!(copied["share_of_8"], json!(18.0 / 48.0));
    assert_eq!(copied["share_of_16"], json!(10.0 / 40.0));
    assert_eq!(
        (&against["overlap"]["length"], &against["overlap"]["velocity"]),
        (&json!(1.0), &json!(1.0))
    );
    for field in ["pitch_class", "interval", "onset", "notes_per_bar"] {
        let share = against["overlap"][field].as_f64().unwrap();
        assert!(share > 0.0 && share < 1.0, "{field}: {share}");
    }
    let text = workshop.run_well("judge piece.mid --against loops").text();
    assert!(text.contains("overlap with 12 songs\n"), "{text}");
    assert!(text.contains("at most 25 notes; 37.5 % of eights, 25.0 % of sixteens\n"), "{text}");
    let text = workshop.run_well("judge piece.mid --lang id --against loops/00.mid loops/01.mid");
    assert!(text.text().contains("tumpang tindih dengan 2 lagu\n"), "{}", text.text());
}

#[test]
fn what_cannot_be_judged_is_told_with_what_to_do() {
    let workshop = Workshop::new();
    workshop.write("text.mid", "not music");
    for (line, words) in [
        ("judge", ["IN.mid", "--help"]),
        ("judge loops", ["is a folder", "--against"]),
        ("judge nowhere.mid", ["nowhere.mid", "check its spelling"]),
        ("judge text.mid", ["text.mid cannot be used", "give a MIDI file"]),
        ("judge loops/03.mid --against nowhere", ["nowhere", "check its spelling"]),
        ("judge loops/03.mid --against text.mid", ["1 file can be used", "irama inspect"]),
        ("judge loops --lang id", ["adalah folder", "--against"]),
    ] {
        let ending = workshop.run(line);
        assert_eq!(ending.code, Some(2), "{line}: {}", ending.stderr);
        assert_eq!(ending.stderr.lines().count(), 1, "{line}: {}", ending.stderr);
        for word in words {
            assert!(ending.stderr.contains(word), "{line}: {}", ending.stderr);
        }
    }
}
