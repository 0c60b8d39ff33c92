//! A waveform that is filtered: strings, winds, organs, leads and pads.

use super::{BLOCK, Block, Filter, Stroke, Tap, Touch, Waveform, wavetable::Oscillator};
use crate::exact::{fall, noise, phase_step, ratio, scramble, sine_of_phase};

/// One of several players of a tone: how far off the pitch in cents, and where from -1 to 1.
pub(crate) type Unison = &'static [(f32, f32)];

/// Another waveform beside the first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Second {
    pub(crate) waveform: Waveform,
    /// Above the key.
    pub(crate) semitones: f32,
    pub(crate) level: f32,
}

/// Where the low pass lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cutoff {
    /// At middle C and the hardest stroke, in hertz.
    pub(crate) hz: f32,
    /// How far it follows the key: 1 is in proportion.
    pub(crate) track: f32,
    /// Octaves between the softest and the hardest stroke.
    pub(crate) velocity: f32,
    /// Octaves that it opens and closes again.
    pub(crate) sweep: f32,
    /// Seconds until it is open.
    pub(crate) rise_s: f32,
    /// Seconds until it has closed by 60 dB.
    pub(crate) fall_s: f32,
    /// The height of the peak there; 0.707 is flat.
    pub(crate) resonance: f32,
}

impl Cutoff {
    /// Wide open.
    pub(crate) const OPEN: Self = Self {
        hz: 9_000.0,
        track: 0.5,
        velocity: 1.0,
        sweep: 0.0,
        rise_s: 0.01,
        fall_s: 1.0,
        resonance: 0.707,
    };
}

/// A trembling pitch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vibrato {
    pub(crate) hz: f32,
    pub(crate) cents: f32,
    /// Seconds until it is fully there.
    pub(crate) delay_s: f32,
}

/// A trembling level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tremolo {
    pub(crate) hz: f32,
    /// 0 to 1.
    pub(crate) depth: f32,
}

/// Air that is blown or a bow that scrapes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Breath {
    pub(crate) level: f32,
    /// Around which frequency, by times of the key's; below 0 in hertz.
    pub(crate) around: f32,
    /// How narrow: the height of the filter's peak.
    pub(crate) resonance: f32,
}

/// A filtered waveform.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WaveRecipe {
    pub(crate) waveform: Waveform,
    /// How loud it is beside the breath.
    pub(crate) level: f32,
    pub(crate) unison: Unison,
    pub(crate) second: Option<Second>,
    pub(crate) cutoff: Cutoff,
    pub(crate) vibrato: Vibrato,
    pub(crate) tremolo: Tremolo,
    pub(crate) breath: Option<Breath>,
    /// Cents by which the tone begins off its pitch, gone after a twentieth of a second.
    pub(crate) scoop: f32,
}

impl WaveRecipe {
    /// A plain saw; recipes change what differs.
    pub(crate) const PLAIN: Self = Self {
        waveform: Waveform::Saw,
        level: 1.0,
        unison: &[(0.0, 0.0)],
        second: None,
        cutoff: Cutoff::OPEN,
        vibrato: Vibrato { hz: 5.2, cents: 0.0, delay_s: 0.5 },
        tremolo: Tremolo { hz: 5.0, depth: 0.0 },
        breath: None,
        scoop: 0.0,
    };
}

/// One tone.
#[derive(Clone, Debug)]
pub(crate) struct Wave {
    recipe: WaveRecipe,
    stroke: Stroke,
    oscillators: Vec<Oscillator>,
    second: Option<Oscillator>,
    low_pass: [Filter; 2],
    breath: Filter,
    n_blocks: u32,
    scoop: f32,
    closing: f32,
}

impl Wave {
    pub(crate) fn new(recipe: &WaveRecipe, stroke: Stroke) -> Self {
        let is_alone = recipe.unison.len() == 1;
        let phase = |idx: usize| if is_alone { 0 } else { scramble(stroke.chance ^ idx as u32) };
        let oscillators = (0..recipe.unison.len())
            .map(|idx| Oscillator::new(recipe.waveform, phase(idx)))
            .collect();
        let breath = recipe.breath.map_or_else(Filter::default, |it| {
            let hz = if it.around < 0.0 { -it.around } else { it.around * stroke.hz };
            Filter::new(hz, it.resonance, stroke.sample_rate)
        });
        Self {
            recipe: *recipe,
            stroke,
            oscillators,
            second: recipe.second.map(|it| Oscillator::new(it.waveform, 0)),
            low_pass: [Filter::default(), Filter::default()],
            breath,
            n_blocks: 0,
            scoop: recipe.scoop,
            closing: 1.0,
        }
    }

