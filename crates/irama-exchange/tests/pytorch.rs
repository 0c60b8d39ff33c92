//! Archives with the names of PyTorch, and back to the same model.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

mod made;

use std::sync::Arc;

use irama_events::encode;
use irama_exchange::{from_safetensors, write_safetensors};
use irama_model::{
    Model,
    events::{
        Band, EventsConfig, EventsModel, Origin, Pieces, Sizes, Trainer,
        music::{Music, Song},
    },
};
use irama_neural::Kernels;
use irama_score::{Note, Part, Pitch, Score, Tick, Velocity};
use made::{NOTEBOOK, read};
use safetensors::{SafeTensors, tensor::TensorView};

fn classic() -> Model {
    Model::Classic(read(NOTEBOOK.to_vec()).unwrap().into())
}

fn song(first: u8) -> Song {
    let note = |it: u64| Note {
        start: Tick(it * 240),
        pitch: Pitch::clamped(i32::from(first) + it as i32 * 5 % 12),
        duration: Tick(240),
        velocity: Velocity::clamped(80),
    };
    let part = Part { notes: (0..32).map(note).collect(), ..Part::default() };
    Song::new(encode(&Score { parts: vec![part], end: Tick(32 * 240), ..Score::default() }))
}

fn events() -> Model {
    let pieces = Pieces { train: vec![song(50), song(52)], held_out: vec![song(55)] };
    let config = EventsConfig {
        sizes: Sizes { embedding: 6, units: vec![6, 5], head_units: 4 },
        n_lanes: 2,
        window: 8,
        n_steps: 2,
        check_every: 1,
        ..EventsConfig::for_rows(1_000)
    };
    let mut trainer =
        Trainer::<Music>::new(Arc::new(pieces), config, None, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    let origin = Origin { bands: Band::of_all(&[song(50)]), ..Origin::default() };
    Model::Events(EventsModel::best_of(&trainer, origin).unwrap().into())
}

/// The same archive with one tensor as `change` makes it.
fn changed(bytes: &[u8], name: &str, change: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let archive = SafeTensors::deserialize(bytes).unwrap();
    let metadata = SafeTensors::read_metadata(bytes).unwrap().1.metadata().clone();
    let new = change(archive.tensor(name).unwrap().data());
    let all = archive.iter().map(|(it, view)| {
        let data = if it == name { &new } else { view.data() };
        (it, TensorView::new(view.dtype(), view.shape().to_vec(), data).unwrap())
    });
    safetensors::serialize(all.collect::<Vec<_>>(), metadata).unwrap()
}

#[test]
fn what_is_exported_is_read_to_the_byte() {
    for model in [classic(), events()] {
        let bytes = write_safetensors(&model);
        assert!(from_safetensors(&bytes).unwrap().to_bytes() == model.to_bytes());
        assert!(write_safetensors(&model) == bytes, "the same model is the same bytes");
    }
}

#[test]
fn an_archive_with_our_own_names_is_read_too() {
    for model in [classic(), events()] {
        let read = from_safetensors(&model.to_safetensors()).unwrap();
        assert!(read.to_bytes() == model.to_bytes());
    }
}

#[test]
fn names_and_shapes_are_those_of_pytorch() {
    let (classic, events) = (write_safetensors(&classic()), write_safetensors(&events()));
    let shape = |bytes: &[u8], name: &str| {
        SafeTensors::deserialize(bytes).unwrap().tensor(name).unwrap().shape().to_vec()
    };
    for (name, expected) in [
        ("lstm.0.weight_ih_l0", vec![12, 1]),
        ("lstm.1.weight_ih_l0", vec![8, 3]),
        ("lstm.1.weight_hh_l0", vec![8, 2]),
        ("lstm.1.bias_ih_l0", vec![8]),
        ("lstm.1.bias_hh_l0", vec![8]),
        ("norm.1.running_var", vec![2]),
        ("norm.0.weight", vec![3]),
        ("dense.weight", vec![4, 2]),
        ("output.bias", vec![1]),
        ("exp_avg.lstm.0.weight_hh_l0", vec![12, 3]),
        ("exp_avg_sq.output.weight", vec![1, 4]),
    ] {
        assert_eq!(shape(&classic, name), expected, "{name}");
    }
    for (name, expected) in [
        ("lstm.1.weight_ih_l0", vec![20, 6]),
        ("heads.pitch.project.weight", vec![4, 5]),
        ("heads.pitch.output.weight", vec![128 + 5, 4]),
    ] {
        assert_eq!(shape(&events, name)[1..], expected[1..], "{name}");
    }
    assert_eq!(shape(&events, "embedding.weight")[1], 6);
}

#[test]
fn what_pytorch_learned_is_read_and_its_second_bias_added() {
    let Model::Classic(before) = classic() else { panic!("it is a classic model") };
    let bytes = write_safetensors(&classic());
    let ones = |data: &[u8]| 1.5_f32.to_le_bytes().repeat(data.len() / 4);
    let bytes = changed(&bytes, "lstm.0.bias_hh_l0", ones);
    let bytes = changed(&bytes, "output.bias", |_| 0.25_f32.to_le_bytes().to_vec());
    let Model::Classic(after) = from_safetensors(&bytes).unwrap() else { panic!("it was classic") };
    let entries = after.network().weights.entries();
    for entry in entries {
        let (old, new) =
            (&before.weights[entry.range.clone()], &after.weights[entry.range.clone()]);
        match entry.name.as_str() {
            "lstm_0/bias" => assert!(old.iter().zip(new).all(|(old, new)| *new == old + 1.5)),
            "output/bias" => assert_eq!(new, [0.25]),
            _ => assert_eq!(old, new),
        }
    }
}

#[test]
fn what_is_no_model_is_refused() {
    let bytes = write_safetensors(&classic());
    let nan =
        changed(&bytes, "dense.weight", |data| [&f32::NAN.to_le_bytes(), &data[4..]].concat());
    assert!(from_safetensors(&nan).unwrap_err().contains("NaN"));
    let n_header = u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
    let header: serde_json::Value = serde_json::from_slice(&bytes[8..8 + n_header]).unwrap();
    let again = format!("{{\"dense.bias\":{},", header["dense.bias"]);
    let header = header.to_string().replacen('{', &again, 1);
    let len = (header.len() as u64).to_le_bytes();
    let twice = [&len, header.as_bytes(), &bytes[8 + n_header..]].concat();
    assert!(from_safetensors(&twice).unwrap_err().contains("stands there twice"));
    for n in [0, 7, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(from_safetensors(&bytes[..n]).is_err(), "{n} bytes");
    }
}
