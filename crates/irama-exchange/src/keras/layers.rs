//! Reads `config.json`: whether it describes the classic network, and of which sizes.

use irama_model::classic::ClassicConfig;
use irama_neural::{AdamConfig, BatchNorm};
use serde_json::{Map, Value, json};

use super::{
    names::{DENSE, DROPOUT, LSTM, NORM},
    plain::{self, short},
};

/// What a file says of its network.
#[derive(Clone, Debug)]
pub(super) struct Described {
    /// The sizes; what does not stand there is as in the seed.
    pub(super) config: ClassicConfig,
    /// The classes of its layers and their names, without that of the input.
    pub(super) classes: Vec<&'static str>,
    pub(super) names: Vec<String>,
    /// Whether it was learned with Adam as it is here: moments of others mean something else.
    pub(super) is_plain_adam: bool,
}

/// A layer: its class and its settings.
#[derive(Clone, Copy)]
struct Layer<'a> {
    class: &'static str,
    settings: &'a Map<String, Value>,
}

/// Reads the description of a network. The reason if it is not the classic one.
pub(super) fn read(text: &[u8]) -> Result<Described, String> {
    let all: Value = serde_json::from_slice(text)
        .map_err(|it| format!("its config.json is broken ({it}); save it with Keras again"))?;
    plain::check(&all)?;
    let class = &all["class_name"];
    if class != "Sequential" {
        return Err(format!(
            "it is a {}, not a Sequential of layers as the notebook builds it",
            short(class)
        ));
    }
    let layers = all["config"]["layers"].as_array().ok_or("its config.json names no layers")?;
    let is_input = |it: &&Value| it["class_name"] == "InputLayer";
    let (input, rest) = match layers.split_first() {
        Some((first, rest)) if is_input(&first) => (&first["config"], rest),
        _ => (&Value::Null, layers.as_slice()),
    };
    let layers: Vec<Layer<'_>> = rest.iter().map(layer).collect::<Result<_, _>>()?;
    let mut config = ClassicConfig { window: window(&all, input)?, ..ClassicConfig::default() };
    read_layers(&layers, &mut config)?;
    let optimiser = &all["compile_config"]["optimizer"];
    if let Some(rate) = optimiser["config"]["learning_rate"].as_f64() {
        config.learning_rate = rate as f32;
    }
    config.check().map_err(|it| it.to_string())?;
    Ok(Described {
        config,
        classes: layers.iter().map(|it| it.class).collect(),
        names: layers.iter().map(Layer::name).collect(),
        is_plain_adam: is_plain_adam(optimiser),
    })
}

fn layer(value: &Value) -> Result<Layer<'_>, String> {
    let known = [LSTM, NORM, DROPOUT, DENSE].into_iter().find(|it| value["class_name"] == *it);
    let class = known.ok_or_else(|| {
        format!(
            "it has a layer of the class {}; the classic network has {LSTM}, {NORM}, {DROPOUT} and \
             {DENSE} only",
            short(&value["class_name"])
        )
    })?;
    let settings = value["config"].as_object().ok_or_else(|| format!("a {class} has no config"))?;
    Ok(Layer { class, settings })
}

/// Notes in a window: the length of the input, wherever it stands.
fn window(all: &Value, input: &Value) -> Result<usize, String> {
    let places = [
        &input["batch_shape"],
        &input["batch_input_shape"],
        &all["config"]["build_input_shape"],
        &all["build_config"]["input_shape"],
    ];
    let shape = places.into_iter().find(|it| !it.is_null()).unwrap_or(&Value::Null);
    let window = match shape.as_array().map(Vec::as_slice) {
        Some([Value::Null, steps, features]) if *features == 1 => steps.as_u64(),
        _ => None,
    };
    let window = window.and_then(|it| usize::try_from(it).ok());
    window.ok_or_else(|| {
        format!("its input is {}, not [null, WINDOW, 1]: one pitch a step", short(shape))
    })
}

