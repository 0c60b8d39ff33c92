//! A seed gives these bytes on every processor. If a change means to alter them, the new hash is in
//! the failure's message; nothing else may.

#![allow(clippy::unwrap_used, reason = "a failure of the set-up should be loud")]

use irama_model::classic::{
    ClassicComposing, ClassicConfig, ClassicModel, Notes, SplitBy, Trainer, compose,
};
use irama_neural::Kernels;
use irama_score::Pitch;

#[test]
fn a_trained_model_and_its_piece_have_known_bytes() {
    let train = (0..150).map(|it| Pitch::clamped(48 + it * it % 29)).collect();
    let config = ClassicConfig {
        window: 9,
        units: vec![33, 17],
        dense_units: 5,
        batch: 19,
        n_epochs: 2,
        split: SplitBy::Windows,
        seed: 3,
        ..ClassicConfig::default()
    };
    let notes = Notes { train, held_out: Vec::new() };
    let mut trainer = Trainer::new(&notes, config, Kernels::best()).unwrap();
    while trainer.ended().is_none() {
        trainer.step().unwrap();
    }
    let model = ClassicModel::best_of(&trainer, Vec::new()).unwrap();
    let mut hasher = blake3::Hasher::new();
    let values = model.weights.iter().chain(&model.statistics);
    values.for_each(|it| {
        hasher.update(&it.to_le_bytes());
    });
    let composing = ClassicComposing { n_notes: 40, seed: 7, ..ClassicComposing::default() };
    for pitch in compose(&model, &composing, Kernels::best(), |_| true).unwrap() {
        hasher.update(&[pitch.number()]);
    }
    let expected = "f35cea11dc6ec47ba589554653c15822aa7bc4ea79a6350e3f32e6268ccc1705";
    assert_eq!(hasher.finalize().to_hex().as_str(), expected);
}
