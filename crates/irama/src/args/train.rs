//! What `irama train` can be told.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{decimal, whole};

/// Which model to learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModelKind {
    /// Rhythm, chords, drums and dynamics, note by note
    Events,
    /// The network of the project's seed: it predicts the next pitch, and nothing else of music
    Classic,
}

/// How windows are held out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SplitChoice {
    /// Whole files are held out; for classic, drums are left out
    Files,
    /// The seed's way, for classic: the last windows of all files in one stream, with every note-on
    Windows,
}

#[derive(Args, Debug)]
#[command(allow_negative_numbers = true)]
pub(crate) struct TrainArgs {
    /// Folders, zip archives or MIDI files
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The model to write
    #[arg(short, long, value_name = "MODEL.irama")]
    pub(crate) output: PathBuf,
    /// Which model to learn [default: events]
    #[arg(long, value_enum)]
    pub(crate) model: Option<ModelKind>,
    /// How long to learn: it becomes a number of steps once, which is printed and repeats the run
    /// [default: 5; classic: 50 epochs]
    #[arg(long, value_name = "M", value_parser = decimal, group = "length")]
    pub(crate) minutes: Option<f64>,
    /// How many batches to learn from
    #[arg(long, value_name = "N", group = "length", value_parser = whole::<u64>)]
    pub(crate) steps: Option<u64>,
    /// How often to go through the collection
    #[arg(long, value_name = "N", group = "length", value_parser = whole::<usize>)]
    pub(crate) epochs: Option<usize>,
    /// Pieces that are played side by side; classic: windows in a batch [default: by the size of
    /// the collection; classic: 64]
    #[arg(long, value_name = "B", value_parser = whole::<usize>)]
    pub(crate) batch: Option<usize>,
    /// Notes over which gradients go back; classic: notes that the network sees to predict the next
    /// [default: 64; classic: 50]
    #[arg(long, value_name = "W", value_parser = whole::<usize>)]
    pub(crate) window: Option<usize>,
    /// Units of each LSTM layer [default: by the size of the collection; classic: 256,256,128]
    #[arg(long, value_name = "N,…", value_delimiter = ',')]
    pub(crate) units: Option<Vec<usize>>,
    /// The share of values dropped after each layer [default: 0.25; classic: 0.3]
    #[arg(long, value_name = "D", value_parser = decimal)]
    pub(crate) dropout: Option<f64>,
    /// The highest learning rate [default: 0.006, or 0.003 where the collection is small; classic:
    /// 0.001]
    #[arg(long, value_name = "L", value_parser = decimal)]
    pub(crate) learning_rate: Option<f64>,
    /// How windows are held out to check with [default: files]
    #[arg(long, value_enum)]
    pub(crate) split: Option<SplitChoice>,
    /// The share that is held out [default: 0.1; classic: 0.15]
    #[arg(long, value_name = "F", value_parser = decimal)]
    pub(crate) held_out: Option<f64>,
    /// Checks without a better one before learning stops; classic: epochs [default: 8; classic: 10]
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    pub(crate) patience: Option<usize>,
    /// The style of each input, in their order, which compose --style then names; not for classic
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    pub(crate) styles: Option<Vec<String>>,
    /// A model to start from instead of from nothing, or "base", the one in the box; not for classic
    #[arg(long, value_name = "BASE.irama")]
    pub(crate) from: Option<PathBuf>,
    /// Decides everything that chance decides; the default is a fresh one, which is printed
    #[arg(long, value_name = "N", value_parser = whole::<u64>)]
    pub(crate) seed: Option<u64>,
    /// Go on with the run that was stopped, with its settings; fail if there is none
    #[arg(long)]
    pub(crate) resume: bool,
    /// Save where the learning is every so many seconds [default: 30, and after a check 10]
    #[arg(long, value_name = "S", value_parser = decimal)]
    pub(crate) save_every: Option<f64>,
    /// Write a line of JSON for each check; classic: for each epoch
    #[arg(long, value_name = "FILE.jsonl")]
    pub(crate) log: Option<PathBuf>,
    /// Keep the encoded songs in a folder and not in memory, for collections that do not fit there
    /// [default: in the cache, from 10,000 files on]; not for classic
    #[arg(long, value_name = "FOLDER")]
    pub(crate) shards: Option<PathBuf>,
    /// Do without the cache of files that were read before
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Print the result as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}
