//! Files that Keras made, against what Keras predicted; and what comes back of our own.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

mod made;

use irama_exchange::write_keras;
use irama_model::classic::{
    ClassicComposing, ClassicConfig, ClassicModel, Notes, Passes, SplitBy, Trainer, compose,
};
use irama_neural::{Kernels, Sequence};
use irama_score::Pitch;
use made::{CONFIG, NOTEBOOK, SCALE, WEIGHTS, entry, read};
use safetensors::SafeTensors;

/// Windows, what Keras predicted for them, and its optimiser's variables.
const NUMBERS: &[u8] = include_bytes!("fixtures/notebook.safetensors");

fn numbers(name: &str) -> Vec<f32> {
    let archive = SafeTensors::deserialize(NUMBERS).unwrap();
    let tensor = archive.tensor(name).unwrap();
    tensor.data().as_chunks::<4>().0.iter().map(|it| f32::from_le_bytes(*it)).collect()
}

/// Predictions for all windows.
fn predicted(model: &ClassicModel) -> Vec<f32> {
    let (values, window) = (numbers("x"), model.config.window);
    let mut x = Sequence::new(values.len() / window, window, 1);
    for (idx, value) in values.iter().enumerate() {
        x.at_mut(idx / window, idx % window)[0] = *value;
    }
    let (network, mut passes) = (model.network(), Passes::default());
    network.pack(&model.weights, &mut passes);
    let y = network.predict(Kernels::best(), &model.weights, &model.statistics, &x, &mut passes);
    (0..x.n_rows()).map(|it| y.at(it, 0)[0]).collect()
}

#[track_caller]
fn check_predictions(model: &ClassicModel) {
    let expected = numbers("y");
    assert_eq!(expected.len(), 122);
    for (found, expected) in predicted(model).into_iter().zip(expected) {
        // Below a hundredth of the range, sums of larger numbers end in either program.
        let limit = 1e-5 * expected.abs().max(0.01);
        assert!((found - expected).abs() <= limit, "{found} is not {expected}");
    }
}

/// A model that was learned here.
fn learned() -> ClassicModel {
    let train = (0..90).map(|it| Pitch::clamped(48 + it * it % 29)).collect();
    let config = ClassicConfig {
        window: 7,
        units: vec![5, 4, 3],
        dense_units: 6,
        batch: 16,
        n_epochs: 3,
        split: SplitBy::Windows,
        learning_rate: 2e-3,
        ..ClassicConfig::default()
    };
    let notes = Notes { train, held_out: Vec::new() };
    let mut trainer = Trainer::new(&notes, config, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    ClassicModel::best_of(&trainer, Vec::new()).unwrap()
}

#[track_caller]
fn assert_same(found: &ClassicModel, expected: &ClassicModel) {
    let bits = |values: &[f32]| values.iter().map(|it| it.to_bits()).collect::<Vec<_>>();
    assert_eq!(bits(&found.weights), bits(&expected.weights));
    assert_eq!(bits(&found.statistics), bits(&expected.statistics));
    assert_eq!(found.optimiser, expected.optimiser);
    let (a, b) = (&found.config, &expected.config);
    assert_eq!((a.window, &a.units, a.dense_units), (b.window, &b.units, b.dense_units));
    assert_eq!((a.dropout, a.l2), (b.dropout, b.l2));
}

#[test]
fn a_notebook_is_read_with_all_that_it_says() {
    let model = read(NOTEBOOK.to_vec()).unwrap();
    let ClassicConfig { window, units, dense_units, dropout, l2, learning_rate, .. } =
        &model.config;
    assert_eq!((*window, units.as_slice(), *dense_units), (5, &[3, 2][..], 4));
    assert_eq!((*dropout, *l2, *learning_rate), (0.25, 0.002, 5e-4));
    assert_eq!((model.scale, model.best.epoch), (SCALE, 0));
    check_predictions(&model);
}

#[test]
fn adams_state_comes_with_it() {
    let model = read(NOTEBOOK.to_vec()).unwrap();
    let optimiser = model.optimiser.unwrap();
    assert_eq!((optimiser.learning_rate, optimiser.n_steps), (5e-4, 6));
    let entries = model.weights.len();
    assert_eq!((optimiser.first.len(), optimiser.second.len()), (entries, entries));
    let all = |first: usize| {
        let vars = (first..).step_by(2).map(|it| format!("optimizer.{it}"));
        vars.take(14).flat_map(|it| numbers(&it)).collect::<Vec<_>>()
    };
    assert_eq!(optimiser.first, all(2));
    assert_eq!(optimiser.second, all(3));
}

#[test]
fn other_forms_of_the_same_file_are_the_same_model() {
    let expected = read(NOTEBOOK.to_vec()).unwrap();
    // Layers stored under their own names, and the newest form of HDF5; both packed.
    for bytes in
        [include_bytes!("fixtures/named.keras").as_slice(), include_bytes!("fixtures/latest.keras")]
    {
        assert_same(&read(bytes.to_vec()).unwrap(), &expected);
    }
}

#[test]
fn what_is_exported_is_read_to_the_bit() {
    for model in [learned(), read(NOTEBOOK.to_vec()).unwrap()] {
        let bytes = write_keras(&model).unwrap();
        let back = read(bytes.clone()).unwrap();
        assert_same(&back, &model);
        assert_eq!(back.config.learning_rate, model.optimiser.unwrap().learning_rate);
        assert!(write_keras(&back).unwrap() == bytes, "the same model is the same bytes");
    }
}

#[test]
fn a_model_without_adams_state_is_exported_without_it() {
    let mut model = learned();
    model.optimiser = None;
    let back = read(write_keras(&model).unwrap()).unwrap();
    assert_same(&back, &model);
}

#[test]
fn another_reader_of_archives_finds_the_same() {
    let bytes = write_keras(&learned()).unwrap();
    assert!(entry(&bytes, CONFIG).starts_with(b"{"));
    assert!(entry(&bytes, WEIGHTS).starts_with(b"\x89HDF\r\n\x1a\n"));
    let metadata: serde_json::Value =
        serde_json::from_slice(&entry(&bytes, "metadata.json")).unwrap();
    assert!(metadata["keras_version"].is_string());
}

#[test]
fn an_imported_model_composes_and_keeps_its_file() {
    let model = read(NOTEBOOK.to_vec()).unwrap();
    let config = ClassicComposing { n_notes: 30, ..ClassicComposing::default() };
    let piece = compose(&model, &config, Kernels::best(), |_| true).unwrap();
    assert_eq!(piece.len(), 30);
    let again = ClassicModel::from_bytes(&model.to_bytes()).unwrap();
    assert_same(&again, &model);
    assert_eq!(compose(&again, &config, Kernels::best(), |_| true).unwrap(), piece);
}
