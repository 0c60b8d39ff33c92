//! Model files of strangers: hostile ones are refused, with their reason, within their own size and
//! 16 MiB of memory; mutated ones are refused or compose.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]
#![allow(clippy::print_stdout, reason = "the scorecard reads figures")]

mod counting;
mod made;
mod mutations;

use counting::peak;
use irama_model::Model;
use made::{Parts, classic, events, file, sealed};
use serde_json::{Value, json};

/// Memory that a file may take beside its own.
const LIMIT: usize = 16 << 20;

/// What is wrong with a file, its bytes, and a word of the reason.
type Hostile = (&'static str, Vec<u8>, &'static str);

/// What no file of any kind may be. `tensor` is one of its tensors of floats.
fn of_any_kind(model: &Model, tensor: &str) -> Vec<Hostile> {
    let (parts, good) = (Parts::of(model), model.to_bytes());
    let archive = &good[40..];
    let text = parts.header.to_string();
    let header = |it: &str| file(it.as_bytes(), &parts.data);
    let offsets = &parts.header[tensor]["data_offsets"];
    let (start, end) = (offsets[0].as_u64().unwrap(), offsets[1].as_u64().unwrap());
    let lied = |len: u64| sealed(&[&len.to_le_bytes(), &archive[8..]].concat());
    let moved = |a: u64, b: u64| parts.with_tensor(tensor, "data_offsets", json!([a, b]));
    let without = {
        let mut parts = parts.clone();
        let renamed = parts.header.as_object_mut().unwrap().remove(tensor).unwrap();
        parts.header["stranger"] = renamed;
        parts.file()
    };
    let mut longer = Parts { data: [&parts.data[..], &[0; 4]].concat(), ..parts.clone() };
    let n = parts.data.len();
    longer.header["stranger"] = json!({ "dtype": "F32", "shape": [1], "data_offsets": [n, n + 4] });
    let mut bare = parts.clone();
    bare.header.as_object_mut().unwrap().remove("__metadata__");
    let twice = text.replacen('{', &format!("{{{:?}:{},", tensor, parts.header[tensor]), 1);
    vec![
        ("nothing", Vec::new(), "empty"),
        ("a program", b"\x7fELF\x02\x01\x01".to_vec(), "does not begin like one"),
        ("only its first line", good[..8].to_vec(), "cut short"),
        ("only its checksum", good[..40].to_vec(), "checksum"),
        ("a version to come", [b"IRAMA 9\n", &good[8..]].concat(), "format 9"),
        ("cut in half", good[..good.len() / 2].to_vec(), "checksum"),
        ("a tail that is not summed", [&good[..], b"PK\x05\x06"].concat(), "checksum"),
        ("a tail that is", sealed(&[archive, b"PK\x05\x06"].concat()), "cannot be read"),
        ("a header of 2^64 bytes", lied(u64::MAX), "cannot be read"),
        ("a header of 90 MB", lied(90_000_000), "cannot be read"),
        ("a header of nothing", lied(0), "cannot be read"),
        ("a header of text", header("pickle"), "cannot be read"),
        ("a header of depth 100,000", header(&"[".repeat(100_000)), "cannot be read"),
        ("a tensor twice", header(&twice), "stands there twice"),
        ("a tensor over another", moved(start.saturating_sub(4), end - 4), ""),
        ("a hole", moved(start + 4, end + 4), "cannot be read"),
        ("a tensor past the end", moved(start, end + (1 << 40)), "cannot be read"),
        ("a tensor that ends before it begins", moved(end, start), "cannot be read"),
        (
            "a shape that overflows",
            parts.with_tensor(tensor, "shape", json!([u64::MAX, 3])),
            "cannot be read",
        ),
        (
            "a shape of the same size",
            parts.with_tensor(tensor, "shape", json!([1, 1, (end - start) / 4])),
            "not [",
        ),
        ("numbers of another type", parts.with_tensor(tensor, "dtype", json!("I32")), "I32"),
        (
            "a type that is none",
            parts.with_tensor(tensor, "dtype", json!("OBJECT")),
            "cannot be read",
        ),
        ("a number that is none", parts.with_number(tensor, &f32::NAN.to_le_bytes()), "NaN"),
        (
            "a number without end",
            parts.with_number(tensor, &f32::NEG_INFINITY.to_le_bytes()),
            "-inf",
        ),
        ("a tensor by another name", without, "missing"),
        ("a tensor too many", longer.file(), "does not belong"),
        ("no settings", bare.file(), "has no settings"),
    ]
}

