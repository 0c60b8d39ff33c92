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
use irama_synth::{Stop, SynthError};
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

    /// Has something done by one of the threads. Whoever goes away before it is done has it stopped.
    async fn done<T: Send + 'static>(
        &self,
        work: impl FnOnce(Stop) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let (send, receive) = oneshot::channel();
        let is_alone = Arc::new(AtomicBool::new(false));
        let waiting = Waiting(Arc::clone(&is_alone));
        let task = move || {
            let stop = Stop::when(move || is_alone.load(Ordering::Relaxed));
            if !stop.is_asked() {
                // Nobody is left to be told if this fails.
                let _ = send.send(work(stop));
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
        let wav = self.booth.done(move |stop| {
            stem_wav(&score, idx, stop).map(Bytes::from).map_err(|it| refusal_of(&it))
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
        let work = move |stop| {
            let score = studio.score(&song)?;
            let file = tempfile::tempfile_in(studio.places.passing()).map_err(Refusal::storage)?;
            files::write(&score, form, file, stop).map_err(|it| refusal_of(&it))
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

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, sync::mpsc, task::Poll, thread};

    use super::*;

    #[tokio::test]
    async fn whoever_goes_away_has_the_work_stopped() {
        let booth = Booth::start(1);
        let ((begin, begun), (end, ended)) = (mpsc::channel(), mpsc::channel());
        let work = move |stop: Stop| {
            begin.send(()).unwrap();
            while !stop.is_asked() {
                thread::yield_now();
            }
            end.send(()).unwrap();
            Ok(())
        };
        let mut waiting = Box::pin(booth.done(work));
        // Polled once, it is in the queue.
        poll_fn(|context| {
            assert!(waiting.as_mut().poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
        begun.recv().unwrap();
        drop(waiting);
        ended.recv().unwrap();
    }
}
