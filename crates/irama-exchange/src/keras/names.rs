//! What Keras calls the tensors: `lstm_1/kernel` of ours is `layers/lstm_1/cell/vars/0` there.

use irama_model::classic::ClassicConfig;

/// The classes of layers that the classic network has, in the order of a forward pass. A dropout
/// stands where it may.
pub(super) const LSTM: &str = "LSTM";
pub(super) const NORM: &str = "BatchNormalization";
pub(super) const DROPOUT: &str = "Dropout";
pub(super) const DENSE: &str = "Dense";

/// The layers of a network of these sizes.
pub(super) fn classes(config: &ClassicConfig) -> Vec<&'static str> {
    let stages = config.units.iter().flat_map(|_| [LSTM, NORM, DROPOUT]);
    stages.chain([DENSE, DROPOUT, DENSE]).collect()
}

/// What Keras calls layers that nobody named: `lstm`, `lstm_1`, …
pub(super) fn numbered(classes: &[&str]) -> Vec<String> {
    let name = |(idx, class): (usize, &&str)| {
        let before = classes[..idx].iter().filter(|it| *it == class).count();
        format!("{}{}", snake(class), suffix(before))
    };
    classes.iter().enumerate().map(name).collect()
}

fn snake(class: &str) -> &'static str {
    match class {
        LSTM => "lstm",
        NORM => "batch_normalization",
        DROPOUT => "dropout",
        _ => "dense",
    }
}

fn suffix(n: usize) -> String {
    if n == 0 { String::new() } else { format!("_{n}") }
}

/// The group that holds a tensor of ours, and its name there. `names` are those of the layers of
/// these `classes`.
pub(super) fn place(tensor: &str, classes: &[&str], names: &[String]) -> (String, &'static str) {
    let (layer, tensor) = tensor.split_once('/').unwrap_or((tensor, ""));
    let (kind, idx) = match layer.rsplit_once('_') {
        Some((kind, idx)) => (kind, idx.parse().unwrap_or(0)),
        None => (layer, usize::from(layer == "output")),
    };
    let (class, inner) = match kind {
        "lstm" => (LSTM, "cell/vars"),
        "batch_norm" => (NORM, "vars"),
        _ => (DENSE, "vars"),
    };
    let mut same = classes.iter().zip(names).filter(|it| *it.0 == class);
    let name = same.nth(idx).map_or("", |it| it.1.as_str());
    let var = match (class, tensor) {
        (LSTM, "bias") | (NORM, "moving_mean") => "2",
        (_, "kernel" | "gamma") => "0",
        (_, "moving_variance") => "3",
        _ => "1",
    };
    (format!("layers/{name}/{inner}"), var)
}

#[cfg(test)]
mod tests {
    use irama_model::classic::Network;

    use super::*;

    #[test]
    fn each_tensor_has_the_place_that_keras_gives_it() {
        let config = ClassicConfig { units: vec![3, 2], ..ClassicConfig::default() };
        let (classes, network) = (classes(&config), Network::new(&config));
        let names = numbered(&classes);
        let entries = network.weights.entries().iter().chain(network.statistics.entries());
        let places: Vec<String> = entries
            .map(|it| {
                let (group, var) = place(&it.name, &classes, &names);
                format!("{} {group}/{var}", it.name)
            })
            .collect();
        assert_eq!(
            places,
            [
                "lstm_0/kernel layers/lstm/cell/vars/0",
                "lstm_0/recurrent_kernel layers/lstm/cell/vars/1",
                "lstm_0/bias layers/lstm/cell/vars/2",
                "batch_norm_0/gamma layers/batch_normalization/vars/0",
                "batch_norm_0/beta layers/batch_normalization/vars/1",
                "lstm_1/kernel layers/lstm_1/cell/vars/0",
                "lstm_1/recurrent_kernel layers/lstm_1/cell/vars/1",
                "lstm_1/bias layers/lstm_1/cell/vars/2",
                "batch_norm_1/gamma layers/batch_normalization_1/vars/0",
                "batch_norm_1/beta layers/batch_normalization_1/vars/1",
                "dense/kernel layers/dense/vars/0",
                "dense/bias layers/dense/vars/1",
                "output/kernel layers/dense_1/vars/0",
                "output/bias layers/dense_1/vars/1",
                "batch_norm_0/moving_mean layers/batch_normalization/vars/2",
                "batch_norm_0/moving_variance layers/batch_normalization/vars/3",
                "batch_norm_1/moving_mean layers/batch_normalization_1/vars/2",
                "batch_norm_1/moving_variance layers/batch_normalization_1/vars/3",
            ]
        );
    }
}
