//! The classic network against Keras: loss, gradients, batch-norm statistics, the first Adam step
//! and the prediction afterwards, from the same weights and batch, within 1e-4 of the largest entry
//! of each tensor.
//!
//! `tests/numbers/keras.json` is what this snippet printed (keras 3.15.1, tensorflow 2.21):
//!
//! ```python
//! import json, os
//! os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
//! import keras, numpy as np, tensorflow as tf
//! from keras import layers
//!
//! def values(tag, *shape):                    # the same numbers as `values` below
//!     bits = (np.arange(np.prod(shape), dtype=np.uint64) + np.uint64(tag << 32)) \
//!         * np.uint64(0x9e3779b97f4a7c15)
//!     bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xbf58476d1ce4e5b9)
//!     return ((bits >> np.uint64(40)) / 2**24 - 0.5).astype("float32").reshape(shape)
//!
//! def case(window, units, dense, rows, scale):
//!     l2 = keras.regularizers.l2
//!     model = keras.Sequential([keras.Input((window, 1))])
//!     for it, n in enumerate(units):
//!         more = it + 1 < len(units)
//!         model.add(layers.LSTM(n, return_sequences=more, kernel_regularizer=l2(0.001)))
//!         model.add(layers.BatchNormalization())
//!     model.add(layers.Dense(dense, activation="relu"))
//!     model.add(layers.Dense(1))
//!     weights = model.trainable_variables
//!     for it, w in enumerate(weights):
//!         w.assign(values(it + 1, *w.shape) * np.float32(scale))
//!     x, y = values(90, rows, window, 1) + 0.5, values(91, rows, 1) * 4
//!     with tf.GradientTape() as tape:
//!         predicted = model(x, training=True)
//!         huber = keras.losses.Huber()(y, predicted)
//!         loss = huber + sum(model.losses)
//!     gradients = tape.gradient(loss, weights)
//!     statistics = [w.numpy() for w in model.non_trainable_variables if "moving" in w.path]
//!     keras.optimizers.Adam(1e-3).apply(gradients, weights)
//!     after = model(x, training=False)
//!     def entries(tensors):                   # at most 40 entries of each, evenly spread
//!         flat = [np.asarray(t).ravel() for t in tensors]
//!         return [dict(largest=float(abs(t).max()), entries=t[:: -(-len(t) // 40)].tolist())
//!                 for t in flat]
//!     return dict(loss=float(loss), huber=float(huber), parameters=model.count_params(),
//!                 predicted=entries([predicted])[0], gradients=entries(gradients),
//!                 statistics=entries(statistics), weights=entries(weights),
//!                 after=entries([after])[0])
//!
//! print(json.dumps(dict(small=case(7, (12, 10, 6), 5, 11, 1.0),
//!                       seed=case(50, (256, 256, 128), 64, 64, 0.2))))
//! ```

#![allow(clippy::unwrap_used, reason = "a test that cannot read its numbers should fail loudly")]

use std::collections::BTreeMap;

use irama_model::classic::{ClassicConfig, Network, Passes};
use irama_neural::{Adam, AdamConfig, Chance, Entry, Huber, Kernels, Layout, Sequence, Share};
use serde::Deserialize;

#[derive(Deserialize)]
struct Case {
    loss: f64,
    huber: f64,
    parameters: usize,
    predicted: Numbers,
    gradients: Vec<Numbers>,
    statistics: Vec<Numbers>,
    weights: Vec<Numbers>,
    after: Numbers,
}

/// At most 40 entries of a tensor, evenly spread, and the size of its largest.
#[derive(Deserialize)]
struct Numbers {
    largest: f64,
    entries: Vec<f64>,
}