    pub(crate) fn fill(&mut self, touch: Touch, block: &mut Block) {
        let hz = self.stroke.hz * ratio(self.cents(touch));
        *block = Block::SILENT;
        self.sound(hz, block);
        self.blow(block);
        self.filter(block);
        self.tremble(block);
        self.n_blocks = self.n_blocks.wrapping_add(1);
    }

    fn seconds(&self) -> f32 {
        self.n_blocks as f32 * BLOCK as f32 / self.stroke.sample_rate
    }

    /// How far off its key the tone is now.
    fn cents(&mut self, touch: Touch) -> f32 {
        let Vibrato { hz, cents, delay_s } = self.recipe.vibrato;
        let depth = cents * (self.seconds() / delay_s.max(0.01)).min(1.0) + 50.0 * touch.modulation;
        let scoop = self.scoop;
        self.scoop *= fall(BLOCK as f32 / self.stroke.sample_rate, 0.12);
        if depth == 0.0 {
            return touch.cents + scoop;
        }
        touch.cents + scoop + depth * sine_of_phase(self.phase(hz))
    }

    /// Where something is that comes round so many times a second.
    fn phase(&self, hz: f32) -> u32 {
        phase_step(hz * BLOCK as f32, self.stroke.sample_rate).wrapping_mul(self.n_blocks)
    }

    fn sound(&mut self, hz: f32, block: &mut Block) {
        let WaveRecipe { unison, level, .. } = self.recipe;
        let rate = self.stroke.sample_rate;
        let each = level / libm::sqrtf(unison.len() as f32);
        for (oscillator, (cents, pan)) in self.oscillators.iter_mut().zip(unison) {
            let mut mono = [0.0; BLOCK];
            let hz = if *cents == 0.0 { hz } else { hz * ratio(*cents) };
            oscillator.add(hz, rate, each, &mut mono);
            mix(&mono, *pan, block);
        }
        if let (Some(oscillator), Some(second)) = (&mut self.second, self.recipe.second) {
            let mut mono = [0.0; BLOCK];
            oscillator.add(hz * ratio(100.0 * second.semitones), rate, second.level, &mut mono);
            mix(&mono, 0.0, block);
        }
    }

    fn blow(&mut self, block: &mut Block) {
        let Some(breath) = self.recipe.breath else { return };
        let first = self.n_blocks.wrapping_mul(BLOCK as u32);
        for idx in 0..BLOCK {
            let white = noise(self.stroke.chance, first.wrapping_add(idx as u32));
            let air = self.breath.pass(Tap::Band, breath.level * white);
            block.left[idx] += air;
            block.right[idx] += air;
        }
    }

    fn filter(&mut self, block: &mut Block) {
        let Cutoff { hz, track, velocity, sweep, rise_s, fall_s, resonance } = self.recipe.cutoff;
        let opened = (self.seconds() / rise_s.max(1e-3)).min(1.0);
        if opened >= 1.0 {
            self.closing *= fall(BLOCK as f32 / self.stroke.sample_rate, fall_s);
        }
        let octaves = track * libm::log2f(self.stroke.hz / 261.6)
            + velocity * (self.stroke.velocity - 1.0)
            + sweep * opened * self.closing;
        let [left, right] = &mut self.low_pass;
        left.tune(hz * libm::exp2f(octaves), resonance, self.stroke.sample_rate);
        right.tune_as(left);
        for idx in 0..BLOCK {
            block.left[idx] = left.pass(Tap::Low, block.left[idx]);
            block.right[idx] = right.pass(Tap::Low, block.right[idx]);
        }
    }

    fn tremble(&self, block: &mut Block) {
        let Tremolo { hz, depth } = self.recipe.tremolo;
        if depth == 0.0 {
            return;
        }
        let level = |phase: u32| 1.0 - 0.5 * depth * (1.0 - sine_of_phase(phase));
        let phase = self.phase(hz);
        let here = level(phase);
        let next =
            level(phase.wrapping_add(phase_step(hz * BLOCK as f32, self.stroke.sample_rate)));
        for idx in 0..BLOCK {
            let level = here + (next - here) * idx as f32 / BLOCK as f32;
            block.left[idx] *= level;
            block.right[idx] *= level;
        }
    }
}

/// Adds a tone at its place; in the middle it has its full level on both sides.
fn mix(mono: &[f32; BLOCK], pan: f32, block: &mut Block) {
    let (left, right) = ((1.0 - pan).min(1.0), (1.0 + pan).min(1.0));
    for (idx, sample) in mono.iter().enumerate() {
        block.left[idx] += left * sample;
        block.right[idx] += right * sample;
    }
}
