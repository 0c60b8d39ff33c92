//! `compose`: as long, as fast and as bold as it was asked for.

use irama_score::{Tick, read_midi};
use serde_json::json;

use crate::workshop::Workshop;

fn workshop_with_model() -> Workshop {
    let workshop = Workshop::new();
    workshop.train("-o m.irama --steps 25 -q");
    workshop
}

#[test]
fn the_defaults_are_the_seeds() {
    let workshop = workshop_with_model();
    let facts = workshop.run_well("compose -m m.irama -o a.mid --seed 3 --json").json();
    assert_eq!((&facts["notes"], &facts["bars"]), (&json!(500), &json!(125)));
    assert_eq!((&facts["seed"], &facts["seconds_of_music"]), (&json!(3), &json!(250.0)));
    assert!(facts["compose_seconds"].as_f64().unwrap() > 0.0);
    let score = read_midi(&workshop.read("a.mid")).unwrap().score;
    assert_eq!(score.tempos[0].micros_per_quarter, 500_000);
    let notes = &score.parts[0].notes;
    assert!(notes.iter().all(|it| it.duration == Tick(480) && it.velocity.level() == 80));
}

#[test]
fn bars_are_filled_exactly() {
    let workshop = workshop_with_model();
    for (duration, n_notes) in [(480, 12), (240, 24), (1000, 6), (7000, 1)] {
        let line = format!("compose -m m.irama -o a.mid --bars 3 --duration {duration} --json");
        let facts = workshop.run_well(&line).json();
        assert_eq!((&facts["bars"], &facts["notes"]), (&json!(3), &json!(n_notes)), "{duration}");
        let score = read_midi(&workshop.read("a.mid")).unwrap().score;
        assert_eq!(score.parts[0].notes.last().unwrap().end(), Tick(3 * 1920), "{duration}");
    }
}

#[test]
fn dividing_takes_no_chance_and_a_prompt_decides() {
    let workshop = workshop_with_model();
    let piece = |options: &str| {
        workshop.run_well(&format!("compose -m m.irama -o a.mid --notes 30 -q {options}"));
        workshop.read("a.mid")
    };
    let divide = "--temperature-mode divide --temperature 0,9 --prompt loops/02.mid";
    assert!(piece(&format!("{divide} --seed 1")) == piece(&format!("{divide} --seed 2")));
    let spread = "--prompt loops/02.mid";
    assert!(piece(&format!("{spread} --seed 1")) == piece(&format!("{spread} --seed 1")));
    assert!(piece(&format!("{spread} --seed 1")) != piece(&format!("{spread} --seed 2")));
    assert!(piece("--temperature 0 --seed 1 --prompt loops/02.mid") != piece("--seed 1"));
}
