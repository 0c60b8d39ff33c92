//! Claims about edits.

use irama_score::{
    Control, Gesture, Note, Part, Pitch, Score, Text, TextKind, Tick, Velocity, read_midi,
    write_midi,
};
use proptest::prelude::*;

use super::*;

fn note(tick: u64, length: u64, pitch: u8) -> Note {
    Note {
        start: Tick(tick),
        pitch: Pitch::clamped(i32::from(pitch)),
        duration: Tick(length),
        velocity: Velocity::clamped(80),
    }
}

/// Two bars: a piano with a pedal, drums, and a text.
fn score() -> Score {
    let pedal = Control { at: Tick(5), gesture: Gesture::Controller { number: 64, value: 127 } };
    let piano = Part {
        name: "Piano".into(),
        program: Program::new(0),
        notes: vec![note(0, 480, 60), note(490, 240, 64), note(1920, 960, 67)],
        controls: vec![pedal],
        ..Part::default()
    };
    let drums = Part {
        name: "Drums".into(),
        is_drums: true,
        notes: vec![note(0, 120, 36), note(960, 120, 38)],
        ..Part::default()
    };
    let text = Text { at: Tick(0), kind: TextKind::Marker, content: "Verse".into() };
    let score =
        Score { texts: vec![text], parts: vec![piano, drums], end: Tick(3840), ..Score::default() };
    read_midi(&write_midi(&score).unwrap()).unwrap().score
}

fn edited(json: &str) -> Result<Score, Refusal> {
    apply(&score(), &[serde_json::from_str(json).unwrap()])
}

fn field(json: &str) -> Option<String> {
    edited(json).unwrap_err().body.field
}

