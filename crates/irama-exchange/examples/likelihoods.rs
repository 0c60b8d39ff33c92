//! What an events model is told of a piece and how likely it finds it:
//! `likelihoods MODEL.irama PIECE.mid OUT.safetensors`.
//!
//! A bag is `tokens`, their `weights`, and `offsets`, where the bag of each of T rows begins. Rows
//! have a bag `input`; each field has a bag of what is known before it, cues (which `steps`,
//! `channels` and `values`, with `cue_weights`), what is `legal`, (T, V), the `targets`, (T), -1
//! where the field is not there, and their `log_likelihoods`, (T).

#![allow(clippy::unwrap_used, reason = "a tool for whoever checks")]

use std::{collections::BTreeMap, fs};

use irama_events::encode;
use irama_model::events::{
    EventsModel, Lanes, Memory, Network, Order, Passes,
    music::{Music, Song},
};
use irama_neural::{ABSENT, BagRow, HeadRow, Kernels};
use irama_score::read_midi;
use safetensors::{Dtype, tensor::TensorView};

/// Named tensors on their way into a file.
#[derive(Default)]
struct Tensors(BTreeMap<String, (Dtype, Vec<usize>, Vec<u8>)>);

impl Tensors {
    fn floats(&mut self, name: String, values: impl Iterator<Item = f32>) {
        let data: Vec<u8> = values.flat_map(f32::to_le_bytes).collect();
        self.0.insert(name, (Dtype::F32, vec![data.len() / 4], data));
    }

    fn whole(&mut self, name: String, values: impl Iterator<Item = i64>) {
        let data: Vec<u8> = values.flat_map(i64::to_le_bytes).collect();
        self.0.insert(name, (Dtype::I64, vec![data.len() / 8], data));
    }

    fn bag(&mut self, name: &str, bag: &BagRow) {
        let steps: Vec<_> = (0..bag.n_steps()).map(|it| bag.step(it)).collect();
        let offsets = steps.iter().scan(0, |at, it| {
            let offset = *at;
            *at += it.len() as i64;
            Some(offset)
        });
        self.whole(format!("{name}.offsets"), offsets);
        self.whole(format!("{name}.tokens"), steps.iter().copied().flatten().map(|it| it.0.into()));
        self.floats(format!("{name}.weights"), steps.iter().copied().flatten().map(|it| it.1));
    }

    fn head(&mut self, name: &str, head: &HeadRow, n_values: usize, surprises: &[f32]) {
        self.bag(name, &head.bags);
        let cues: Vec<(usize, u32, f32)> = (0..head.cues.n_steps())
            .flat_map(|step| head.cues.step(step).iter().map(move |it| (step, it.0, it.1)))
            .collect();
        self.whole(format!("{name}.steps"), cues.iter().map(|it| it.0 as i64));
        self.whole(format!("{name}.channels"), cues.iter().map(|it| i64::from(it.1 >> 8)));
        self.whole(format!("{name}.values"), cues.iter().map(|it| i64::from(it.1 & 255)));
        self.floats(format!("{name}.cue_weights"), cues.iter().map(|it| it.2));
        let legal =
            head.legal.iter().flat_map(|it| (0..n_values).map(move |v| (it >> v & 1) as u8));
        let shape = vec![head.legal.len(), n_values];
        self.0.insert(format!("{name}.legal"), (Dtype::BOOL, shape, legal.collect()));
        let target = |it: &u8| if *it == ABSENT { -1 } else { i64::from(*it) };
        self.whole(format!("{name}.targets"), head.targets.iter().map(target));
        // The first of eight rows of a block is the only lane.
        let surprises = surprises.iter().step_by(8).take(head.targets.len());
        self.floats(format!("{name}.log_likelihoods"), surprises.map(|it| -it));
    }
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let model = EventsModel::load(args[1].as_ref()).unwrap();
    let song = Song::new(encode(&read_midi(&fs::read(&args[2]).unwrap()).unwrap().score));
    let (n_steps, songs) = (Music::n_rows(&song), [song]);
    let mut lanes = Lanes::<Music>::new(Order::Checking { hidden: 0 }, 1);
    let (window, _) = lanes.window(&songs, n_steps).unwrap();
    let (network, mut passes) = (model.network(), Passes::default());
    network.pack(&model.weights, &mut passes);
    network.check(Kernels::best(), &model.weights, window, &mut passes);
    let mut tensors = Tensors::default();
    tensors.bag("input", &window[0].input);
    let heads = window[0].heads.iter().zip(Network::surprises(&passes));
    for (field, (head, surprises)) in Music::plan().fields.iter().zip(heads) {
        tensors.head(field.name, head, field.n_values, surprises);
    }
    let views = tensors.0.iter().map(|(name, (dtype, shape, data))| {
        (name, TensorView::new(*dtype, shape.clone(), data).unwrap())
    });
    fs::write(&args[3], safetensors::serialize(views, None).unwrap()).unwrap();
}
