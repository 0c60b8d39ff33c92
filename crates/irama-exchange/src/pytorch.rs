//! Safetensors archives with the names and the layout of PyTorch.
//!
//! A model's own archive has kernels of (inputs, units) and one bias a layer; PyTorch has them the
//! other way round, and two biases in an LSTM. Everything else stays as it is, the settings in the
//! metadata too: so an archive can be read back, with the weights that PyTorch left in it.
//!
//! | ours | PyTorch's |
//! |---|---|
//! | `lstm_1/kernel`, `recurrent_kernel` | `lstm.1.weight_ih_l0`, `weight_hh_l0`, turned; gates i, f, g, o |
//! | `lstm_1/bias` | `lstm.1.bias_ih_l0`, and `bias_hh_l0` of zeros |
//! | `batch_norm_1/gamma`, `beta`, `moving_mean`, … | `norm.1.weight`, `bias`, `running_mean`, … |
//! | `dense/kernel`, `dense/bias` | `dense.weight`, turned, `dense.bias` |
//! | `pitch/known/table` | `heads.pitch.known.weight` |
//! | `first/…`, `second/…` | `exp_avg.…`, `exp_avg_sq.…` |

use std::{borrow::Cow, collections::HashMap, path::Path};

use irama_model::{Model, checkpoint::check_safetensors};
use safetensors::{Dtype, SafeTensorError, SafeTensors, View};

use crate::{ExchangeError, read, unusable};

/// A model as the bytes of a safetensors archive that PyTorch can use.
pub fn write_safetensors(model: &Model) -> Vec<u8> {
    let own = model.to_safetensors();
    converted(&own, Tensor::into_pytorch).expect("it was written a moment ago")
}

/// Reads a file with a safetensors archive that [`write_safetensors`] made.
pub fn read_safetensors(path: &Path) -> Result<Model, ExchangeError> {
    from_safetensors(&read(path)?).map_err(|reason| unusable(path, reason))
}

/// Reads the bytes of a safetensors archive that [`write_safetensors`] made. The reason if it is
/// none.
pub fn from_safetensors(bytes: &[u8]) -> Result<Model, String> {
    // Before anything is copied.
    check_safetensors(bytes)?;
    Model::from_safetensors(&converted(bytes, Tensor::into_own)?)
}

/// A tensor and its name.
#[derive(Clone, Debug)]
struct Tensor<'a> {
    name: String,
    dtype: Dtype,
    shape: Vec<usize>,
    /// Little-endian, row-major.
    data: Cow<'a, [u8]>,
}

impl View for &Tensor<'_> {
    fn dtype(&self) -> Dtype {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn data(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self.data)
    }

    fn data_len(&self) -> usize {
        self.data.len()
    }
}

/// What stands before the names of moments: ours, and as PyTorch's Adam calls them.
type Prefix = (&'static str, &'static str);
const MOMENTS: [Prefix; 2] = [("first/", "exp_avg."), ("second/", "exp_avg_sq.")];

/// The prefix that `layer` begins with, and the rest.
fn split(layer: &str, side: impl Fn(&Prefix) -> &'static str) -> (Option<Prefix>, &str) {
    let prefix = MOMENTS.into_iter().find(|it| layer.starts_with(side(it)));
    (prefix, &layer[prefix.map_or(0, |it| side(&it).len())..])
}

/// What becomes of a tensor of an archive: one, two or none.
type Convert<'a> = fn(Tensor<'a>, &SafeTensors<'a>) -> Result<Vec<Tensor<'a>>, String>;

/// The same archive with each tensor as `convert` makes it.
fn converted<'a>(bytes: &'a [u8], convert: Convert<'a>) -> Result<Vec<u8>, String> {
    let bad = |it: SafeTensorError| format!("its tensors cannot be read ({it}); use a copy");
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(bad)?;
    let metadata: Option<HashMap<String, String>> = header.metadata().clone();
    let archive = SafeTensors::deserialize(bytes).map_err(bad)?;
    let mut tensors = Vec::new();
    for (name, view) in archive.iter() {
        let tensor = Tensor {
            name: name.to_owned(),
            dtype: view.dtype(),
            shape: view.shape().to_vec(),
            data: Cow::Borrowed(view.data()),
        };
        tensors.extend(convert(tensor, &archive)?);
    }
    safetensors::serialize(tensors.iter().map(|it| (it.name.as_str(), it)), metadata).map_err(bad)
}

