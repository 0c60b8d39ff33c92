//! Writes `config.json`: what the layers are and how Keras goes on learning.

use irama_model::classic::ClassicConfig;
use irama_neural::{AdamConfig, BatchNorm};
use serde_json::{Value, json};

use super::names::{DROPOUT, LSTM, NORM, classes, numbered};

/// The version of Keras whose form this is.
const KERAS_VERSION: &str = "3.15.1";

/// The file that says who wrote the archive. It names no time, so that a model is always the same
/// bytes.
pub(super) fn metadata() -> String {
    let by = concat!("irama ", env!("CARGO_PKG_VERSION"));
    json!({ "keras_version": KERAS_VERSION, "date_saved": "1980-01-01@00:00:00", "written_by": by })
        .to_string()
}

/// The description of a network of these sizes that learns on at `learning_rate`.
pub(super) fn written(config: &ClassicConfig, learning_rate: f32) -> String {
    let shape = json!([null, config.window, 1]);
    let mut layers = vec![layer(
        "InputLayer",
        json!({ "name": "input_layer", "batch_shape": shape, "dtype": "float32", "sparse": false }),
    )];
    let classes = classes(config);
    let mut units = config.units.iter().copied().chain([config.dense_units, 1]);
    for (idx, (class, name)) in classes.iter().zip(numbered(&classes)).enumerate() {
        let settings = match *class {
            LSTM => lstm(config, units.next(), idx + 3 < 3 * config.units.len()),
            NORM => norm(),
            DROPOUT => json!({ "rate": exact(config.dropout), "seed": null, "noise_shape": null }),
            _ => dense(units.next(), idx + 1 == classes.len()),
        };
        layers.push(layer(class, named(name, settings)));
    }
    json!({
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "name": "sequential",
            "trainable": true,
            "dtype": "float32",
            "layers": layers,
            "build_input_shape": shape,
        },
        "registered_name": null,
        "build_config": { "input_shape": shape },
        "compile_config": {
            "optimizer": adam(learning_rate),
            "loss": "huber",
            "loss_weights": null,
            "metrics": ["mae"],
            "weighted_metrics": null,
            "run_eagerly": false,
            "steps_per_execution": 1,
            "jit_compile": false,
        },
    })
    .to_string()
}

fn layer(class: &str, config: Value) -> Value {
    object("keras.layers", class, config)
}

fn object(module: &str, class: &str, config: Value) -> Value {
    json!({ "module": module, "class_name": class, "config": config, "registered_name": null })
}

fn named(name: String, mut settings: Value) -> Value {
    settings["name"] = name.into();
    settings["trainable"] = true.into();
    settings["dtype"] = "float32".into();
    settings
}

/// Initialisers are named as in code, because their classes had other names before Keras 3.6.
fn lstm(config: &ClassicConfig, units: Option<usize>, is_before_another: bool) -> Value {
    json!({
        "units": units,
        "return_sequences": is_before_another,
        "return_state": false,
        "go_backwards": false,
        "stateful": false,
        "unroll": false,
        "activation": "tanh",
        "recurrent_activation": "sigmoid",
        "use_bias": true,
        "unit_forget_bias": true,
        "kernel_initializer": "glorot_uniform",
        "recurrent_initializer": "orthogonal",
        "bias_initializer": "zeros",
        "kernel_regularizer": object("keras.regularizers", "L2", json!({ "l2": exact(config.l2) })),
        "dropout": 0.0,
        "recurrent_dropout": 0.0,
    })
}

fn norm() -> Value {
    json!({
        "axis": -1,
        "momentum": exact(BatchNorm::MOMENTUM),
        "epsilon": exact(BatchNorm::EPSILON),
        "center": true,
        "scale": true,
        "beta_initializer": "zeros",
        "gamma_initializer": "ones",
        "moving_mean_initializer": "zeros",
        "moving_variance_initializer": "ones",
    })
}

fn dense(units: Option<usize>, is_last: bool) -> Value {
    json!({
        "units": units,
        "activation": if is_last { "linear" } else { "relu" },
        "use_bias": true,
        "kernel_initializer": "glorot_uniform",
        "bias_initializer": "zeros",
    })
}

fn adam(learning_rate: f32) -> Value {
    let AdamConfig { beta_1, beta_2, epsilon, .. } = AdamConfig::default();
    let settings = json!({
        "name": "adam",
        "learning_rate": exact(learning_rate),
        "beta_1": exact(beta_1),
        "beta_2": exact(beta_2),
        "epsilon": exact(epsilon),
        "amsgrad": false,
        "use_ema": false,
    });
    object("keras.optimizers", "Adam", settings)
}

/// The shortest decimal number that is this one, so that 0.3 is written as 0.3.
fn exact(value: f32) -> f64 {
    value.to_string().parse().unwrap_or_else(|_| f64::from(value))
}
