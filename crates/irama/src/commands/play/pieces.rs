//! What is played: one piece, or piece after piece as a model composes them.

use std::sync::mpsc::{Receiver, sync_channel};

use irama_model::{
    Model, ModelError,
    events::{Brief, Composing, EventsModel, compose},
};
use irama_neural::Kernels;
use irama_score::{Score, Tick};

use super::excerpt;
use crate::{
    args::PlayArgs, commands::compose::load, failure::Failure, gather, signals, voice::Voice,
};

/// Bars that a model composes at a time, each time going on from the last.
const N_BARS: u64 = 8;

/// Pieces in the order in which they are played. What is not ready yet is being composed.
pub(super) type Pieces = Receiver<Result<Score, ModelError>>;

/// The piece that was named, or those of a model that composes in a thread of its own.
pub(super) fn begin(
    args: &PlayArgs,
    seed: u64,
    kernels: Kernels,
    voice: &Voice,
) -> Result<Pieces, Failure> {
    // One piece waits while another is played and a third composed.
    let (ready, pieces) = sync_channel(1);
    if let Some(input) = &args.input {
        let score = gather::read_file(input, voice)?.score;
        if score.n_notes() == 0 {
            return Err(irama_synth::SynthError::NoNotes.into());
        }
        // The channel has room for it.
        let _ = ready.send(Ok(score));
        return Ok(pieces);
    }
    let path = args.model.as_deref().unwrap_or_else(|| std::path::Path::new(""));
    let Model::Events(model) = load(path, voice)? else {
        return Err(Failure::usage(voice.pick(
            "a classic model has no end to go on from; give an events model, or play a file",
            "model classic tidak bisa dimainkan terus; berikan model events, atau mainkan berkas",
        )));
    };
    voice.say(&voice.pick(
        format!("playing on and on, seed {seed}; Ctrl-C ends it"),
        format!("bermain terus, seed {seed}; Ctrl-C mengakhiri"),
    ));
    std::thread::spawn(move || {
        let mut endless = Endless { model: *model, kernels, seed, last: None };
        // Ends when nobody listens any more.
        while ready.send(endless.next_piece()).is_ok() && !signals::is_stopped() {}
    });
    Ok(pieces)
}

struct Endless {
    model: EventsModel,
    kernels: Kernels,
    seed: u64,
    last: Option<Score>,
}

impl Endless {
    /// The bars that follow those before; the first of all if nothing can follow.
    fn next_piece(&mut self) -> Result<Score, ModelError> {
        let material = self.last.take();
        let length = material.as_ref().map_or(Tick::ZERO, |it| it.end);
        let brief = Brief { bars: Some(N_BARS), ..Brief::default() };
        let config = Composing { brief, material, seed: self.seed, ..Composing::default() };
        self.seed = self.seed.wrapping_add(1);
        let composed = compose(&self.model, &config, self.kernels, |_| !signals::is_stopped())?;
        let piece = excerpt::since(&composed.score, length);
        if piece.n_notes() > 0 {
            self.last = Some(piece.clone());
        }
        Ok(piece)
    }
}
