//! `train --styles` and `compose --style`.

use irama_model::Model;
use serde_json::json;

use super::{TINY, all_refused, with_band};

#[test]
fn each_input_is_a_style_that_can_be_asked_for() {
    let workshop = with_band();
    std::fs::create_dir(workshop.path("band-2")).unwrap();
    for (idx, it) in irama_corpus::house_loops_from(9, 6).iter().enumerate() {
        let bytes = irama_score::write_midi(&it.score).unwrap();
        workshop.write(&format!("band-2/{idx}.mid"), bytes);
    }
    workshop.run_well(&format!(
        "train band band-2 -o s.irama --styles brass,lo-fi --steps 12 {TINY} -q"
    ));
    let facts = workshop.run_well("inspect s.irama --json").json();
    assert_eq!(facts["styles"], json!(["brass", "lo-fi"]));
    // A name that begins like another is not taken for it.
    let Ok(Model::Events(model)) = Model::from_bytes(&workshop.read("s.irama")) else {
        panic!("an events model")
    };
    let has_bands = |style: u8| model.bands.iter().any(|it| it.style == Some(style));
    assert!(has_bands(0) && has_bands(1));
    workshop.run_well("compose -m s.irama -o a.mid --style lo-fi --bars 2 --seed 1 -q");
    workshop.run_well("compose -m s.irama -o b.mid --like a.mid -q");
    assert_eq!(workshop.read("a.mid"), workshop.read("b.mid"));
    all_refused(
        &workshop,
        &[
            ("compose -m s.irama -o c.mid --style polka", &["polka", "brass, lo-fi"]),
            ("train band band-2 -o n.irama --styles brass", &["1 styles", "2 inputs"]),
            ("train band -o n.irama --styles brass --model classic", &["--styles", "classic"]),
        ],
    );
}
