//! Named tensors and a JSON document in one checked sequence of bytes.

use std::{borrow::Cow, collections::HashMap};

use irama_neural::Precision;
use safetensors::{Dtype, SafeTensors, View};

use super::names::check_distinct;

/// The format and its version.
const MAGIC: &[u8] = b"IRAMA 1\n";
const CHECKSUM_LEN: usize = 32;
/// Where the header of a safetensors archive begins, after its length.
const HEADER_AT: usize = 8;
/// The metadata's entry that holds the JSON document.
const DOCUMENT: &str = "irama";

/// A tensor of floats, of 32 bits or their upper 16, or of bytes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tensor<'a> {
    dtype: Dtype,
    shape: Vec<usize>,
    /// Little-endian, row-major; where it is read, the file's own bytes.
    data: Cow<'a, [u8]>,
}

impl<'a> Tensor<'a> {
    pub(crate) fn floats(shape: &[usize], values: &[f32]) -> Self {
        let data: Vec<u8> = values.iter().flat_map(|it| it.to_le_bytes()).collect();
        Self { dtype: Dtype::F32, shape: shape.to_vec(), data: data.into() }
    }

    /// Floats rounded to their upper 16 bits.
    pub(crate) fn halves(shape: &[usize], values: &[f32]) -> Self {
        let half = |it: &f32| {
            let [_, _, low, high] = Precision::Bf16.rounded(*it).to_le_bytes();
            [low, high]
        };
        let data: Vec<u8> = values.iter().flat_map(half).collect();
        Self { dtype: Dtype::BF16, shape: shape.to_vec(), data: data.into() }
    }

    pub(crate) fn bytes(data: Vec<u8>) -> Self {
        Self { dtype: Dtype::U8, shape: vec![data.len()], data: data.into() }
    }

    /// Its numbers one by one, none if it is of bytes: a hostile tensor takes no memory.
    fn numbers(&self) -> Box<dyn Iterator<Item = f32> + '_> {
        match self.dtype {
            Dtype::F32 => {
                Box::new(self.data.as_chunks().0.iter().map(|it| f32::from_le_bytes(*it)))
            }
            Dtype::BF16 => {
                let halves = self.data.as_chunks().0.iter();
                Box::new(halves.map(|[low, high]| f32::from_le_bytes([0, 0, *low, *high])))
            }
            _ => Box::new(std::iter::empty()),
        }
    }
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

/// A JSON document and named tensors.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Archive<'a> {
    pub(crate) document: String,
    tensors: Vec<(String, Tensor<'a>)>,
}

impl<'a> Archive<'a> {
    /// Without tensors yet.
    pub(crate) fn new(document: String) -> Self {
        Self { document, tensors: Vec::new() }
    }

    pub(crate) fn push(&mut self, name: impl Into<String>, tensor: Tensor<'a>) {
        self.tensors.push((name.into(), tensor));
    }

    /// Takes out a tensor of floats of this shape, widened to 32 bits.
    pub(crate) fn take_floats(&mut self, name: &str, shape: &[usize]) -> Result<Vec<f32>, String> {
        let tensor = self.take(name, &[Dtype::F32, Dtype::BF16])?;
        if tensor.shape != shape {
            return Err(format!("the tensor {name} is {:?}, not {shape:?}", tensor.shape));
        }
        Ok(tensor.numbers().collect())
    }

    /// Takes out a tensor of bytes.
    pub(crate) fn take_bytes(&mut self, name: &str) -> Result<Vec<u8>, String> {
        self.take(name, &[Dtype::U8]).map(|it| it.data.into_owned())
    }

    /// Whether all tensors were taken out; the name of one that was not.
    pub(crate) fn finish(&self) -> Result<(), String> {
        match self.tensors.first() {
            Some((name, _)) => Err(format!("the tensor {name:?} does not belong there")),
            None => Ok(()),
        }
    }

