//! The parts of a piece at play, segment after segment.
//!
//! Voices are shared out over threads in fixed handfuls, and the handfuls are summed in order: which
//! thread does what never changes a bit.

use std::{ops::Range, sync::Arc};

use rayon::prelude::*;

use crate::{
    SynthError,
    fonts::{Font, FontPlayer},
    instruments,
    mix::Strip,
    performance::{Performance, PlayedPart},
    sources::Frame,
    voice::Voice,
};

/// Samples that are played at a time: 0.09 seconds.
pub(crate) const SEGMENT: usize = 4096;
/// Voices that one thread plays at a time.
const HANDFUL: usize = 3;
/// Voices of a part that sound together; beyond, the softest goes first.
const MAX_VOICES: usize = 96;
/// Voices of a part that are there at all, those included that are going.
const MAX_GOING: usize = 256;

/// A part with built-in instruments.
#[derive(Debug)]
pub(crate) struct Player {
    played: PlayedPart,
    idx: u32,
    /// The next strike.
    next: usize,
    voices: Vec<Voice>,
    strip: Strip,
    sample_rate: f32,
}

impl Player {
    fn new(played: PlayedPart, idx: usize, sample_rate: f32) -> Self {
        let strip = strip_of(&played, sample_rate);
        Self { played, idx: idx as u32, next: 0, voices: Vec::new(), strip, sample_rate }
    }

    /// Begins the voices that are struck before `until`.
    fn begin(&mut self, until: u64) {
        while let Some(strike) = self.played.strikes.get(self.next).filter(|it| it.start < until) {
            // In such a mass one more is not heard.
            if self.voices.len() < MAX_GOING {
                let chance = crate::exact::scramble(self.idx << 20 ^ self.next as u32);
                let is_drums = self.played.is_drums;
                self.voices.push(Voice::new(strike, is_drums, chance, self.sample_rate));
            }
            self.next += 1;
            self.make_room();
        }
    }

    /// Lets the softest voice go if there are too many.
    fn make_room(&mut self) {
        let staying = || self.voices.iter().enumerate().filter(|it| !it.1.is_hurried());
        if staying().count() <= MAX_VOICES {
            return;
        }
        let softest = staying().min_by(|a, b| a.1.level().total_cmp(&b.1.level()));
        if let Some((idx, _)) = softest {
            self.voices[idx].hurry();
        }
    }
}

/// What a part's channel strip is set to.
fn strip_of(played: &PlayedPart, sample_rate: f32) -> Strip {
    const DRUMS_REVERB: f32 = 0.16;
    let (chorus, reverb) = match played.strikes.first() {
        _ if played.is_drums => (0.0, DRUMS_REVERB),
        Some(first) => {
            let patch = instruments::patch(first.program);
            (patch.chorus, patch.reverb)
        }
        None => (0.0, 0.0),
    };
    Strip::new(chorus, played.reverb.unwrap_or(reverb), sample_rate)
}

/// All parts.
#[derive(Debug)]
pub(crate) enum Band {
    /// With built-in instruments.
    BuiltIn(Vec<Player>),
    /// With those of a SoundFont.
    Font(Vec<FontPlayer>),
}

/// What a part played in a segment.
pub(crate) struct Segment {
    pub(crate) frames: Vec<Frame>,
    /// How much of it goes to the reverb.
    pub(crate) reverb: f32,
}

impl Band {
    pub(crate) fn new(
        performance: &Performance,
        font: Option<&Arc<Font>>,
        sample_rate: f32,
    ) -> Result<Self, SynthError> {
        let parts = performance.parts.iter().cloned();
        Ok(match font {
            None => {
                let players = parts.enumerate().map(|(idx, it)| Player::new(it, idx, sample_rate));
                Self::BuiltIn(players.collect())
            }
            Some(font) => {
                let players = parts.map(|it| FontPlayer::new(it, font, sample_rate));
                Self::Font(players.collect::<Result<_, _>>()?)
            }
        })
    }

    pub(crate) fn n_parts(&self) -> usize {
        match self {
            Self::BuiltIn(players) => players.len(),
            Self::Font(players) => players.len(),
        }
    }

    /// Plays the parts of a range on from the sample `from`.
    pub(crate) fn play(&mut self, parts: Range<usize>, from: u64, n_frames: usize) -> Vec<Segment> {
        match self {
            Self::BuiltIn(players) => play_built_in(&mut players[parts], from, n_frames),
            Self::Font(players) => {
                let players = players[parts].par_iter_mut();
                players.map(|it| it.play(from, n_frames)).collect()
            }
        }
    }
}

fn play_built_in(players: &mut [Player], from: u64, n_frames: usize) -> Vec<Segment> {
    players.iter_mut().for_each(|it| it.begin(from + n_frames as u64));
    let handfuls: Vec<(usize, &PlayedPart, &mut [Voice])> = players
        .iter_mut()
        .enumerate()
        .flat_map(|(idx, Player { played, voices, .. })| {
            let played = &*played;
            voices.chunks_mut(HANDFUL).map(move |it| (idx, played, it))
        })
        .collect();
    let sums: Vec<(usize, Vec<Frame>)> = handfuls
        .into_par_iter()
        .map(|(idx, played, voices)| {
            let mut sum = vec![[0.0; 2]; n_frames];
            voices.iter_mut().for_each(|it| it.add(from, played, &mut sum));
            (idx, sum)
        })
        .collect();
    let mut segments: Vec<Vec<Frame>> = vec![vec![[0.0; 2]; n_frames]; players.len()];
    for (idx, sum) in sums {
        add(&sum, &mut segments[idx]);
    }
    let players = players.par_iter_mut().zip(segments);
    players.map(|(player, frames)| player.finish(from, frames)).collect()
}

impl Player {
    /// Sends what the voices played through the channel strip.
    fn finish(&mut self, from: u64, mut frames: Vec<Frame>) -> Segment {
        self.voices.retain(|it| !it.is_over());
        self.strip.pass(from, &self.played, &mut frames);
        Segment { frames, reverb: self.strip.reverb() }
    }
}

/// Adds one run of frames to another.
pub(crate) fn add(from: &[Frame], to: &mut [Frame]) {
    for (sum, frame) in to.iter_mut().zip(from) {
        sum[0] += frame[0];
        sum[1] += frame[1];
    }
}
