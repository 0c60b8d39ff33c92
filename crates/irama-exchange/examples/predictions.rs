//! What a classic model predicts: `predictions MODEL.irama WINDOWS.safetensors OUT.safetensors`.
//!
//! The windows are `x`, (B, T, 1); the predictions are `y`, (B).

#![allow(clippy::unwrap_used, reason = "a tool for whoever checks")]

use std::{collections::HashMap, fs};

use irama_model::classic::{ClassicModel, Passes};
use irama_neural::{Kernels, Sequence};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let model = ClassicModel::load(args[1].as_ref()).unwrap();
    let windows = fs::read(&args[2]).unwrap();
    let archive = SafeTensors::deserialize(&windows).unwrap();
    let view = archive.tensor("x").unwrap();
    let values = view.data().as_chunks::<4>().0.iter().map(|it| f32::from_le_bytes(*it));
    let (n, window) = (view.shape()[0], view.shape()[1]);
    let mut x = Sequence::new(n, window, 1);
    for (idx, value) in values.enumerate() {
        x.at_mut(idx / window, idx % window)[0] = value;
    }
    let (network, mut passes) = (model.network(), Passes::default());
    network.pack(&model.weights, &mut passes);
    let y = network.predict(Kernels::best(), &model.weights, &model.statistics, &x, &mut passes);
    let y: Vec<u8> = (0..n).flat_map(|it| y.at(it, 0)[0].to_le_bytes()).collect();
    let y = HashMap::from([("y", TensorView::new(Dtype::F32, vec![n], &y).unwrap())]);
    fs::write(&args[3], safetensors::serialize(y, None).unwrap()).unwrap();
}