#[test]
fn a_note_is_deleted_added_and_changed_and_all_else_stays() {
    let after = edited(r#"{"op":"delete","notes":[{"part":0,"tick":490,"pitch":64}]}"#).unwrap();
    let mut want = score();
    want.parts[0].notes.remove(1);
    assert_eq!(after, want);
    let after = edited(r#"{"op":"add","part":0,"notes":[[960,480,72,100]]}"#).unwrap();
    assert_eq!(after.parts[0].notes[2].velocity.level(), 100);
    assert_eq!((after.parts[0].notes.len(), &after.parts[1]), (4, &score().parts[1]));
    let to = r#"{"op":"change","part":0,"tick":490,"pitch":64,"to":{"tick":480,"velocity":90}}"#;
    let after = edited(to).unwrap();
    assert_eq!(
        (after.parts[0].notes[1].start, after.parts[0].notes[1].duration.0),
        (Tick(480), 240)
    );
    assert_eq!(
        (after.texts, &after.parts[0].controls),
        (score().texts, &score().parts[0].controls)
    );
}

#[test]
fn what_cannot_be_changed_is_refused_by_the_name_of_its_field() {
    let cases = [
        (r#"{"op":"delete","notes":[{"part":0,"tick":1,"pitch":64}]}"#, "edits[0].notes[0].tick"),
        (r#"{"op":"add","part":7,"notes":[]}"#, "edits[0].part"),
        (r#"{"op":"add","part":0,"notes":[[0,0,60,80]]}"#, "edits[0].notes[0].length"),
        (r#"{"op":"add","part":0,"notes":[[0,1,128,80]]}"#, "edits[0].notes[0].pitch"),
        (r#"{"op":"add","part":0,"notes":[[0,480,60,80]]}"#, "edits[0].tick"),
        (r#"{"op":"transpose","semitones":100}"#, "edits[0].semitones"),
        (r#"{"op":"transpose","bars":"2-3","semitones":1}"#, "edits[0].bars"),
        (r#"{"op":"quantise","grid":"1/7","strength":1}"#, "edits[0].grid"),
        (r#"{"op":"humanise","amount":2,"seed":1}"#, "edits[0].amount"),
        (r#"{"op":"program","part":0,"program":128}"#, "edits[0].program"),
        (r#"{"op":"tempo","bpm":1e308}"#, "edits[0].bpm"),
        (r#"{"op":"rename","part":0,"name":""}"#, "edits[0].name"),
    ];
    for (json, wanted) in cases {
        assert_eq!(field(json).as_deref(), Some(wanted), "{json}");
    }
}

#[test]
fn drums_are_transposed_only_where_they_are_named() {
    let after = edited(r#"{"op":"transpose","semitones":-12}"#).unwrap();
    assert_eq!(after.parts[0].notes[0].pitch.number(), 48);
    assert_eq!(after.parts[1], score().parts[1]);
    let after = edited(r#"{"op":"transpose","parts":[1],"bars":"1-1","semitones":2}"#).unwrap();
    assert_eq!(after.parts[1].notes[0].pitch.number(), 38);
    assert_eq!(after.parts[0], score().parts[0]);
}

#[test]
fn quantising_moves_onto_the_grid_as_far_as_asked() {
    let after = edited(r#"{"op":"quantise","grid":"1/16","strength":1}"#).unwrap();
    assert_eq!(after.parts[0].notes[1].start, Tick(480));
    let after = edited(r#"{"op":"quantise","grid":"1/16","strength":0.5}"#).unwrap();
    assert_eq!(after.parts[0].notes[1].start, Tick(485));
    let after = edited(r#"{"op":"quantise","grid":"1/16","strength":0}"#).unwrap();
    assert_eq!(after, score());
}

#[test]
fn humanising_is_decided_by_its_seed() {
    let by =
        |seed: u64| edited(&format!(r#"{{"op":"humanise","amount":1,"seed":{seed}}}"#)).unwrap();
    assert_eq!(by(1), by(1));
    assert_ne!(by(1), by(2));
    assert_eq!(edited(r#"{"op":"humanise","amount":0,"seed":1}"#).unwrap(), score());
}

#[test]
fn a_part_gets_one_instrument_a_name_or_goes() {
    let after = edited(r#"{"op":"program","part":0,"program":33}"#).unwrap();
    assert_eq!(after.parts[0].program, Program::new(33));
    let after = edited(r#"{"op":"rename","part":1,"name":"Beat"}"#).unwrap();
    assert_eq!(after.parts[1].name, "Beat");
    let after = edited(r#"{"op":"remove_part","part":0}"#).unwrap();
    assert_eq!(after.parts, [score().parts[1].clone()]);
    let after = edited(r#"{"op":"tempo","bpm":90}"#).unwrap();
    assert_eq!((after.tempos[0].micros_per_quarter, &after.parts), (666_667, &score().parts));
}

#[test]
fn all_edits_are_made_or_none() {
    let edits: Vec<Edit> =
        serde_json::from_str(r#"[{"op":"remove_part","part":1},{"op":"remove_part","part":1}]"#)
            .unwrap();
    assert_eq!(apply(&score(), &edits).unwrap_err().body.field.as_deref(), Some("edits[1].part"));
}

proptest! {
    #[test]
    fn edits_in_one_request_are_the_same_as_one_by_one(
        places in prop::collection::vec((0_u64..40, 1_u64..30, 60_u8..63), 1..40),
        to in prop::collection::vec((0_u64..40, 60_u8..63), 40),
        shift in -2_i32..3,
    ) {
        let notes = places.iter().map(|&(tick, length, pitch)| (tick * 60, length * 60, pitch, 90));
        let mut edits: Vec<Edit> =
            notes.map(|it| Edit::Add { part: 0, notes: vec![it] }).collect();
        edits.push(Edit::Transpose { parts: Some(vec![0]), bars: None, semitones: shift });
        for (&(tick, _, pitch), &(other, new)) in places.iter().zip(&to) {
            let pitch = (i32::from(pitch) + shift) as u8;
            let to = NoteChange { tick: Some(other * 60), pitch: Some(new), ..Default::default() };
            edits.push(Edit::Change { part: 0, tick: tick * 60, pitch, to });
            edits.push(Edit::Delete { notes: vec![NotePlace { part: 0, tick: other * 60, pitch: new }] });
        }
        // Only those that can be made.
        let (mut made, mut one_by_one) = (Vec::new(), score());
        for edit in edits {
            if let Ok(next) = apply(&one_by_one, std::slice::from_ref(&edit)) {
                one_by_one = next;
                made.push(edit);
            }
        }
        prop_assert_eq!(apply(&score(), &made).unwrap(), one_by_one);
    }

    #[test]
    fn what_was_edited_comes_back_from_its_file(
        adds in prop::collection::vec((0_u64..4000, 1_u64..2000, 55_u8..70, 1_u8..128), 0..20),
        semitones in -20_i32..20,
    ) {
        let mut after = score();
        for add in adds {
            let edit = Edit::Add { part: 0, notes: vec![add] };
            // A place that is taken is refused, and nothing happens.
            if let Ok(next) = apply(&after, &[edit]) {
                after = next;
            }
        }
        let edit = Edit::Transpose { parts: Some(vec![0]), bars: None, semitones };
        let after = apply(&after, &[edit]).unwrap();
        let back = read_midi(&write_midi(&after).unwrap()).unwrap().score;
        prop_assert_eq!(back.parts, after.parts);
    }
}
