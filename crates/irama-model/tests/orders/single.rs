//! Single orders and what cannot be met.

use irama_events::{Passages, velocity_of};
use irama_model::{
    ModelError,
    events::{
        Brief, Composed, Composing, Density, EventsModel, PartBrief, Region, compose, explain,
    },
};
use irama_neural::Kernels;
use irama_score::{Key, Mode, Part, Pitch, Program, Score, Tick};

use crate::{
    models::{any, trained},
    pieces::score,
};

fn run(brief: Brief, material: Option<Score>) -> Result<Composed, ModelError> {
    let config = Composing { brief, material, seed: 4, ..Composing::default() };
    compose(trained(), &config, Kernels::best(), |_| true)
}

#[track_caller]
fn refused(brief: Brief, material: Option<Score>, words: &[&str]) {
    let error = run(brief, material).unwrap_err().to_string();
    words.iter().for_each(|it| assert!(error.contains(it), "no {it:?} in {error}"));
}

fn part(change: impl FnOnce(&mut PartBrief)) -> Brief {
    let mut part = PartBrief::named("bass");
    change(&mut part);
    Brief { bars: Some(2), parts: Some(vec![part]), ..Brief::default() }
}

fn refill(bars: &str) -> Brief {
    let region = Region { bars: Some(bars.parse().unwrap()), parts: None };
    Brief { fill: vec![region], ..Brief::default() }
}

#[test]
fn what_cannot_be_met_is_said_before_composing() {
    let narrow = |it: &mut PartBrief| (it.low, it.high) = (Pitch::new(61), Pitch::new(61));
    let in_key = Brief { key: "C".parse().ok(), ..part(narrow) };
    refused(in_key, None, &["\"bass\"", "no note of C major"]);
    let chords = Brief { chords: "F".parse().ok(), ..part(narrow) };
    refused(chords, None, &["\"bass\"", "no note of the chords"]);
    refused(part(|it| it.polyphony = Some(0)), None, &["polyphony", "1 or more"]);
    let crossed = |it: &mut PartBrief| (it.low, it.high) = (Pitch::new(50), Pitch::new(40));
    refused(part(crossed), None, &["50", "40"]);
    let dense = part(|it| it.density = Some(Density { min: 9, max: 4 }));
    refused(dense, None, &["at least 9", "at most 4"]);
    let meter = "1/32".parse().ok();
    let crowded = part(|it| it.density = Some(Density { min: 5, max: 9 }));
    refused(Brief { meter, ..crowded }, None, &["no room for 5 notes in bar 1"]);
    refused(part(|it| it.program = Program::new(0)), None, &["32 to 39"]);
    refused(part(|it| it.part = "kazoo".into()), None, &["kazoo", "keys, piano"]);
    refused(refill("2"), None, &["--prompt"]);
    refused(refill("3-9"), Some(score(0)), &["3-9", "4 bars"]);
    let plan = Brief { bars: Some(6), plan: "A B A A".parse().ok(), ..Brief::default() };
    refused(plan, None, &["4 sections", "6 bars", "4 or 8"]);
    let plan = "A A".parse().ok();
    let chords = "C | F | G".parse().ok();
    refused(Brief { bars: Some(4), plan, chords, ..Brief::default() }, None, &["bar 1", "bar 3"]);
    refused(Brief { copy_limit: Some(6), ..Brief::default() }, None, &["copy limit", "7 or more"]);
    let huge = Some(usize::MAX);
    refused(Brief { copy_limit: huge, ..Brief::default() }, None, &["copy limit"]);
    let (bars, meter) = (Some(100_000), "255/1".parse().ok());
    refused(Brief { bars, meter, ..Brief::default() }, None, &["too long"]);
    refused(Brief { particles: Some(0), ..Brief::default() }, None, &["particles"]);
    let all = Region::default();
    refused(Brief { lock: vec![all], ..refill("2") }, Some(score(0)), &["nobody is left"]);
    let part = |name: &str| Some(vec![PartBrief::named(name)]);
    let stays = Region { bars: None, parts: Some(vec!["keys".into()]) };
    let brief = Brief { lock: vec![stays], parts: part("keys"), ..refill("2") };
    refused(brief, Some(score(0)), &["nothing to write"]);
}

#[test]
fn one_of_two_parts_of_a_name_is_written_anew_and_needs_no_other() {
    let mut material = score(0);
    material.parts[0].name = "Twin".into();
    let mut twin = material.parts[0].clone();
    twin.notes.truncate(twin.notes.len() / 2);
    material.parts.push(twin);
    let last = material.parts.len();
    let fill = vec![Region { bars: None, parts: Some(vec![format!("#{last}")]) }];
    let composed = run(Brief { fill, ..Brief::default() }, Some(material.clone())).unwrap();
    let (old, new) = (&material.parts, &composed.score.parts);
    assert_eq!(new[..last - 1], old[..last - 1], "all others stay");
    assert_ne!(new[last - 1].notes, old[last - 1].notes);
}