impl<'a> Tensor<'a> {
    fn into_pytorch(self, _: &SafeTensors<'a>) -> Result<Vec<Self>, String> {
        let Some((layer, tensor)) = self.name.rsplit_once('/') else {
            return Ok(vec![self]);
        };
        let (prefix, layer) = split(layer, |it| it.0);
        let (prefix, layer) = (prefix.map_or("", |it| it.1), pytorch_layer(layer));
        let is_lstm = layer.starts_with("lstm.");
        let (tensor, is_turned) = match (tensor, is_lstm) {
            ("kernel", true) => ("weight_ih_l0", true),
            ("recurrent_kernel", _) => ("weight_hh_l0", true),
            ("bias", true) => ("bias_ih_l0", false),
            ("kernel", false) => ("weight", true),
            ("gamma" | "table", _) => ("weight", false),
            ("beta", _) => ("bias", false),
            ("moving_mean", _) => ("running_mean", false),
            ("moving_variance", _) => ("running_var", false),
            (other, _) => (other, false),
        };
        let name = format!("{prefix}{layer}.{tensor}");
        let second_bias = (tensor == "bias_ih_l0" && prefix.is_empty()).then(|| Tensor {
            name: name.replace("bias_ih", "bias_hh"),
            dtype: self.dtype,
            shape: self.shape.clone(),
            data: Cow::Owned(vec![0; self.data.len()]),
        });
        let first = Tensor { name, ..if is_turned { self.turned()? } else { self } };
        Ok(std::iter::once(first).chain(second_bias).collect())
    }

    fn into_own(self, archive: &SafeTensors<'a>) -> Result<Vec<Self>, String> {
        let Some((layer, tensor)) = self.name.rsplit_once('.') else {
            return Ok(vec![self]);
        };
        let (prefix, layer) = split(layer, |it| it.1);
        let prefix = prefix.map_or("", |it| it.0);
        let is_norm = layer.starts_with("norm.");
        let is_table = layer == "embedding" || layer.ends_with(".known");
        let (tensor, is_turned) = match tensor {
            "weight_ih_l0" => ("kernel", true),
            "weight_hh_l0" => ("recurrent_kernel", true),
            "bias_ih_l0" => ("bias", false),
            "bias_hh_l0" => return Ok(Vec::new()),
            "weight" if is_norm => ("gamma", false),
            "bias" if is_norm => ("beta", false),
            "weight" if is_table => ("table", false),
            "weight" => ("kernel", true),
            "running_mean" => ("moving_mean", false),
            "running_var" => ("moving_variance", false),
            other => (other, false),
        };
        let name = format!("{prefix}{}/{tensor}", own_layer(layer));
        let own = if self.name.ends_with("bias_ih_l0") {
            self.with_second_bias(archive)?
        } else if is_turned {
            self.turned()?
        } else {
            self
        };
        Ok(vec![Tensor { name, ..own }])
    }

    /// Rows become columns.
    fn turned(self) -> Result<Self, String> {
        let [n_rows, n_columns] = *self.shape.as_slice() else {
            return Err(format!("the tensor {} is {:?}, not a matrix", self.name, self.shape));
        };
        if self.dtype != Dtype::F32 {
            return Err(format!("the tensor {} is {:?}, not F32", self.name, self.dtype));
        }
        let values = self.data.as_chunks::<4>().0;
        let column = |it: usize| values[it..].iter().step_by(n_columns).take(n_rows);
        let data = (0..n_columns).flat_map(column).flatten().copied().collect();
        Ok(Self { shape: vec![n_columns, n_rows], data: Cow::Owned(data), ..self })
    }

    /// Adds the second bias of an LSTM, which PyTorch may have moved; zeros change no bit.
    fn with_second_bias(self, archive: &SafeTensors<'a>) -> Result<Self, String> {
        let name = self.name.replace("bias_ih", "bias_hh");
        let Ok(other) = archive.tensor(&name) else { return Ok(self) };
        if (other.dtype(), self.dtype) != (Dtype::F32, Dtype::F32) || other.shape() != self.shape {
            return Err(format!("the tensors {} and {name} do not fit each other", self.name));
        }
        let sum = |(a, b): (&[u8; 4], &[u8; 4])| match f32::from_le_bytes(*b) {
            0.0 => *a,
            b => (f32::from_le_bytes(*a) + b).to_le_bytes(),
        };
        let both = self.data.as_chunks().0.iter().zip(other.data().as_chunks().0);
        let data: Vec<u8> = both.flat_map(sum).collect();
        Ok(Self { data: Cow::Owned(data), ..self })
    }
}

/// `lstm_1` as `lstm.1`, `batch_norm_1` as `norm.1`, `pitch/known` as `heads.pitch.known`.
fn pytorch_layer(layer: &str) -> String {
    if let Some(idx) = layer.strip_prefix("lstm_") {
        return format!("lstm.{idx}");
    }
    if let Some(idx) = layer.strip_prefix("batch_norm_") {
        return format!("norm.{idx}");
    }
    match layer.split_once('/') {
        Some((head, part)) => format!("heads.{head}.{part}"),
        None => layer.to_owned(),
    }
}

fn own_layer(layer: &str) -> String {
    if let Some(idx) = layer.strip_prefix("lstm.") {
        return format!("lstm_{idx}");
    }
    if let Some(idx) = layer.strip_prefix("norm.") {
        return format!("batch_norm_{idx}");
    }
    match layer.strip_prefix("heads.").and_then(|it| it.split_once('.')) {
        Some((head, part)) => format!("{head}/{part}"),
        None => layer.to_owned(),
    }
}
