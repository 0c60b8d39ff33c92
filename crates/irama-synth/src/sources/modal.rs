//! Something struck or plucked: a sum of tones, each of which turns and dies by itself.
//!
//! A tone is a point that turns round the origin and comes nearer with each sample, by one complex
//! product. Eight of them go side by side, so that the compiler can use vectors.

use super::{
    BLOCK, Block, Filter, Stroke, Tap, Touch,
    partials::{self, Knock, ModalRecipe, Partial},
};
use crate::exact::{fall, noise, phase_step, ratio, sine_of_phase};

const LANES: usize = 8;
/// The power below which a bank of tones is left out: -110 dB.
const SPENT: f32 = 1e-11;

/// Eight tones.
#[derive(Clone, Debug)]
struct Octet {
    real: [f32; LANES],
    imaginary: [f32; LANES],
    cosine: [f32; LANES],
    sine: [f32; LANES],
    hz: [f32; LANES],
    t60_s: [f32; LANES],
}

impl Octet {
    fn new(partials: &[Partial], sample_rate: f32) -> Self {
        let zero = [0.0; LANES];
        let mut octet =
            Self { real: zero, imaginary: zero, cosine: zero, sine: zero, hz: zero, t60_s: zero };
        for (lane, partial) in partials.iter().enumerate() {
            octet.real[lane] = partial.level;
            octet.hz[lane] = partial.hz;
            octet.t60_s[lane] = partial.t60_s;
        }
        octet.tune(1.0, sample_rate);
        octet
    }

    /// Moves all tones to `ratio` times their frequencies.
    fn tune(&mut self, ratio: f32, sample_rate: f32) {
        for lane in 0..LANES {
            let angle = std::f32::consts::TAU * (self.hz[lane] * ratio).min(0.45 * sample_rate)
                / sample_rate;
            let (sine, cosine) = libm::sincosf(angle);
            let radius = fall(1.0 / sample_rate, self.t60_s[lane]);
            self.sine[lane] = radius * sine;
            self.cosine[lane] = radius * cosine;
        }
    }

    fn add(&mut self, sums: &mut [[f32; LANES]; BLOCK]) {
        let Self { mut real, mut imaginary, cosine, sine, .. } = *self;
        for sum in sums {
            for lane in 0..LANES {
                let turned = real[lane] * cosine[lane] - imaginary[lane] * sine[lane];
                imaginary[lane] = real[lane] * sine[lane] + imaginary[lane] * cosine[lane];
                real[lane] = turned;
                sum[lane] += imaginary[lane];
            }
        }
        (self.real, self.imaginary) = (real, imaginary);
    }

    fn power(&self) -> f32 {
        let square = |it: &[f32; LANES]| it.iter().map(|it| it * it).sum::<f32>();
        square(&self.real) + square(&self.imaginary)
    }
}

/// The noise of the stroke.
#[derive(Clone, Debug)]
struct Knocking {
    level: f32,
    fall: f32,
    filter: Filter,
    chance: u32,
    step: u32,
}

impl Knocking {
    fn new(knock: Knock, stroke: Stroke) -> Self {
        Self {
            level: knock.level * stroke.velocity * 3.0,
            fall: fall(1.0 / stroke.sample_rate, knock.t60_s),
            filter: Filter::new(knock.hz, 0.8, stroke.sample_rate),
            chance: stroke.chance,
            step: 0,
        }
    }

    fn add(&mut self, out: &mut [f32; BLOCK]) {
        if self.level < 1e-5 {
            return;
        }
        for sample in out {
            let noise = noise(self.chance, self.step);
            *sample += self.filter.pass(Tap::Band, self.level * noise);
            self.level *= self.fall;
            self.step = self.step.wrapping_add(1);
        }
    }
}

