//! Files that mean harm: each is refused, with its reason, within its own size and 16 MiB of memory.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

#[path = "../../irama-model/tests/strangers/counting.rs"]
mod counting;
mod made;

use counting::peak;
use made::{CONFIG, NOTEBOOK, WEIGHTS, config, entry, keras, pack, read};
use serde_json::{Value, json};

/// Memory that a file may take beside its own.
const LIMIT: usize = 16 << 20;

/// A file's name, its bytes, and a word of the reason.
type Hostile = (&'static str, Vec<u8>, &'static str);

/// The notebook's file with something else at a place of its description.
fn described(place: &str, value: Value) -> Vec<u8> {
    let mut all = config();
    *all.pointer_mut(place).unwrap() = value;
    keras(all.to_string().as_bytes(), &entry(NOTEBOOK, WEIGHTS))
}

/// The same with this for a description.
fn text(text: impl AsRef<[u8]>) -> Vec<u8> {
    keras(text.as_ref(), &entry(NOTEBOOK, WEIGHTS))
}

/// The same with other weights.
fn weights(bytes: &[u8]) -> Vec<u8> {
    keras(&entry(NOTEBOOK, CONFIG), bytes)
}

/// The weights with other numbers in the place of some that are there once.
fn patched(old: &[f32], new: &[f32]) -> Vec<u8> {
    let bytes = |it: &[f32]| it.iter().flat_map(|it| it.to_le_bytes()).collect::<Vec<u8>>();
    let (mut all, old, new) = (entry(NOTEBOOK, WEIGHTS), bytes(old), bytes(new));
    let at = all.windows(old.len()).position(|it| it == old).unwrap();
    all[at..at + new.len()].copy_from_slice(&new);
    weights(&all)
}

fn descriptions() -> Vec<Hostile> {
    let lstm = "/config/layers/1";
    let lambda = json!({ "module": "keras.layers", "class_name": "Lambda", "registered_name": null,
        "config": { "function": { "class_name": "__lambda__", "config": { "code": "4wEA" } } } });
    let own = json!({ "module": "evil", "class_name": "Layer", "registered_name": "Evil>Layer" });
    let system = json!({ "module": "os", "class_name": "system", "config": { "command": "id" } });
    let registered =
        json!({ "module": "keras.layers", "class_name": "Dense", "registered_name": "Evil>Dense" });
    let many: Vec<Value> = vec![config()["config"]["layers"][1].clone(); 5_000];
    let file = |key: &str, value: Value| described(&format!("{lstm}/config/{key}"), value);
    vec![
        ("a Lambda layer", described(lstm, lambda), "Lambda, which is code"),
        ("a layer of another package", described(lstm, own), "\"Evil>Layer\""),
        ("a layer registered by another package", described(lstm, registered), "Evil>Dense"),
        ("a function of the system", file("bias_initializer", system), "\"os\""),
        ("an unknown layer", described(&format!("{lstm}/class_name"), json!("GRU")), "\"GRU\""),
        ("another kind of model", described("/class_name", json!("Functional")), "Functional"),
        ("another activation", file("activation", json!("relu")), "the activation of a LSTM"),
        ("a layer that goes backwards", file("go_backwards", json!(true)), "go_backwards"),
        ("a layer without a size", file("units", json!("many")), "the units of a LSTM"),
        ("a layer of a billion units", file("units", json!(1_000_000_000)), "4,096"),
        ("a layer that its weights do not fit", file("units", json!(4)), "needs [1, 16]"),
        ("a layer as large as allowed", file("units", json!(4096)), "needs [1, 16384]"),
        ("numbers of 16 bits", file("dtype", json!("float16")), "convert the model to float32"),
        ("a layer that returns one step", file("return_sequences", json!(false)), "no sequences"),
        (
            "a shape without end",
            described("/config/layers/0/config/batch_shape", json!([null, 1_u64 << 60, 1])),
            "10,000",
        ),
        (
            "a window of two features",
            described("/config/layers/0/config/batch_shape", json!([null, 5, 2])),
            "one pitch",
        ),
        (
            "two rates of dropout",
            described("/config/layers/3/config/rate", json!(0.5)),
            "dropout rates",
        ),
        (
            "a dropout of everything",
            described("/config/layers/3/config", json!({})),
            "the rate of a Dropout",
        ),
        ("thousands of layers", described("/config/layers", json!(many)), "bytes, more than"),
        ("no layers", described("/config/layers", json!([])), "too few layers"),
        (
            "layers in another order",
            described("/config/layers/2", config()["config"]["layers"][1].clone()),
            "followed by",
        ),
        ("a description that is none", text("{"), "config.json is broken"),
        ("an empty description", text(""), "config.json is broken"),
        ("a description of depth 100,000", text("[".repeat(100_000)), "recursion limit"),
        ("a description of text that is none", text([0xff, 0xfe, 0]), "config.json is broken"),
        ("a list for a description", text("[]"), "not a Sequential"),
    ]
}