#[test]
fn a_part_plays_the_instrument_that_was_asked_for() {
    // The learned bands play it on another.
    let rhodes = Program::new(4);
    let brief = part(|it| (it.part, it.program) = ("keys".into(), rhodes));
    let played: Vec<_> =
        run(brief, None).unwrap().score.parts.iter().map(|it| it.program).collect();
    assert_eq!(played, [rhodes]);
}

#[test]
fn notes_are_those_of_the_instrument_unless_others_are_asked_for() {
    // Its weights are far too large, so that it wants anything.
    let wild = any(3);
    let pitches = |brief: Brief| -> Vec<u8> {
        let config = Composing { brief, ..Composing::default() };
        let score = compose(&wild, &config, Kernels::best(), |_| true).unwrap().score;
        score.parts.iter().flat_map(|it| it.notes.iter().map(|it| it.pitch.number())).collect()
    };
    let range = Program::new(32).unwrap().range();
    let usual = pitches(Brief { bars: Some(8), ..part(|_| ()) });
    assert!(!usual.is_empty() && usual.iter().all(|it| range.contains(it)), "{usual:?}");
    let high = part(|it| (it.low, it.high) = (Pitch::new(100), Pitch::new(110)));
    let asked = pitches(Brief { bars: Some(8), ..high });
    assert!(!asked.is_empty() && asked.iter().all(|it| (100..=110).contains(it)), "{asked:?}");
}