/// Numbers that the snippet makes too.
fn values(tag: usize, n: usize) -> Vec<f32> {
    let number = |it: u64| {
        let bits = (it + ((tag as u64) << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((bits >> 40) as f64 / 16_777_216.0 - 0.5) as f32
    };
    (0..n as u64).map(number).collect()
}

#[track_caller]
fn check(name: &str, ours: &[f32], expected: &Numbers) {
    let step = ours.len().div_ceil(40);
    let ours: Vec<f32> = ours.iter().step_by(step).copied().collect();
    assert_eq!(ours.len(), expected.entries.len(), "{name}");
    for (it, (ours, exact)) in ours.iter().zip(&expected.entries).enumerate() {
        let error = (f64::from(*ours) - exact).abs();
        assert!(error <= 1e-4 * expected.largest, "{name}[{it}]: {ours} is not {exact}");
    }
}

#[track_caller]
fn check_all(what: &str, layout: &Layout, ours: &[f32], expected: &[Numbers]) {
    assert_eq!(layout.entries().len(), expected.len(), "tensors of {what}");
    for (Entry { name, range, .. }, expected) in layout.entries().iter().zip(expected) {
        check(&format!("{what} of {name}"), &ours[range.clone()], expected);
    }
}

/// Runs one training step as the snippet does and compares everything on the way.
fn compare(name: &str, config: &ClassicConfig, n_rows: usize, scale: f32, kernels: Kernels) {
    let cases: BTreeMap<String, Case> =
        serde_json::from_str(include_str!("numbers/keras.json")).unwrap();
    let expected = &cases[name];
    let network = Network::new(config);
    assert_eq!(network.n_parameters(), expected.parameters);
    let (mut weights, mut statistics) = network.initial(&mut Chance::new(0, 0, 0));
    for (it, Entry { range, .. }) in network.weights.entries().iter().enumerate() {
        let values = values(it + 1, range.len());
        weights[range.clone()].iter_mut().zip(values).for_each(|(w, value)| *w = value * scale);
    }
    let mut x = Sequence::new(n_rows, config.window, 1);
    for (it, value) in values(90, n_rows * config.window).into_iter().enumerate() {
        x.at_mut(it / config.window, it % config.window)[0] = value + 0.5;
    }
    let targets: Vec<f32> = values(91, n_rows).iter().map(|it| it * 4.0).collect();
    let chance = Chance::new(0, 0, 0);
    let mut passes = Passes::default();
    network.pack(&weights, &mut passes);
    let share = Share::whole(n_rows);
    let drawn = (statistics.as_mut_slice(), chance);
    let predicted = network.learn(kernels, &weights, drawn, (&x, share), &mut passes);
    check("predictions", &column(predicted), &expected.predicted);
    let mut upstream = Sequence::default();
    let losses = Huber { delta: 1.0 }.losses((predicted, share), &targets, Some(&mut upstream));
    assert!((f64::from(losses.huber) - expected.huber).abs() < 1e-4 * expected.huber);
    let loss = f64::from(losses.huber) + network.penalty(&weights);
    assert!((loss - expected.loss).abs() < 1e-4 * expected.loss, "{loss}");
    check_all("statistics", &network.statistics, &statistics, &expected.statistics);
    let mut gradients = vec![0.0; weights.len()];
    network.backward(kernels, chance, (&x, share), &upstream, &mut passes, &mut gradients);
    // Keras' gradients hold the penalty; ours meets it in the optimiser.
    let mut penalised = gradients.clone();
    for (range, l2) in network.penalties() {
        let pairs = penalised[range.clone()].iter_mut().zip(&weights[range]);
        pairs.for_each(|(gradient, weight)| *gradient += 2.0 * l2 * weight);
    }
    check_all("gradients", &network.weights, &penalised, &expected.gradients);
    let mut adam = Adam::new(AdamConfig::default(), &weights);
    adam.step(kernels, 1e-3, &network.penalties(), &mut weights, &gradients);
    check_all("weights", &network.weights, &weights, &expected.weights);
    network.pack(&weights, &mut passes);
    let after = network.predict(kernels, &weights, &statistics, &x, &mut passes);
    check("predictions afterwards", &column(after), &expected.after);
}

fn column(sequence: &Sequence) -> Vec<f32> {
    (0..sequence.n_rows()).map(|row| sequence.at(row, 0)[0]).collect()
}

#[test]
fn a_small_network_takes_the_same_step_as_in_keras() {
    let config = ClassicConfig {
        window: 7,
        units: vec![12, 10, 6],
        dense_units: 5,
        dropout: 0.0,
        ..ClassicConfig::default()
    };
    for kernels in Kernels::available() {
        compare("small", &config, 11, 1.0, kernels);
    }
}

#[test]
fn the_seeds_network_takes_the_same_step_as_in_keras() {
    let config = ClassicConfig { dropout: 0.0, ..ClassicConfig::default() };
    assert_eq!(Network::new(&config).n_parameters(), 997_505);
    assert_eq!(Network::new(&config).weights.len(), 996_225);
    compare("seed", &config, 64, 0.2, Kernels::best());
}
