//! Where sound is made for whoever waits for it.

use std::{
    fs::File,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::http::StatusCode;
use bytes::Bytes;
use irama_score::{Score, read_midi};
use irama_synth::SynthError;
use tokio::sync::oneshot;

use super::{
    files::{self, Form},
    kept::Kept,
    stem::{stem_key, stem_wav},
};
use crate::{Studio, error::Refusal, id, workers::Workers};

/// Sounds that wait to be made: all stems of a few songs.
const QUEUE: usize = 96;

/// Threads that make sound, and what they made lately.
pub(crate) struct Booth {
    workers: Workers,
    kept: Kept,
}

/// Says that nobody waits any more once it is dropped.
struct Waiting(Arc<AtomicBool>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Booth {
    pub(crate) fn start(n_threads: usize) -> Self {
        Self { workers: Workers::start("sound", n_threads, QUEUE), kept: Kept::default() }
    }

    pub(crate) fn close(&self) {
        self.workers.close();
    }

    /// Has something done by one of the threads. Whoever goes away before it is done has it stopped,
    /// as far as `work` asks.
    async fn done<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Fn() -> bool) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (send, receive) = oneshot::channel();
        let is_alone = Arc::new(AtomicBool::new(false));
        let waiting = Waiting(Arc::clone(&is_alone));
        let task = move || {
            let is_stopped = || is_alone.load(Ordering::Relaxed);
            if !is_stopped() {
                // Nobody is left to be told if this fails.
                let _ = send.send(work(&is_stopped));
            }
        };
        self.workers.add(&id::fresh(), task).map_err(|it| Refusal::busy(it.0))?;
        let done = receive.await;
        drop(waiting);
        done.unwrap_or_else(|_| Err(Refusal::failed("the work ended without a result")))
    }
}

impl Studio {
    /// The notes of a song.
    pub(crate) fn score(&self, song: &str) -> Result<Score, Refusal> {
        Ok(read_midi(&self.shelf.midi(song)?).map_err(Refusal::failed)?.score)
    }

    /// The stem of a part, and its key.
    pub(crate) async fn stem(
        self: &Arc<Self>,
        song: String,
        idx: usize,
    ) -> Result<(Bytes, String), Refusal> {
        let studio = Arc::clone(self);
        let look = move || -> Result<(Score, String), Refusal> {
            let score = studio.score(&song)?;
            let key = stem_key(&score, idx).ok_or_else(|| Refusal::unknown("part"))?;
            Ok((score, key))
        };
        let (score, key) = crate::aside(look).await?;
        if let Some(kept) = self.booth.kept.get(&key) {
            return Ok((kept, key));
        }
        let wav = self.booth.done(move |is_stopped| {
            stem_wav(&score, idx, is_stopped).map(Bytes::from).map_err(|it| refusal_of(&it))
        });
        let wav = wav.await?;
        self.booth.kept.put(key.clone(), wav.clone());
        Ok((wav, key))
    }

    /// A song as a file that has no name and goes when it was read.
    pub(crate) async fn song_file(
        self: &Arc<Self>,
        song: String,
        form: Form,
    ) -> Result<File, Refusal> {
        let studio = Arc::clone(self);
        let work = move |is_stopped: &dyn Fn() -> bool| {
            let score = studio.score(&song)?;
            let file = tempfile::tempfile_in(studio.places.passing()).map_err(Refusal::storage)?;
            files::write(&score, form, file, is_stopped).map_err(|it| refusal_of(&it))
        };
        self.booth.done(work).await
    }

    /// Anything else that takes a while.
    pub(crate) async fn made<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let studio = Arc::clone(self);
        self.booth.done(move |_| work(&studio)).await
    }
}

/// Why there is no sound or picture.
pub(crate) fn refusal_of(error: &SynthError) -> Refusal {
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    let message = error.to_string();
    match error {
        SynthError::NoNotes | SynthError::NothingToDraw => {
            Refusal::new(unprocessable, "no_notes", message).hint("add notes, or take another song")
        }
        SynthError::TooLong { seconds, limit } => {
            Refusal::new(unprocessable, "sound_too_long", message)
                .hint("cut the song, or look for a wrong tempo")
                .value("seconds", seconds.round())
                .value("limit", *limit)
        }
        SynthError::Write(it) => Refusal::storage(it),
        _ => Refusal::failed(message),
    }
}
