//! Drums, cymbals and noises, in layers: a skin, a rattle, metal.

use super::{BLOCK, Block, Filter, Stroke, Tap, Touch, modal::Modal, partials::ModalRecipe};
use crate::exact::{fall, noise, phase_step, sine_of_phase};

/// One layer of a drum. Times in seconds, frequencies in hertz.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layer {
    /// A tone that falls from `from` to `to`, as a skin does when it is struck.
    Skin { from: f32, to: f32, glide_s: f32, t60_s: f32, level: f32 },
    /// Filtered noise.
    Rattle { tap: Tap, hz: f32, resonance: f32, attack_s: f32, t60_s: f32, level: f32 },
    /// The same in bursts, `gap_s` apart, of which the last rings.
    Bursts { n: u32, gap_s: f32, hz: f32, resonance: f32, t60_s: f32, level: f32 },
    /// Tones that lie as those of plates and bells do.
    Metal { recipe: &'static ModalRecipe, hz: f32, level: f32 },
}

/// A drum.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DrumRecipe {
    pub(crate) layers: &'static [Layer],
}

#[derive(Clone, Debug)]
enum Running {
    Skin {
        phase: u32,
        to: f32,
        above: f32,
        glide: f32,
        fall: f32,
        level: f32,
    },
    Rattle {
        filter: Filter,
        tap: Tap,
        rise: f32,
        risen: f32,
        fall: f32,
        level: f32,
    },
    Bursts {
        filter: Filter,
        left: u32,
        gap: u32,
        since: u32,
        quick: f32,
        fall: f32,
        level: f32,
        full: f32,
    },
    Metal {
        modal: Box<Modal>,
        level: f32,
    },
}

/// One stroke.
#[derive(Clone, Debug)]
pub(crate) struct Drum {
    layers: Vec<Running>,
    stroke: Stroke,
    step: u32,
}

impl Drum {
    /// `stroke.hz` is by times of the recipe's own pitch: 1 leaves it.
    pub(crate) fn new(recipe: &DrumRecipe, stroke: Stroke) -> Self {
        let layers = recipe.layers.iter().map(|it| Running::new(it, stroke)).collect();
        Self { layers, stroke, step: 0 }
    }

    pub(crate) fn fill(&mut self, block: &mut Block) {
        block.left = [0.0; BLOCK];
        for (idx, layer) in self.layers.iter_mut().enumerate() {
            let chance = self.stroke.chance.wrapping_add(idx as u32);
            layer.add((chance, self.step), self.stroke.sample_rate, &mut block.left);
        }
        block.right = block.left;
        self.step = self.step.wrapping_add(BLOCK as u32);
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.layers.iter().all(Running::is_spent)
    }
}

impl Running {
    fn new(layer: &Layer, stroke: Stroke) -> Self {
        let Stroke { hz: tuning, velocity, sample_rate, .. } = stroke;
        let each = 1.0 / sample_rate;
        match *layer {
            Layer::Skin { from, to, glide_s, t60_s, level } => Self::Skin {
                phase: 0,
                to: to * tuning,
                // Struck harder, a skin is tighter at first.
                above: (from - to) * tuning * (0.5 + 0.5 * velocity),
                glide: fall(each, glide_s),
                fall: fall(each, t60_s),
                level,
            },
            Layer::Rattle { tap, hz, resonance, attack_s, t60_s, level } => Self::Rattle {
                filter: Filter::new(hz * tuning * (0.7 + 0.3 * velocity), resonance, sample_rate),
                tap,
                rise: each / attack_s.max(each),
                risen: 0.0,
                fall: fall(each, t60_s),
                level: level * (0.4 + 0.6 * velocity),
            },
            Layer::Bursts { n, gap_s, hz, resonance, t60_s, level } => Self::Bursts {
                filter: Filter::new(hz * tuning, resonance, sample_rate),
                left: n,
                gap: (gap_s * sample_rate) as u32,
                since: 0,
                quick: fall(each, gap_s * 1.6),
                fall: fall(each, t60_s),
                level,
                full: level,
            },
            Layer::Metal { recipe, hz, level } => Self::Metal {
                modal: Box::new(Modal::new(recipe, Stroke { hz: hz * tuning, ..stroke })),
                level,
            },
        }
    }

    fn add(&mut self, chance: (u32, u32), sample_rate: f32, out: &mut [f32; BLOCK]) {
        match self {
            Self::Skin { phase, to, above, glide, fall, level } => {
                for sample in out {
                    *phase = phase.wrapping_add(phase_step(*to + *above, sample_rate));
                    *sample += *level * sine_of_phase(*phase);
                    *above *= *glide;
                    *level *= *fall;
                }
            }
            Self::Rattle { filter, tap, rise, risen, fall, level } => {
                for (sample, step) in out.iter_mut().zip(chance.1..) {
                    let white = noise(chance.0, step);
                    *sample += filter.pass(*tap, *level * *risen * white);
                    *risen = (*risen + *rise).min(1.0);
                    if *risen >= 1.0 {
                        *level *= *fall;
                    }
                }
            }
            Self::Bursts { filter, left, gap, since, quick, fall, level, full } => {
                for (sample, step) in out.iter_mut().zip(chance.1..) {
                    if *left > 1 && *since >= *gap {
                        (*left, *since, *level) = (*left - 1, 0, *full);
                    }
                    *since = since.saturating_add(1);
                    *sample += filter.pass(Tap::Band, *level * noise(chance.0, step));
                    *level *= if *left > 1 { *quick } else { *fall };
                }
            }
            Self::Metal { modal, level } => {
                let mut block = Block::SILENT;
                modal.fill(Touch::default(), &mut block);
                out.iter_mut().zip(&block.left).for_each(|(sample, it)| *sample += *level * it);
            }
        }
    }

    fn is_spent(&self) -> bool {
        match self {
            Self::Skin { level, .. } | Self::Rattle { level, .. } => *level < 1e-5,
            Self::Bursts { level, left, .. } => *left <= 1 && *level < 1e-5,
            Self::Metal { modal, .. } => modal.is_spent(),
        }
    }
}