fn archives() -> Vec<Hostile> {
    let (config, h5) = (entry(NOTEBOOK, CONFIG), entry(NOTEBOOK, WEIGHTS));
    let files: [(&str, &[u8]); 2] = [(CONFIG, &config), (WEIGHTS, &h5)];
    let with = |name, data| pack(&[files[0], files[1], (name, data)], false);
    let at =
        |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).rposition(|it| it == what).unwrap();
    let good = keras(&config, &h5);
    let central = at(&good, b"PK\x01\x02");
    let edited = |offset: usize, bytes: &[u8]| {
        let mut edited = good.clone();
        edited[central + offset..central + offset + bytes.len()].copy_from_slice(bytes);
        edited
    };
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    let zeros = vec![0; 64 << 20];
    vec![
        ("nothing", Vec::new(), "does not end like"),
        ("text", b"#!/bin/sh\nid\n".to_vec(), "does not end like"),
        ("a file cut in half", good[..good.len() / 2].to_vec(), "does not end like"),
        ("a file with a tail", [&good[..], b"<script>"].concat(), "does not end like"),
        ("a way out of the folder", with("../../evil.py", b"id"), "evil.py"),
        ("a file that Keras does not put there", with("assets/a.bin", b"a"), "assets/a.bin"),
        ("no weights", pack(&files[..1], false), "model.weights.h5 is missing"),
        ("no description", pack(&files[1..], false), "config.json is missing"),
        ("many files", pack(&["a", "b", "c", "d"].map(|it| (it, &b""[..])), false), "4 files"),
        (
            "weights that unpack to 64 MiB",
            pack(&[files[0], (WEIGHTS, &zeros)], true),
            "does not pack it",
        ),
        (
            "a description that unpacks to 64 MiB",
            pack(&[(CONFIG, &zeros), files[1]], true),
            "bytes, more than",
        ),
        ("a flipped bit", flipped, "checksum"),
        ("an encrypted entry", edited(8, &[1, 0]), "encrypted"),
        ("an unusual packing", edited(10, &[12, 0]), "unusual"),
        ("a length that lies", edited(20, &u32::MAX.to_le_bytes()), "broken"),
        ("a size that lies", edited(24, &u32::MAX.to_le_bytes()), "two sizes"),
        ("a place that lies", edited(42, &7_u32.to_le_bytes()), "broken"),
        (
            "a list that is elsewhere",
            {
                let mut it = good.clone();
                let end = it.len() - 6;
                it[end..end + 4].fill(0xff);
                it
            },
            "broken",
        ),
        ("weights that are text", weights(b"numpy.load"), "cannot be read"),
        ("weights that are nothing", weights(b""), "cannot be read"),
        ("weights cut in half", weights(&h5[..h5.len() / 2]), "cannot be read"),
        ("weights of 40 MB of noise", weights(&vec![0x5a; 40 << 20]), "cannot be read"),
        (
            "weights with 40 MB behind and a NaN",
            {
                let nan = patched(&read(NOTEBOOK.to_vec()).unwrap().weights[..2], &[f32::NAN]);
                weights(&[entry(&nan, WEIGHTS), vec![0; 40 << 20]].concat())
            },
            "NaN",
        ),
    ]
}

fn tensors() -> Vec<Hostile> {
    let model = read(NOTEBOOK.to_vec()).unwrap();
    let moments = model.optimiser.as_ref().unwrap();
    let (first, second) = (&moments.first[..2], &moments.second[..2]);
    let variance = &model.statistics[3..5];
    let fixture = |bytes: &[u8]| bytes.to_vec();
    vec![
        ("a weight that is not a number", patched(&model.weights[..2], &[f32::NAN]), "NaN"),
        ("a weight without end", patched(&model.weights[..2], &[f32::INFINITY]), "inf"),
        ("a variance below 0", patched(variance, &[-1.0]), "variance is -1"),
        ("a moment that is not a number", patched(first, &[f32::NAN]), "NaN"),
        ("a mean square below 0", patched(second, &[-1.0]), "-1"),
        ("a soft link", fixture(include_bytes!("fixtures/soft_link.keras")), "cannot be read"),
        (
            "a link to another file",
            fixture(include_bytes!("fixtures/external_link.keras")),
            "missing",
        ),
        (
            "numbers in another file",
            fixture(include_bytes!("fixtures/external_file.keras")),
            "one plain piece",
        ),
        (
            "packed numbers",
            fixture(include_bytes!("fixtures/packed_tensor.keras")),
            "one plain piece",
        ),
        ("numbers of 64 bits", fixture(include_bytes!("fixtures/double.keras")), "float32"),
        (
            "numbers the other way round",
            fixture(include_bytes!("fixtures/big_endian.keras")),
            "float32",
        ),
        (
            "numbers that are not there",
            fixture(include_bytes!("fixtures/empty.keras")),
            "one plain piece",
        ),
        ("a tensor of 4 EiB", fixture(include_bytes!("fixtures/huge.keras")), "needs [1, 12]"),
    ]
}

#[test]
fn hostile_files_are_refused_within_their_memory() {
    let all: Vec<Hostile> = [descriptions(), archives(), tensors()].concat();
    assert!(all.len() >= 60, "{} files", all.len());
    for (name, bytes, word) in all {
        let (reason, taken) = peak(|| read(bytes).map(|_| ()).unwrap_err());
        assert!(taken <= LIMIT, "{name} takes {taken} bytes beside its own");
        assert!(reason.contains(word), "{name}: {reason}");
        assert!(reason.len() < 400 && !reason.contains('\n'), "{name}: {reason}");
    }
}
