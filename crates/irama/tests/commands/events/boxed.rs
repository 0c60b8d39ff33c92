//! The model in the box: composing without having learned anything.

use irama_score::read_midi;

use super::{all_refused, with_band};

#[test]
fn who_has_no_model_composes_with_the_one_in_the_box() {
    let workshop = with_band();
    let told = workshop.run_well("compose -o a.mid --style lo-fi --bars 4 --seed 3 --json").json();
    let song = read_midi(&workshop.read("a.mid")).unwrap().score;
    assert!(song.n_notes() > 8 && song.n_bars() == 4);
    assert!(told["nll_per_note"].as_f64().unwrap() < 8.0, "{told}");
    workshop.run_well("compose -o b.mid --like a.mid -q");
    assert_eq!(workshop.read("a.mid"), workshop.read("b.mid"));
    all_refused(
        &workshop,
        &[("compose -o c.mid --style polka", &["polka", "lo-fi, drums, old songs", "chords"])],
    );
}