fn read_layers(layers: &[Layer<'_>], config: &mut ClassicConfig) -> Result<(), String> {
    let is_dropout = |it: &&Layer<'_>| it.class == DROPOUT;
    let without: Vec<&Layer<'_>> = layers.iter().filter(|it| !is_dropout(it)).collect();
    let Some((stages, [dense, output])) = without.split_last_chunk() else {
        return Err("it has too few layers for the classic network".into());
    };
    let is_classic =
        stages.chunks(2).all(|it| matches!(it, [a, b] if a.class == LSTM && b.class == NORM))
            && [dense.class, output.class] == [DENSE, DENSE];
    if !is_classic {
        let found: Vec<&str> = without.iter().map(|it| it.class).collect();
        return Err(format!(
            "its layers are {}; in the classic network each {LSTM} is followed by a {NORM}, and two \
             {DENSE} come last",
            found.join(", ")
        ));
    }
    let (mut units, mut penalties) = (Vec::new(), Vec::new());
    for (idx, pair) in stages.chunks(2).enumerate() {
        let (lstm, norm) = (pair[0], pair[1]);
        lstm.check_lstm(idx + 1 < stages.len() / 2)?;
        norm.check_norm()?;
        units.push(lstm.size("units")?);
        penalties.push(lstm.penalty()?);
    }
    config.units = units;
    config.l2 = common("L2 penalties", &penalties)?;
    config.dense_units = dense.size("units")?;
    dense.check(&[("activation", json!("relu")), ("use_bias", json!(true))])?;
    output.check(&[
        ("activation", json!("linear")),
        ("use_bias", json!(true)),
        ("units", json!(1)),
    ])?;
    config.dropout = dropout(layers)?;
    Ok(())
}

/// The one rate of all dropouts; 0 if there are none. Each stands behind a norm or the first dense
/// layer.
fn dropout(layers: &[Layer<'_>]) -> Result<f32, String> {
    let after = layers.windows(2).filter(|it| it[1].class == DROPOUT);
    if after.clone().any(|it| !matches!(it[0].class, NORM | DENSE)) {
        return Err("a Dropout stands where the classic network has none".into());
    }
    let rates: Vec<f32> = after.map(|it| it[1].number("rate")).collect::<Result<_, _>>()?;
    common("dropout rates", &rates)
}

/// The one value of all, or 0 if there are none.
fn common(what: &str, values: &[f32]) -> Result<f32, String> {
    match values {
        [] => Ok(0.0),
        [first, rest @ ..] if rest.iter().all(|it| it == first) => Ok(*first),
        _ => Err(format!("its {what} are {values:?}, but a classic model has one for all layers")),
    }
}

impl Layer<'_> {
    fn name(&self) -> String {
        self.settings.get("name").and_then(Value::as_str).unwrap_or("").to_owned()
    }

    fn size(&self, key: &str) -> Result<usize, String> {
        let value = self.settings.get(key).unwrap_or(&Value::Null);
        let size = value.as_u64().and_then(|it| usize::try_from(it).ok());
        size.ok_or_else(|| format!("the {key} of a {} are {}", self.class, short(value)))
    }

    fn number(&self, key: &str) -> Result<f32, String> {
        let value = self.settings.get(key).unwrap_or(&Value::Null);
        let number = value.as_f64().map(|it| it as f32);
        number.ok_or_else(|| format!("the {key} of a {} is {}", self.class, short(value)))
    }

    /// Whether each setting that stands there is the wanted one. What is not there has its default,
    /// which is wanted.
    fn check(&self, wanted: &[(&str, Value)]) -> Result<(), String> {
        for (key, wanted) in wanted {
            match self.settings.get(*key) {
                Some(found) if !is_same(found, wanted) => {
                    return Err(format!(
                        "the {key} of a {} is {}, but the classic network has {wanted}",
                        self.class,
                        short(found)
                    ));
                }
                _ => (),
            }
        }
        self.check_dtype()
    }

    fn check_dtype(&self) -> Result<(), String> {
        let dtype = self.settings.get("dtype").unwrap_or(&Value::Null);
        let name = if dtype.is_object() { &dtype["config"]["name"] } else { dtype };
        if name.is_null() || name == "float32" {
            return Ok(());
        }
        Err(format!("its numbers are {}; convert the model to float32", short(name)))
    }

    fn check_lstm(&self, is_before_another: bool) -> Result<(), String> {
        let none = || Value::Null;
        if is_before_another && self.settings.get("return_sequences") != Some(&json!(true)) {
            return Err("an LSTM before another one returns no sequences".into());
        }
        self.check(&[
            ("return_sequences", json!(is_before_another)),
            ("return_state", json!(false)),
            ("go_backwards", json!(false)),
            ("stateful", json!(false)),
            ("activation", json!("tanh")),
            ("recurrent_activation", json!("sigmoid")),
            ("use_bias", json!(true)),
            ("recurrent_regularizer", none()),
            ("bias_regularizer", none()),
            ("activity_regularizer", none()),
            ("kernel_constraint", none()),
            ("recurrent_constraint", none()),
            ("bias_constraint", none()),
            ("dropout", json!(0.0)),
            ("recurrent_dropout", json!(0.0)),
        ])
    }

    fn check_norm(&self) -> Result<(), String> {
        self.check(&[
            ("momentum", json!(BatchNorm::MOMENTUM)),
            ("epsilon", json!(BatchNorm::EPSILON)),
            ("center", json!(true)),
            ("scale", json!(true)),
            ("renorm", json!(false)),
        ])?;
        let axis = self.settings.get("axis").unwrap_or(&Value::Null);
        let axis = if axis.is_array() { &axis[0] } else { axis };
        if axis.is_null() || [-1, 1, 2].iter().any(|it| axis == it) {
            return Ok(());
        }
        Err(format!("a {NORM} is over axis {}, not over features", short(axis)))
    }

    /// The factor of the L2 penalty on the kernel.
    fn penalty(&self) -> Result<f32, String> {
        let regularizer = self.settings.get("kernel_regularizer").unwrap_or(&Value::Null);
        let factor = match &regularizer["class_name"] {
            Value::Null if regularizer.is_null() => Some(0.0),
            class if class == "L2" => regularizer["config"]["l2"].as_f64(),
            _ => None,
        };
        factor.map(|it| it as f32).ok_or_else(|| {
            format!("its kernel_regularizer is {}, not an L2 penalty", short(regularizer))
        })
    }
}

/// Whether two settings are the same; numbers are compared as those of 32 bits.
fn is_same(found: &Value, wanted: &Value) -> bool {
    match (found.as_f64(), wanted.as_f64()) {
        (Some(found), Some(wanted)) => found as f32 == wanted as f32,
        _ => found == wanted,
    }
}

fn is_plain_adam(optimiser: &Value) -> bool {
    let AdamConfig { beta_1, beta_2, epsilon, .. } = AdamConfig::default();
    let wanted = [
        ("beta_1", json!(beta_1)),
        ("beta_2", json!(beta_2)),
        ("epsilon", json!(epsilon)),
        ("amsgrad", json!(false)),
        ("use_ema", json!(false)),
        ("weight_decay", Value::Null),
        ("gradient_accumulation_steps", Value::Null),
        ("loss_scale_factor", Value::Null),
    ];
    let settings = &optimiser["config"];
    let has = |(key, wanted): &(&str, Value)| {
        settings.get(key).is_none_or(|found| is_same(found, wanted))
    };
    optimiser["class_name"] == "Adam" && wanted.iter().all(has)
}