    fn take(&mut self, name: &str, dtypes: &[Dtype]) -> Result<Tensor<'a>, String> {
        let place = self.tensors.iter().position(|(it, _)| it == name);
        let place = place.ok_or_else(|| format!("the tensor {name} is missing"))?;
        let (_, tensor) = self.tensors.swap_remove(place);
        if !dtypes.contains(&tensor.dtype) {
            return Err(format!("the tensor {name} is {:?}, not {:?}", tensor.dtype, dtypes[0]));
        }
        Ok(tensor)
    }

    /// As a safetensors archive, for other tools.
    pub(crate) fn to_safetensors(&self) -> Vec<u8> {
        let metadata = HashMap::from([(DOCUMENT.to_owned(), self.document.clone())]);
        let tensors = self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor));
        safetensors::serialize(tensors, Some(metadata))
            .expect("shapes match their values because `Tensor` makes both")
    }

    /// Reads a safetensors archive that [`Archive::to_safetensors`] wrote. The reason if it cannot,
    /// or if a number is none. Copies nothing.
    pub(crate) fn from_safetensors(bytes: &'a [u8]) -> Result<Self, String> {
        let bad = |it: safetensors::SafeTensorError| format!("its tensors cannot be read ({it})");
        let (n_header, metadata) = SafeTensors::read_metadata(bytes).map_err(bad)?;
        check_distinct(&bytes[HEADER_AT..HEADER_AT + n_header])?;
        let document = metadata.metadata().as_ref().and_then(|it| it.get(DOCUMENT)).cloned();
        let document =
            document.ok_or("it was not written by Irama: its metadata has no settings")?;
        let mut tensors = Vec::new();
        for (name, view) in SafeTensors::deserialize(bytes).map_err(bad)?.tensors() {
            let (dtype, shape) = (view.dtype(), view.shape().to_vec());
            let tensor = Tensor { dtype, shape, data: Cow::Borrowed(view.data()) };
            if let Some(value) = tensor.numbers().find(|it| !it.is_finite()) {
                return Err(format!("the tensor {name} holds {value}; use a copy"));
            }
            tensors.push((name, tensor));
        }
        Ok(Self { document, tensors })
    }

    /// As a file of our own: a safetensors archive behind a checksum.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let body = self.to_safetensors();
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(blake3::hash(&body).as_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }

    /// Reads what [`Archive::to_bytes`] wrote. The reason if it cannot.
    pub(crate) fn from_bytes(bytes: &'a [u8]) -> Result<Self, String> {
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(match bytes {
                [] => "the file is empty".into(),
                [b'I', b'R', b'A', b'M', b'A', b' ', version, ..] => format!(
                    "it has format {}, but this program reads format 1; update the program, or \
                     learn the model anew",
                    char::from(*version).escape_default()
                ),
                _ => "it does not begin like one; give a file that `irama train` wrote".into(),
            });
        };
        let Some((checksum, body)) = rest.split_at_checked(CHECKSUM_LEN) else {
            return Err("it is cut short; learn the model anew or use a copy".into());
        };
        if blake3::hash(body).as_bytes() != checksum {
            return Err("its checksum is wrong: it is cut short or damaged; use a copy".into());
        }
        Self::from_safetensors(body)
    }
}

/// Whether these bytes are a safetensors archive with settings of ours, each tensor there once and
/// each number one; why not. Whose names the tensors have does not matter. Copies nothing.
pub fn check_safetensors(bytes: &[u8]) -> Result<(), String> {
    Archive::from_safetensors(bytes).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn archive() -> Archive<'static> {
        let mut archive = Archive::new(r#"{"kind":"test"}"#.into());
        archive.push("a", Tensor::floats(&[2, 3], &[1.0, -2.0, 3.5, 0.0, 1e-30, 1e30]));
        archive.push("b", Tensor::bytes(vec![1, 2, 255]));
        archive
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = archive().to_bytes();
        let mut read = Archive::from_bytes(&bytes).unwrap();
        assert_eq!(read.document, r#"{"kind":"test"}"#);
        let values = read.take_floats("a", &[2, 3]).unwrap();
        assert_eq!(values, [1.0, -2.0, 3.5, 0.0, 1e-30, 1e30]);
        assert!(read.finish().unwrap_err().contains("\"b\""));
        assert_eq!(read.take_bytes("b").unwrap(), [1, 2, 255]);
        assert!(read.finish().is_ok());
        assert!(read.take_bytes("b").is_err());
    }

    #[test]
    fn halves_come_back_as_they_were_rounded() {
        let mut archive = archive();
        let values = [1.0, -2.5, 1.0 / 3.0, 1e-30, -1e30, 0.0];
        archive.push("h", Tensor::halves(&[6], &values));
        let bytes = archive.to_bytes();
        let read = Archive::from_bytes(&bytes).unwrap().take_floats("h", &[6]).unwrap();
        assert_eq!(read, values.map(|it| Precision::Bf16.rounded(it)));
        assert!((read[2] - values[2]).abs() < 0.002);
        assert_eq!(Tensor::halves(&[6], &read), Tensor::halves(&[6], &values));
    }

    #[test]
    fn the_same_content_is_the_same_bytes() {
        assert_eq!(archive().to_bytes(), archive().to_bytes());
    }

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let whole = archive().to_bytes();
        for len in 0..whole.len() {
            assert!(Archive::from_bytes(&whole[..len]).is_err(), "cut to {len} bytes");
        }
        for bit in 0..whole.len() * 8 {
            let mut flipped = whole.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Archive::from_bytes(&flipped).is_err(), "bit {bit}");
        }
        let tail = [whole, vec![0]].concat();
        assert!(Archive::from_bytes(&tail).is_err(), "a byte too many");
    }

    #[test]
    fn numbers_that_are_not_are_refused() {
        let mut bad = Archive::new("{}".into());
        bad.push("a", Tensor::floats(&[1], &[f32::NAN]));
        assert!(Archive::from_bytes(&bad.to_bytes()).unwrap_err().contains("NaN"));
    }
}
