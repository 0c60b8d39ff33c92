//! The studio itself: what it keeps, who works in it, and how it opens and closes.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::{
    StudioConfig,
    composing::Bench,
    documents::{Job, JobKind, JobState, Project, Song, Version},
    error::Refusal,
    learning::Learner,
    places::Places,
    shelf::Shelf,
    songs,
    sound::Booth,
    store::{Store, StoreError},
    workers::Workers,
};

/// Why a studio cannot be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StudioError {
    /// The data folder cannot be made or read.
    #[error("the data folder cannot be used ({0}); see that it may be written, or give another")]
    Folder(std::io::Error),
    /// Another studio has the data folder.
    #[error("another studio uses this data folder; stop it, or give another folder with --data")]
    Taken,
    /// What is kept cannot be read.
    #[error("what the studio keeps cannot be read ({0}); give another folder with --data")]
    Store(String),
}

/// A studio that is open.
pub struct Studio {
    pub(crate) config: StudioConfig,
    pub(crate) shelf: Shelf,
    pub(crate) places: Places,
    pub(crate) bench: Bench,
    pub(crate) booth: Booth,
    pub(crate) reader: Workers,
    pub(crate) learner: Learner,
    is_ending: AtomicBool,
}

impl Studio {
    /// Opens the studio in its data folder, and goes on with what was under way when it closed.
    ///
    /// # Errors
    ///
    /// If the folder cannot be used, or another studio has it.
    pub fn open(mut config: StudioConfig) -> Result<Arc<Self>, StudioError> {
        // Processes that learn may be somewhere else, and messages are cleared of it.
        config.data = std::path::absolute(&config.data).map_err(StudioError::Folder)?;
        let places = Places::open(&config.data).map_err(StudioError::Folder)?;
        let store = Store::open(&places.store()).map_err(|it| match it {
            StoreError::Taken => StudioError::Taken,
            StoreError::Other(it) => StudioError::Store(it.to_string()),
        })?;
        let unreadable = |it: Refusal| StudioError::Store(it.body.message);
        let studio = Arc::new(Self {
            shelf: Shelf::new(store).map_err(unreadable)?,
            places,
            bench: Bench::start(config.n_threads, config.limits.queue),
            booth: Booth::start(config.n_threads),
            reader: Workers::start("read", 1, usize::MAX),
            learner: Learner::default(),
            is_ending: AtomicBool::new(false),
            config,
        });
        studio.welcome().map_err(unreadable)?;
        studio.go_on();
        Ok(studio)
    }

    /// Lets everybody finish what cannot wait, and ends all streams of events.
    pub fn close(&self) {
        self.is_ending.store(true, Ordering::Relaxed);
        self.shelf.log.close();
        self.bench.close();
        self.booth.close();
        self.reader.close();
        self.learner.close();
    }

    pub(crate) fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// At the first start there is a song on the table.
    fn welcome(&self) -> Result<(), Refusal> {
        self.keep_built_in()?;
        self.keep_base()?;
        let is_new = self.shelf.look(|it| it.songs.is_empty() && it.projects.is_empty());
        if is_new {
            let song: Song = songs::demo(&self.shelf)?;
            let mut project = Project::new(song.name.clone());
            project.add(Version { song: song.id, label: "demo".into() });
            self.shelf.put(project)?;
        }
        Ok(())
    }

    /// Takes up the jobs that were not over.
    fn go_on(self: &Arc<Self>) {
        let mut open: Vec<Job> = self.shelf.all();
        open.retain(|it| !it.state.is_over());
        open.sort_by(|a, b| a.created.cmp(&b.created));
        for job in &open {
            match job.kind {
                JobKind::Compose => {
                    self.shelf.touch::<Job>(&job.id, |it| it.state = JobState::Queued);
                    self.queue(&job.id);
                }
                JobKind::Inspect => self.queue_reading(job),
                JobKind::Learn => (),
            }
        }
        self.go_on_learning();
        Learner::start(self);
    }
}

impl Studio {
    /// A model's card.
    pub(crate) fn card(&self, id: &str) -> Result<serde_json::Value, Refusal> {
        let model = irama_model::Model::load(&self.places.model(id)).map_err(Refusal::failed)?;
        Ok((self.config.tellers.card)(&model))
    }

    /// The rows of a model's learning curve.
    pub(crate) fn looks(&self, id: &str) -> Vec<serde_json::Value> {
        let text = std::fs::read_to_string(self.places.looks(id)).unwrap_or_default();
        // The last line may be half written.
        text.lines().filter_map(|it| serde_json::from_str(it).ok()).collect()
    }
}
