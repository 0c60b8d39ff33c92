//! A training step asks for no memory once the first one has: all of it is kept in the traces.
//!
//! Tables of embeddings are left out: where a token occurs is listed anew for each batch.

use std::{
    alloc::{GlobalAlloc, Layout as Memory, System},
    sync::atomic::{AtomicUsize, Ordering},
};

use irama_neural::{
    Adam, AdamConfig, BatchNorm, BatchNormTrace, Chance, Dense, DenseTrace, Dropout, Huber,
    Kernels, Layout, Lstm, LstmTrace, LstmWeights, Sequence, Share, Upstream, cross_entropy,
};

/// The system's memory, and how often it was asked for.
struct Counting;

static N_REQUESTS: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static MEMORY: Counting = Counting;

#[allow(unsafe_code, reason = "an allocator is unsafe by its nature; this one passes all on")]
// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, memory: Memory) -> *mut u8 {
        N_REQUESTS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as for this function.
        unsafe { System.alloc(memory) }
    }

    unsafe fn dealloc(&self, place: *mut u8, memory: Memory) {
        // SAFETY: as for this function.
        unsafe { System.dealloc(place, memory) }
    }

    unsafe fn realloc(&self, place: *mut u8, memory: Memory, len: usize) -> *mut u8 {
        N_REQUESTS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as for this function.
        unsafe { System.realloc(place, memory, len) }
    }
}

const N_ROWS: usize = 19;
const N_STEPS: usize = 5;
const N_UNITS: usize = 40;
const N_TOKENS: usize = 70;

/// Two LSTM layers with batch norm and dropout between them, a rectified and a plain dense layer.
struct Network {
    kernels: Kernels,
    lstms: [Lstm; 2],
    norm: BatchNorm,
    dense: Dense,
    output: Dense,
    weights: Vec<f32>,
    statistics: Vec<f32>,
    gradients: Vec<f32>,
    adam: Adam,
}

/// The memory of passes.
#[derive(Default)]
struct Passes {
    packed: [LstmWeights; 2],
    lstms: [LstmTrace; 2],
    norm: BatchNormTrace,
    dense: DenseTrace,
    output: DenseTrace,
    logits: Sequence,
    by_prediction: Sequence,
}

impl Network {
    fn new() -> Self {
        let (mut layout, mut statistics) = (Layout::default(), Layout::default());
        let lstms = ["a", "b"].map(|it| Lstm::new(&mut layout, it, N_UNITS, N_UNITS));
        let norm = BatchNorm::new(&mut layout, &mut statistics, "norm", N_UNITS);
        let dense = Dense::new(&mut layout, "dense", (N_UNITS, N_UNITS), true);
        let output = Dense::new(&mut layout, "output", (N_UNITS, N_TOKENS), false);
        let mut chance = Chance::new(1, 0, 0);
        let mut weights = vec![0.0; layout.len()];
        let mut statistics = vec![0.0; statistics.len()];
        lstms.iter().for_each(|it| it.initialise(&mut weights, &mut chance));
        norm.initialise(&mut weights, &mut statistics);
        dense.initialise(&mut weights, &mut chance);
        output.initialise(&mut weights, &mut chance);
        let config =
            AdamConfig { clip_norm: Some(0.1), average_kept: Some(0.9), ..AdamConfig::default() };
        let adam = Adam::new(config, &weights);
        let gradients = vec![0.0; weights.len()];
        let kernels = Kernels::best();
        Self { kernels, lstms, norm, dense, output, weights, statistics, gradients, adam }
    }

    fn step(&mut self, x: &Sequence, starts: &Sequence, targets: &[u32], passes: &mut Passes) {
        let kernels = self.kernels;
        let dropout = Dropout::new(0.3, &mut Chance::new(2, 0, self.adam.n_steps));
        let Self { lstms: [lower, upper], norm, dense, output, weights, gradients, .. } = self;
        let Passes { packed, lstms: [first, second], norm: normed, .. } = passes;
        lower.pack(weights, &mut packed[0]);
        upper.pack(weights, &mut packed[1]);
        dense.pack(weights, &mut passes.dense);
        output.pack(weights, &mut passes.output);
        lower.forward(kernels, &packed[0], x, Some(starts), first);
        norm.forward_training(
            kernels,
            (&first.hidden, Share::whole(N_ROWS)),
            weights,
            &mut self.statistics,
            normed,
        );
        dropout.apply(kernels, &mut normed.output);
        upper.forward(kernels, &packed[1], &normed.output, None, second);
        dense.forward(kernels, &second.hidden, &mut passes.dense);
        output.forward(kernels, &passes.dense.output, &mut passes.output);
        passes.logits.clone_from(&passes.output.output);
        cross_entropy(kernels, &mut passes.logits, targets);
        let (hidden, logits) = (&passes.dense.output, &passes.logits);
        output.backward(kernels, hidden, logits, &mut passes.output, gradients);
        let by_output = &passes.output.input_gradients;
        dense.backward(kernels, &second.hidden, by_output, &mut passes.dense, gradients);
        let upstream = Upstream::All(&passes.dense.input_gradients);
        let x_2 = &normed.output;
        upper.backward(kernels, &packed[1], x_2, None, upstream, true, second, gradients);
        dropout.apply(kernels, &mut second.input_gradients);
        norm.backward(
            kernels,
            (&first.hidden, Share::whole(N_ROWS)),
            normed,
            &mut second.input_gradients,
            gradients,
        );
        let upstream = Upstream::All(&second.input_gradients);
        lower.backward(kernels, &packed[0], x, Some(starts), upstream, true, first, gradients);
        self.adam.step(kernels, 0.01, &[(0..9, 0.1)], &mut self.weights, &self.gradients);
    }
}

#[test]
fn later_steps_ask_for_no_memory() {
    for n_threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build();
        let (first, later) = pool.expect("threads can be had").install(requests);
        assert!(first > 20, "the first step asked {first} times: requests are not counted");
        assert_eq!(later, 0, "requests of later steps with {n_threads} threads");
    }
}

/// How often the first step asked for memory, and how often the most modest of ten later ones did: a
/// thread of the pool registers itself when it looks for work for the first time, whenever that is.
fn requests() -> (usize, usize) {
    let mut x = Sequence::new(N_ROWS, N_STEPS, N_UNITS);
    let mut chance = Chance::new(3, 0, 0);
    x.values_mut().iter_mut().for_each(|it| *it = chance.normal() as f32);
    let mut starts = Sequence::new(N_ROWS, N_STEPS, 1);
    starts.at_mut(9, 2)[0] = 1.0;
    let targets: Vec<u32> = (0..N_ROWS * N_STEPS).map(|it| (it % N_TOKENS) as u32).collect();
    let (mut network, mut passes) = (Network::new(), Passes::default());
    let predicted = Sequence::new(N_ROWS, 1, 1);
    let mut step = || {
        let before = N_REQUESTS.load(Ordering::Relaxed);
        network.step(&x, &starts, &targets, &mut passes);
        let by_prediction = Some(&mut passes.by_prediction);
        Huber { delta: 1.0 }.losses(
            (&predicted, Share::whole(N_ROWS)),
            &[0.5; N_ROWS],
            by_prediction,
        );
        N_REQUESTS.load(Ordering::Relaxed) - before
    };
    (step(), (0..10).map(|_| step()).fold(usize::MAX, usize::min))
}
