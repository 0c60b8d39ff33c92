//! A part that a SoundFont plays.

use std::fmt;

use rustysynth_ext::{Synthesizer, SynthesizerSettings};

use super::Font;
use crate::{
    SynthError,
    band::Segment,
    mix::Strip,
    performance::PlayedPart,
    sources::{BLOCK, Frame},
};

/// Notes that sound together.
const POLYPHONY: usize = 256;
/// The channel of drums in General MIDI.
const DRUM_CHANNEL: i32 = 9;
/// How far the pitch wheel reaches, in semitones.
const BEND_RANGE: f32 = 24.0;
const REVERB: f32 = 0.2;

/// Something to do at a sample. In order of what comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Action {
    LetGo {
        pitch: u8,
    },
    Program {
        number: u8,
    },
    /// From 0 to 16383.
    Bend {
        wheel: u16,
    },
    Modulation {
        level: u8,
    },
    Strike {
        pitch: u8,
        velocity: u8,
    },
}

/// A part that a SoundFont plays.
pub(crate) struct FontPlayer {
    played: PlayedPart,
    synthesizer: Synthesizer,
    channel: i32,
    /// By sample.
    actions: Vec<(u64, Action)>,
    next: usize,
    strip: Strip,
    left: Vec<f32>,
    right: Vec<f32>,
}

impl FontPlayer {
    pub(crate) fn new(
        played: PlayedPart,
        font: &Font,
        sample_rate: f32,
    ) -> Result<Self, SynthError> {
        let mut settings = SynthesizerSettings::new(sample_rate as i32);
        settings.block_size = BLOCK;
        settings.maximum_polyphony = POLYPHONY;
        settings.enable_reverb_and_chorus = false;
        let mut synthesizer = Synthesizer::new(font.inner(), &settings)
            .map_err(|it| SynthError::SoundFont { reason: it.to_string() })?;
        let channel = if played.is_drums { DRUM_CHANNEL } else { 0 };
        // Volume and place are the channel strip's; the wheel reaches as far as any part asks.
        for (number, value) in [(7, 127), (11, 127), (10, 64), (101, 0), (100, 0), (6, 24)] {
            synthesizer.process_midi_message(channel, 0xB0, number, value);
        }
        let strip = Strip::new(0.0, played.reverb.unwrap_or(REVERB), sample_rate);
        let actions = actions(&played, (0.1 * sample_rate) as u64);
        let (left, right) = (Vec::new(), Vec::new());
        Ok(Self { played, synthesizer, channel, actions, next: 0, strip, left, right })
    }

    /// Plays on from the sample `from`.
    pub(crate) fn play(&mut self, from: u64, n_frames: usize) -> Segment {
        self.left.resize(n_frames, 0.0);
        self.right.resize(n_frames, 0.0);
        let mut at = 0;
        while at < n_frames {
            let here = from + at as u64;
            while let Some((_, action)) = self.actions.get(self.next).filter(|it| it.0 <= here) {
                act(*action, self.channel, &mut self.synthesizer);
                self.next += 1;
            }
            let until = self.actions.get(self.next).map_or(u64::MAX, |it| it.0);
            let n = usize::try_from(until - here).unwrap_or(n_frames).min(n_frames - at);
            let range = at..at + n;
            self.synthesizer.render(&mut self.left[range.clone()], &mut self.right[range]);
            at += n;
        }
        let sides = self.left.iter().zip(&self.right);
        let mut frames: Vec<Frame> = sides.map(|(left, right)| [*left, *right]).collect();
        self.strip.pass(from, &self.played, &mut frames);
        Segment { frames, reverb: self.strip.reverb() }
    }
}

/// All that a part does, by sample. Drums are let go after `drum_frames`.
fn actions(played: &PlayedPart, drum_frames: u64) -> Vec<(u64, Action)> {
    let mut actions = Vec::with_capacity(2 * played.strikes.len());
    let mut program = None;
    for strike in &played.strikes {
        if program != Some(strike.program) {
            program = Some(strike.program);
            actions.push((strike.start, Action::Program { number: strike.program }));
        }
        let velocity = (strike.velocity * 127.0).round() as u8;
        actions.push((strike.start, Action::Strike { pitch: strike.pitch, velocity }));
        let end =
            if played.is_drums { strike.end.min(strike.start + drum_frames) } else { strike.end };
        actions.push((end, Action::LetGo { pitch: strike.pitch }));
    }
    for (at, cents) in played.bend.moves() {
        let share = (cents / (100.0 * BEND_RANGE)).clamp(-1.0, 1.0);
        actions.push((at, Action::Bend { wheel: (8192.0 + share * 8191.0).round() as u16 }));
    }
    for (at, level) in played.modulation.moves() {
        actions.push((at, Action::Modulation { level: (127.0 * level).round() as u8 }));
    }
    actions.sort();
    actions
}

fn act(action: Action, channel: i32, synthesizer: &mut Synthesizer) {
    let mut say = |command, first: u8, second: u8| {
        synthesizer.process_midi_message(channel, command, i32::from(first), i32::from(second));
    };
    match action {
        Action::LetGo { pitch } => say(0x80, pitch, 0),
        Action::Program { number } => say(0xC0, number, 0),
        Action::Bend { wheel } => say(0xE0, (wheel & 127) as u8, (wheel >> 7) as u8),
        Action::Modulation { level } => say(0xB0, 1, level),
        Action::Strike { pitch, velocity } => say(0x90, pitch, velocity),
    }
}

impl fmt::Debug for FontPlayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FontPlayer").field("part", &self.played.name).finish_non_exhaustive()
    }
}