#[test]
fn a_brief_is_the_same_after_its_json() {
    let mut brief = part(|it| it.density = Some(Density { min: 1, max: 4 }));
    brief.key = "A harmonic minor".parse().ok();
    brief.chords = "Am | E7 / Am %".parse().ok();
    brief.plan = "A B".parse().ok();
    brief.meter = "3/4".parse().ok();
    brief.fill = refill("2-3").fill;
    let text = serde_json::to_string(&brief).unwrap();
    assert_eq!(serde_json::from_str::<Brief>(&text).unwrap(), brief, "{text}");
    assert_eq!(serde_json::to_string(&Brief::default()).unwrap(), "{}");
    let error = serde_json::from_str::<Brief>(r#"{"chords": "C | Hm"}"#).unwrap_err();
    assert!(error.to_string().contains("\"Hm\" (character 5"), "{error}");
    assert!(serde_json::from_str::<Brief>(r#"{"keys": "C"}"#).is_err());
}

#[test]
fn threads_change_no_note_of_a_search() {
    let run = |n_threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let brief = Brief { key: "D".parse().ok(), particles: Some(13), ..refill("2-3") };
        pool.install(|| run(brief, Some(score(3))).unwrap())
    };
    let expected = run(1);
    assert!(run(2) == expected && run(5) == expected);
}

#[test]
fn other_variations_are_other_pieces_and_are_measured() {
    let brief = || Brief { bars: Some(4), ..Brief::default() };
    let piece = |variation: u64| {
        let config = Composing { brief: brief(), variation, ..Composing::default() };
        compose(trained(), &config, Kernels::best(), |_| true).unwrap()
    };
    let (first, second) = (piece(0), piece(1));
    assert!(first.distance(&second) > 0.05, "{}", first.distance(&second));
    assert_eq!((first.distance(&first), first.distance(&piece(0))), (0.0, 0.0));
    assert_eq!(first.distance(&second), second.distance(&first));
}

#[test]
fn an_explanation_tells_the_probabilities_that_the_search_saw() {
    let brief = Brief { key: "E".parse().ok(), bars: Some(3), ..Brief::default() };
    let config = Composing { brief, ..Composing::default() };
    let composed = compose(trained(), &config, Kernels::best(), |_| true).unwrap();
    let notes = explain(trained(), &config, &composed, Kernels::best()).unwrap();
    assert_eq!(notes.len(), composed.score.n_notes());
    let own: f64 = notes.iter().flat_map(|it| &it.fields).map(|it| -it.probability.ln()).sum();
    let told = composed.nll_per_note * composed.n_notes as f64;
    // The end has no note, but its surprise counts.
    assert!((own - told).abs() < 0.1 * told + 5.0, "{own} and {told}");
    let is_sound = |it: &irama_model::events::FieldWhy| {
        (0.0..=1.0 + 1e-6).contains(&it.allowed) && it.runners_up.len() <= 3
    };
    assert!(notes.iter().flat_map(|it| &it.fields).all(is_sound));
}

#[test]
fn where_all_ways_die_the_search_backs_up() {
    let one_pitch = |it: &mut PartBrief| {
        (it.low, it.high) = (Pitch::new(40), Pitch::new(40));
        it.density = Some(Density { min: 8, max: 12 });
    };
    let brief = Brief { bars: Some(3), particles: Some(1), ..part(one_pitch) };
    let first = run(brief.clone(), None).unwrap();
    // The same chance leads along the same way, which now is a copy.
    let mut model = trained().clone();
    model.passages = Passages::learn([&first.score]);
    assert!(model.passages.receipt(&first.score).pitched.longest_notes > 7);
    let brief = Brief { copy_limit: Some(7), ..brief };
    let config = Composing { brief, seed: 4, ..Composing::default() };
    let second = compose(&model, &config, Kernels::best(), |_| true).unwrap();
    assert!(second.n_back_ups > 0, "it never came to a dead end");
    assert!(second.copied.pitched.longest_notes <= 7);
    assert!(second.score.n_notes() >= 24);
}

#[test]
fn a_piece_begins_in_the_key_that_most_songs_share() {
    // It has learned nothing, so that one note is as good as another.
    let mut new = any(1);
    let home = Key { tonic: 6, mode: Mode::Minor };
    let outside = |new: &EventsModel| -> [usize; 2] {
        let mut n = [0; 2];
        for seed in 0..6 {
            let brief = Brief { bars: Some(3), ..Brief::default() };
            let config = Composing { brief, seed, ..Composing::default() };
            let score = compose(new, &config, Kernels::best(), |_| true).unwrap().score;
            let first_bar = score.bar_grid().bars_until(Tick(1)).next().unwrap();
            let pitched = score.parts.iter().filter(|it| !it.is_drums).flat_map(|it| &it.notes);
            for note in pitched {
                // A note may begin a little before its bar line.
                let is_later = note.start.0 + 20 >= first_bar.end.0;
                let steps = (note.pitch.class() + 12 - home.tonic) % 12;
                let is_outside = ![0, 2, 3, 5, 7, 8, 10, 11].contains(&steps);
                n[usize::from(is_later)] += usize::from(is_outside);
            }
        }
        n
    };
    new.bands.iter_mut().for_each(|it| it.key = Some(home));
    let [first, later] = outside(&new);
    assert!(first == 0 && later > 0, "{first} notes outside in first bars, {later} later");
    for (tonic, band) in (0..).zip(&mut new.bands) {
        band.key = Some(Key { tonic, ..home });
    }
    let [first, _] = outside(&new);
    assert!(first > 0, "keys that no two songs share bind nobody");
}

#[test]
fn a_part_begins_as_loud_as_in_its_band() {
    let mut new = any(1);
    for band in &mut new.bands {
        let n = band.parts.len();
        band.loudness = (10..).take(n).collect();
    }
    let (mut n_later, mut n_same) = (0, 0);
    for seed in 0..6 {
        let config = Composing { seed, ..Composing::default() };
        let score = compose(&new, &config, Kernels::best(), |_| true).unwrap().score;
        let first = |it: &Part| it.notes.iter().min_by_key(|it| (it.start, it.pitch)).copied();
        for (part, loudness) in score.parts.iter().zip(10..) {
            let Some(note) = first(part) else { continue };
            assert_eq!(note.velocity, velocity_of(loudness), "{part:?}");
            n_later += part.notes.len() - 1;
            n_same += part.notes.iter().filter(|it| it.velocity == note.velocity).count() - 1;
        }
    }
    assert!(n_same * 4 < n_later, "{n_same} of {n_later} notes after the first are as loud");
}

#[test]
fn a_watcher_ends_the_work() {
    let config = Composing::default();
    let result = compose(trained(), &config, Kernels::best(), |_| false);
    assert!(matches!(result, Err(ModelError::Stopped)));
}

#[test]
fn a_style_brings_its_own_band() {
    let mut model = trained().clone();
    model.styles = vec!["march".into(), "waltz".into()];
    let (march, mut waltz) = (model.bands[0].clone(), model.bands[0].clone());
    waltz.meter = "3/4".parse().ok();
    model.bands = vec![march.clone(), march, waltz];
    for (band, style) in model.bands.iter_mut().zip([0, 0, 1]) {
        band.style = Some(style);
    }
    let meter = |style: &str, seed: u64| {
        let brief = Brief { bars: Some(2), style: Some(style.into()), ..Brief::default() };
        let config = Composing { brief, seed, ..Composing::default() };
        let composed = compose(&model, &config, Kernels::best(), |_| true)?;
        Ok::<_, ModelError>(composed.score.meters[0].meter.to_string())
    };
    for seed in 0..8 {
        assert_eq!(meter("Waltz", seed).unwrap(), "3/4");
        assert_eq!(meter("march", seed).unwrap(), "4/4");
    }
    let error = meter("polka", 0).unwrap_err().to_string();
    assert!(error.contains("polka") && error.contains("march, waltz"), "{error}");
    refused(
        Brief { style: Some("polka".into()), ..Brief::default() },
        None,
        &["polka", "leave it out"],
    );
}