/// What the settings of no model may be.
fn of_any_settings(parts: &Parts) -> Vec<Hostile> {
    let document = parts.document().to_string();
    let doubled = document.replacen('{', r#"{"version":"0.0.1","#, 1);
    let strange = document.replacen('{', r#"{"code":"import os","#, 1);
    vec![
        ("settings of text", parts.with_text("pickle").file(), "settings are broken"),
        (
            "settings of depth 100,000",
            parts.with_text("[".repeat(100_000)).file(),
            "settings are broken",
        ),
        ("a setting twice", parts.with_text(doubled).file(), "duplicate"),
        ("a strange setting", parts.with_text(strange).file(), "unknown field"),
        ("another kind", parts.with("/kind", json!("pickle")), "\"pickle\""),
        ("a state of a run", parts.with("/kind", json!("classic run")), "\"classic run\""),
        (
            "a billion notes in a window",
            parts.with("/config/window", json!(1_000_000_000)),
            "10,000",
        ),
        ("a window of nothing", parts.with("/config/window", json!(0)), "window"),
        ("settings of another type", parts.with("/config", json!("x")), "do not fit"),
    ]
}

fn of_classic(parts: &Parts) -> Vec<Hostile> {
    let with = |place: &str, value: Value| parts.with(place, value);
    vec![
        ("a layer of a billion units", with("/config/units", json!([1_000_000_000])), "4,096"),
        ("layers without end", with("/config/units", json!(vec![4096; 17])), "1 to 16"),
        (
            "sixteen layers that are not there",
            with("/config/units", json!(vec![4096; 16])),
            "not [",
        ),
        ("no layers", with("/config/units", json!([])), "number of layers"),
        ("a dropout of everything", with("/config/dropout", json!(1.0)), "dropout"),
        ("a number that JSON does not have", with("/rms_error", json!("NaN")), "do not fit"),
        ("an error below 0", with("/rms_error", json!(-1.0)), "error is -1"),
        ("a scale of nothing", with("/scale/highest", json!(0)), "pitches go from"),
        ("a scale beyond MIDI", with("/scale/highest", json!(255)), "pitches go from"),
        ("a pitch beyond MIDI", parts.with_number("held_out", &[200]), "above 127"),
        ("too few notes to begin with", with("/config/window", json!(9_999)), "to begin with"),
        (
            "a learning rate below 0",
            with("/optimiser/learning_rate", json!(-1.0)),
            "learning rate is -1",
        ),
        ("moments that nobody asked for", with("/optimiser", json!(null)), "does not belong"),
    ]
}

fn of_events(parts: &Parts) -> Vec<Hostile> {
    let with = |place: &str, value: Value| parts.with(place, value);
    let band = parts.document()["bands"][0].clone();
    vec![
        (
            "a layer of a billion units",
            with("/config/sizes/units", json!([1_000_000_000])),
            "4,096",
        ),
        (
            "sixteen layers that are not there",
            with("/config/sizes/units", json!(vec![4096; 16])),
            "not [",
        ),
        (
            "an embedding of a billion values",
            with("/config/sizes/embedding", json!(1_000_000_000)),
            "4,096",
        ),
        ("heads of no units", with("/config/sizes/head_units", json!(0)), "number of units"),
        ("another vocabulary", with("/schema/n_input_tokens", json!(7)), "schema"),
        ("another field", with("/schema/fields/0/0", json!("code")), "schema"),
        ("a field of a billion values", with("/schema/fields/3/1", json!(1_000_000_000)), "schema"),
        ("a best check that is not there", with("/best", json!(99)), "best check"),
        ("no bands", with("/bands", json!([])), "0 bands"),
        ("bands without end", with("/bands", json!(vec![band; 5_000])), "5000 bands"),
        ("passages that are none", parts.with_number("passages", &[0xff]), "passages are damaged"),
        ("an average that grows", with("/config/average_kept", json!(1.5)), "average"),
        ("lanes without end", with("/config/n_lanes", json!(1_000_000)), "4,096 lanes"),
    ]
}

#[track_caller]
fn refuse(all: Vec<Hostile>) {
    assert!(all.len() >= 40, "{} files", all.len());
    let n = all.len();
    for (name, bytes, word) in all {
        let (reason, taken) = peak(|| Model::from_bytes(&bytes).map(drop));
        let Err(reason) = reason else { panic!("{name} is taken for a model") };
        assert!(reason.contains(word), "{name}: {reason}");
        assert!(taken <= LIMIT, "{name} takes {taken} bytes beside its own");
        assert!(!reason.contains('\n') && reason.len() < 500, "{name}: {reason}");
    }
    println!("R10: {n} hostile files of a kind are refused, each with its reason");
}

/// One test, because the memory that is counted is that of all threads.
#[test]
fn hostile_models_are_refused_within_their_memory() {
    let (classic, events) = (classic(), events());
    for (model, of_its_kind) in
        [(&classic, of_classic as fn(&Parts) -> Vec<Hostile>), (&events, of_events)]
    {
        let parts = Parts::of(model);
        let of_any = [of_any_kind(model, "lstm_1/kernel"), of_any_settings(&parts)];
        refuse([of_any.concat(), of_its_kind(&parts)].concat());
    }
    let large = Parts { data: vec![0xff; 64 << 20], ..Parts::of(&classic) };
    let mut header = json!({ "__metadata__": large.header["__metadata__"] });
    header["lstm_0/kernel"] =
        json!({ "dtype": "F32", "shape": [16 << 20], "data_offsets": [0, 64 << 20] });
    let large = Parts { header, ..large }.file();
    let (reason, taken) = peak(|| Model::from_bytes(&large).map(drop));
    assert!(reason.unwrap_err().contains("NaN") && taken <= LIMIT, "64 MB take {taken} more");
    mutations::are_refused_or_compose(&classic, &events);
}