/// One stroke.
#[derive(Clone, Debug)]
pub(crate) struct Modal {
    octets: Vec<Octet>,
    knocking: Option<Knocking>,
    /// How hard the sound is driven into the curve, and where on it silence lies.
    drive: f32,
    /// What the curve adds to silence on average, taken out slowly.
    offset: f32,
    cabinet: Option<Filter>,
    tremolo: (u32, u32, f32),
    cents: f32,
    n_blocks: u32,
    sample_rate: f32,
}

impl Modal {
    pub(crate) fn new(recipe: &ModalRecipe, stroke: Stroke) -> Self {
        let partials = partials::of(recipe, stroke);
        let octets = partials.chunks(LANES).map(|it| Octet::new(it, stroke.sample_rate)).collect();
        let (hz, depth) = recipe.tremolo;
        let step = phase_step(hz * BLOCK as f32, stroke.sample_rate);
        Self {
            octets,
            knocking: recipe.knock.map(|it| Knocking::new(it, stroke)),
            drive: recipe.drive * (0.3 + stroke.velocity),
            offset: 0.0,
            cabinet: (recipe.cabinet_hz > 0.0)
                .then(|| Filter::new(recipe.cabinet_hz, 0.9, stroke.sample_rate)),
            tremolo: (0, step, depth),
            cents: 0.0,
            n_blocks: 0,
            sample_rate: stroke.sample_rate,
        }
    }

    pub(crate) fn fill(&mut self, touch: Touch, block: &mut Block) {
        if touch.cents != self.cents {
            let ratio = ratio(touch.cents);
            self.octets.iter_mut().for_each(|it| it.tune(ratio, self.sample_rate));
            self.cents = touch.cents;
        }
        let mut sums = [[0.0; LANES]; BLOCK];
        self.octets.iter_mut().for_each(|it| it.add(&mut sums));
        for (sample, sum) in block.left.iter_mut().zip(&sums) {
            let [a, b, c, d, e, f, g, h] = *sum;
            *sample = ((a + b) + (c + d)) + ((e + f) + (g + h));
        }
        self.bend(&mut block.left);
        if let Some(knocking) = &mut self.knocking {
            knocking.add(&mut block.left);
        }
        self.tremble(block);
        self.n_blocks += 1;
        // High tones die first.
        if self.n_blocks.is_multiple_of(32) {
            while self.octets.last().is_some_and(|it| it.power() < SPENT) {
                self.octets.pop();
            }
        }
    }

    /// A smooth curve that is steeper on one side, as of a tine before a pick-up: it adds the octave.
    fn bend(&mut self, out: &mut [f32; BLOCK]) {
        const REST: f32 = 0.5;
        if self.drive == 0.0 {
            return;
        }
        let curve = |x: f32| x / libm::sqrtf(1.0 + x * x);
        // Gentle curves leave the level as it is; steep ones hold it, as an amplifier at its limit.
        let (at_rest, scale) = (curve(REST), 1.4 / self.drive.min(2.0));
        for sample in out {
            let bent = (curve(REST + self.drive * *sample) - at_rest) * scale;
            self.offset += 0.002 * (bent - self.offset);
            let centred = bent - self.offset;
            *sample = match &mut self.cabinet {
                Some(filter) => filter.pass(Tap::Low, centred),
                None => centred,
            };
        }
    }

    /// Left and right in turn, as an electric piano's amplifier does.
    fn tremble(&mut self, block: &mut Block) {
        let (phase, step, depth) = &mut self.tremolo;
        if *depth == 0.0 {
            block.right = block.left;
            return;
        }
        let swing = |phase: u32| 0.5 * *depth * sine_of_phase(phase);
        let (mut here, next) = (swing(*phase), swing(phase.wrapping_add(*step)));
        let rise = (next - here) / BLOCK as f32;
        for (left, right) in block.left.iter_mut().zip(&mut block.right) {
            here += rise;
            (*left, *right) = (*left * (1.0 + here), *left * (1.0 - here));
        }
        *phase = phase.wrapping_add(*step);
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.octets.is_empty()
    }
}
