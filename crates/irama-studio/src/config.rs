//! What the studio is told when it starts.

use std::{path::PathBuf, time::Duration};

use irama_model::Model;
use irama_neural::Kernels;
use irama_score::Score;
use serde_json::Value;

/// How a studio is to be.
#[derive(Clone, Debug)]
pub struct StudioConfig {
    /// The folder that everything is kept in.
    pub data: PathBuf,
    /// The program `irama`, which learns and exchanges models in processes of its own.
    pub program: PathBuf,
    /// Where to remember files of collections that were read; `None` to do without.
    pub cache: Option<PathBuf>,
    /// The inner loops to use.
    pub kernels: Kernels,
    /// Threads that compose, and threads that make sound.
    pub n_threads: usize,
    /// The model in the box, as the bytes of a file; `None` to begin without one.
    pub base: Option<&'static [u8]>,
    /// What the command line can tell of models and songs.
    pub tellers: Tellers,
    /// How much is taken.
    pub limits: Limits,
}

/// What the command line can tell.
#[derive(Clone, Copy, Debug)]
pub struct Tellers {
    /// A model's card: what `irama inspect --json` says of it.
    pub card: fn(&Model) -> Value,
    /// A page about a song, from the song, what is known of it, and whether it is to be in
    /// Indonesian.
    pub report: fn(&Score, &Value, bool) -> String,
}

/// How much is taken, and how long anybody is waited for.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of one file that is sent.
    pub upload_bytes: u64,
    /// Bytes of one MIDI file that is sent by itself.
    pub midi_bytes: u64,
    /// Bytes of any other request.
    pub json_bytes: u64,
    /// Composing jobs that wait.
    pub queue: usize,
    /// Bars of a piece.
    pub max_bars: u64,
    /// Ways that are tried side by side.
    pub max_particles: usize,
    /// Connections at once.
    pub connections: usize,
    /// How long a request's head may take, and how long a connection may be idle.
    pub head: Duration,
    /// How long a body may take before it has to keep a pace.
    pub body: Duration,
    /// The pace: bytes a second.
    pub body_pace: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            upload_bytes: 256 << 20,
            midi_bytes: 8 << 20,
            json_bytes: 1 << 20,
            queue: 16,
            max_bars: 1000,
            max_particles: 512,
            connections: 800,
            head: Duration::from_secs(10),
            body: Duration::from_secs(10),
            body_pace: 64 << 10,
        }
    }
}
