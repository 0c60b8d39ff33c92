//! The Markov baseline beside a run of the events model.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use irama_events::Piece;
use irama_model::{
    baseline::{Baseline, BaselineConfig, baseline},
    events::{Pieces, music::Song},
};

use crate::{signals, voice::Voice};

/// How often to look for a signal.
const LOOK: Duration = Duration::from_millis(50);
/// Digits after the point that are kept: the last ones may differ from machine to machine.
const DIGITS: f64 = 1e6;

/// What the held-out pieces cost under a Markov model of the others, in nats a note. `None` if one
/// side has no notes, or after a signal, which is heard at once.
pub(crate) fn nll_per_note(pieces: &Arc<Pieces<Song>>, voice: &Voice) -> Option<f64> {
    let voice = voice.with_bar("comparing", None, &voice.pick("comparing", "membandingkan"));
    let (sender, receiver) = mpsc::channel();
    let pieces = Arc::clone(pieces);
    // Apart, because it cannot be stopped: after a signal nobody waits for it.
    thread::spawn(move || {
        let rows = |songs: &[Song]| songs.iter().map(|it| it.piece.clone()).collect::<Vec<Piece>>();
        let (train, held_out) = (rows(&pieces.train), rows(&pieces.held_out));
        let found = baseline(&train, &held_out, &BaselineConfig::default(), &|_| ());
        // Nobody listens any more after a signal.
        let _ = sender.send(found);
    });
    let found = wait(&receiver);
    voice.bar().finish_and_clear();
    found.map(|it| (it.nll.total() * DIGITS).round() / DIGITS)
}

fn wait(receiver: &mpsc::Receiver<Option<Baseline>>) -> Option<Baseline> {
    loop {
        match receiver.recv_timeout(LOOK) {
            Ok(found) => return found,
            Err(mpsc::RecvTimeoutError::Disconnected) => return None,
            Err(mpsc::RecvTimeoutError::Timeout) if signals::is_stopped() => return None,
            Err(mpsc::RecvTimeoutError::Timeout) => (),
        }
    }
}
