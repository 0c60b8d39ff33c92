//! One sounding note: a source, how it comes and goes, how loud it is and where it stands.

use crate::{
    exact::hertz,
    instruments::{self, Patch},
    performance::{PlayedPart, Strike},
    sources::{BLOCK, Block, Envelope, Frame, Source, Stroke, Touch},
};

/// How fast a voice goes whose place another needs, in seconds.
const HURRY_S: f32 = 0.15;

/// One sounding note.
#[derive(Clone, Debug)]
pub(crate) struct Voice {
    source: Source,
    envelope: Envelope,
    /// Left and right.
    gains: Frame,
    start: u64,
    end: u64,
    block: Block,
    /// How much of the block was heard already.
    n_taken: usize,
    /// How many blocks began.
    n_blocks: u64,
    is_hurried: bool,
    sample_rate: f32,
}

impl Voice {
    /// `chance` tells this voice's noise from that of others.
    pub(crate) fn new(strike: &Strike, is_drums: bool, chance: u32, sample_rate: f32) -> Self {
        let (patch, pan, hz) = if is_drums {
            let (patch, place) = instruments::drum(strike.pitch);
            (patch, place.pan, place.tuning)
        } else {
            let patch = instruments::patch(strike.program);
            let pan = patch.width * (f32::from(strike.pitch) - 62.0) / 60.0;
            (patch, pan.clamp(-0.8, 0.8), tuning(&patch, strike.pitch))
        };
        let stroke = Stroke { hz, velocity: strike.velocity, chance, sample_rate };
        let level = crate::exact::gain(patch.level) * libm::powf(strike.velocity, patch.dynamics);
        Self {
            source: patch.recipe.source(stroke),
            envelope: Envelope::new(&patch.envelope, sample_rate),
            gains: [level * (1.0 - pan).min(1.0), level * (1.0 + pan).min(1.0)],
            start: strike.start,
            end: strike.end,
            block: Block::SILENT,
            n_taken: BLOCK,
            n_blocks: 0,
            is_hurried: false,
            sample_rate,
        }
    }

    /// Adds what sounds from the sample `from` on.
    pub(crate) fn add(&mut self, from: u64, part: &PlayedPart, out: &mut [Frame]) {
        let mut at = self.start.saturating_sub(from) as usize;
        while at < out.len() {
            if self.n_taken == BLOCK {
                if self.is_over() {
                    return;
                }
                self.refill(part);
            }
            let n = (BLOCK - self.n_taken).min(out.len() - at);
            let heard = self.n_taken..self.n_taken + n;
            let sides = self.block.left[heard.clone()].iter().zip(&self.block.right[heard]);
            for (frame, (left, right)) in out[at..at + n].iter_mut().zip(sides) {
                frame[0] += left;
                frame[1] += right;
            }
            self.n_taken += n;
            at += n;
        }
    }

    fn refill(&mut self, part: &PlayedPart) {
        let here = self.start + self.n_blocks * BLOCK as u64;
        let touch = Touch { cents: part.bend.at(here), modulation: part.modulation.at(here) };
        self.source.fill(touch, &mut self.block);
        let was = self.envelope.level();
        let is_held = here + (BLOCK as u64) <= self.end.max(self.start + BLOCK as u64);
        let rise = (self.envelope.advance(is_held) - was) / BLOCK as f32;
        for idx in 0..BLOCK {
            let level = was + rise * (idx + 1) as f32;
            self.block.left[idx] *= level * self.gains[0];
            self.block.right[idx] *= level * self.gains[1];
        }
        self.n_taken = 0;
        self.n_blocks += 1;
    }

    /// Goes soon, for a place that another voice needs.
    pub(crate) fn hurry(&mut self) {
        self.envelope.hurry(HURRY_S, self.sample_rate);
        self.is_hurried = true;
    }

    pub(crate) fn is_hurried(&self) -> bool {
        self.is_hurried
    }

    /// About how loud it is now.
    pub(crate) fn level(&self) -> f32 {
        self.envelope.level() * self.gains[0].max(self.gains[1])
    }

    /// Whether it was heard to its end.
    pub(crate) fn is_over(&self) -> bool {
        self.n_blocks > 0 && (self.envelope.is_over() || self.source.is_spent())
    }
}

/// In hertz; for a drum by times of its own pitch, which is at middle C.
fn tuning(patch: &Patch, pitch: u8) -> f32 {
    match patch.recipe {
        instruments::Recipe::Drum(_) => hertz(f32::from(pitch)) / hertz(60.0),
        _ => hertz(f32::from(pitch)),
    }
}
