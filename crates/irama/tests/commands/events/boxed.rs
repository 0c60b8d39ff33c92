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
    let recipe = |name: &str| {
        let song = read_midi(&workshop.read(name)).unwrap().score;
        song.texts.iter().map(|it| it.content.clone()).collect::<String>()
    };
    assert!(recipe("a.mid").contains("--copy-limit 12"), "{}", recipe("a.mid"));
    workshop.run_well("compose -o d.mid --copy-limit 100000 --bars 2 --seed 3 -q");
    assert!(recipe("d.mid").contains("--copy-limit 100000"), "{}", recipe("d.mid"));
    all_refused(
        &workshop,
        &[("compose -o c.mid --style polka", &["polka", "lo-fi, drums, old songs", "chords"])],
    );
}
