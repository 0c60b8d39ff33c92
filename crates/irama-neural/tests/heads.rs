//! Heads against finite differences, the softmax by hand, and themselves on other kernels.

#![allow(clippy::unwrap_used, reason = "a test should fail loudly")]

use irama_neural::{
    ABSENT, Chance, Dropout, Head, HeadConfig, HeadRow, HeadTrace, Kernels, Layout, Projections,
    ProjectionsTrace, Sequence, cue,
};

const N_ROWS: usize = 11;
const N_STEPS: usize = 3;
const CONFIG: HeadConfig =
    HeadConfig { n_inputs: 5, n_tokens: 9, n_units: 35, n_values: 13, n_channels: 3 };

struct Case {
    head: Head,
    weights: Vec<f32>,
    hidden: Sequence,
    rows: Vec<HeadRow>,
}

fn case() -> Case {
    let mut layout = Layout::default();
    let head = Head::new(&mut layout, "pitch", CONFIG);
    let mut chance = Chance::new(5, 0, 0);
    let mut weights = vec![0.0; layout.len()];
    head.initialise(&mut weights, &mut chance);
    weights.iter_mut().for_each(|it| *it += 0.1 * chance.normal() as f32);
    let mut hidden = Sequence::new(N_ROWS, N_STEPS, CONFIG.n_inputs);
    let mut rows = vec![HeadRow::default(); N_ROWS];
    for (row, known) in rows.iter_mut().enumerate() {
        for step in 0..N_STEPS {
            hidden.at_mut(row, step).iter_mut().for_each(|it| *it = chance.normal() as f32);
            for _ in 0..chance.below(4) {
                known.bags.push(chance.below(CONFIG.n_tokens) as u32, chance.uniform() as f32);
                let channel = chance.below(CONFIG.n_channels) as u32;
                let token = cue(channel, chance.below(CONFIG.n_values) as u32);
                known.cues.push(token, chance.uniform() as f32);
            }
            let target = chance.below(CONFIG.n_values) as u8;
            let legal = if step == 1 { u128::MAX << target } else { u128::MAX };
            known.end_step(legal, if chance.below(5) == 0 { ABSENT } else { target });
        }
    }
    Case { head, weights, hidden, rows }
}

#[derive(Default)]
struct Traces {
    projections: ProjectionsTrace,
    head: HeadTrace,
}

impl Case {
    fn loss(&self, kernels: Kernels) -> (f64, usize) {
        self.run(kernels, &mut Traces::default())
    }

    fn run(&self, kernels: Kernels, traces: &mut Traces) -> (f64, usize) {
        let Traces { projections, head } = traces;
        let all = self.projections();
        all.pack(&self.weights, projections);
        self.head.pack(&self.weights, head);
        all.forward(kernels, &self.hidden, projections);
        let drop = Dropout::new(0.3, &mut Chance::new(8, 0, 0));
        let (rows, how) = (|it: usize| &self.rows[it], (1.0, Some(drop)));
        self.head.forward(kernels, &self.weights, (projections, all.columns(0)), rows, how, head)
    }

    fn projections(&self) -> Projections {
        Projections::new(std::slice::from_ref(&self.head))
    }

    fn gradients(&self, kernels: Kernels) -> (Vec<f32>, Sequence) {
        let (mut traces, mut gradients) = (Traces::default(), vec![7.0; self.weights.len()]);
        self.run(kernels, &mut traces);
        let (all, Traces { projections, head }) = (self.projections(), &mut traces);
        self.head.sort_known(|it| &self.rows[it], head);
        self.head.backward(kernels, head, &mut gradients[self.head.span()]);
        all.gather(std::slice::from_ref(head), projections);
        all.backward(kernels, &self.hidden, projections, &mut gradients);
        (gradients, projections.input_gradients().clone())
    }
}

#[test]
fn gradients_agree_with_finite_differences() {
    let mut case = case();
    let kernels = Kernels::best();
    let (gradients, by_hidden) = case.gradients(kernels);
    let (step, mut n_off) = (2e-3_f32, 0);
    for (it, gradient) in gradients.iter().enumerate() {
        let value = case.weights[it];
        case.weights[it] = value + step;
        let above = case.loss(kernels).0;
        case.weights[it] = value - step;
        let below = case.loss(kernels).0;
        case.weights[it] = value;
        let expected = (above - below) / f64::from(2.0 * step);
        let off = (expected - f64::from(*gradient)).abs();
        n_off += usize::from(off > 0.02 + 0.02 * expected.abs());
    }
    // A difference across a corner of the rectifier is off; few are.
    assert!(n_off * 25 < gradients.len(), "{n_off} of {} are off", gradients.len());
    for row in 0..N_ROWS {
        for it in 0..CONFIG.n_inputs {
            let value = case.hidden.at(row, 1)[it];
            case.hidden.at_mut(row, 1)[it] = value + step;
            let above = case.loss(kernels).0;
            case.hidden.at_mut(row, 1)[it] = value - step;
            let below = case.loss(kernels).0;
            case.hidden.at_mut(row, 1)[it] = value;
            let expected = (above - below) / f64::from(2.0 * step);
            let actual = f64::from(by_hidden.at(row, 1)[it]);
            assert!((expected - actual).abs() < 0.03, "{row}/{it}: {actual} not {expected}");
        }
    }
}

#[test]
fn absent_targets_do_not_count() {
    let case = case();
    let expected = case.rows.iter().flat_map(|it| &it.targets).filter(|it| **it != ABSENT).count();
    let (loss, n) = case.loss(Kernels::best());
    assert_eq!(n, expected);
    assert!(loss > 0.0 && n < N_ROWS * N_STEPS);
}

#[test]
fn one_legal_value_is_no_surprise() {
    let mut case = case();
    for row in &mut case.rows {
        for (legal, target) in row.legal.iter_mut().zip(&row.targets) {
            *legal = if *target == ABSENT { 0 } else { 1 << target };
        }
    }
    assert!(case.loss(Kernels::best()).0.abs() < 1e-4);
}

#[test]
fn every_kernel_gives_the_same_bits() {
    let case = case();
    let expected = case.gradients(Kernels::PORTABLE);
    for kernels in Kernels::available() {
        assert_eq!(case.gradients(kernels), expected, "{}", kernels.name());
    }
}
