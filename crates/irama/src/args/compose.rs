//! What `irama compose` can be told. Which options fit the model is known once it is loaded.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::decimal;

/// What the temperature does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TemperatureChoice {
    /// The seed's way: each prediction is divided by it
    Divide,
    /// Chance is added in proportion: more is wilder
    Spread,
}

#[derive(Args, Debug)]
#[command(allow_negative_numbers = true)]
pub(crate) struct ComposeArgs {
    /// The model to compose with
    #[arg(short, long, value_name = "MODEL.irama")]
    pub(crate) model: Option<PathBuf>,
    /// The MIDI file to write
    #[arg(short, long, value_name = "OUT.mid")]
    pub(crate) output: PathBuf,
    /// How many bars [default: 16]; classic: of 4/4, filled with notes of --duration, of which the
    /// last may be shorter
    #[arg(long, value_name = "N")]
    pub(crate) bars: Option<u64>,
    /// How bold to be [default: 1; classic: 0.8]
    #[arg(long, value_name = "T", value_parser = decimal)]
    pub(crate) temperature: Option<f64>,
    /// Beats a minute [default: as one of the learned pieces; classic: 120]
    #[arg(long, value_name = "BPM", value_parser = decimal, conflicts_with = "tempo_us")]
    pub(crate) tempo: Option<f64>,
    /// A MIDI file to continue; classic: by its last window of notes
    #[arg(long, value_name = "FILE.mid")]
    pub(crate) prompt: Option<PathBuf>,
    /// Decides everything that chance decides; the default is a fresh one, which is printed
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Write the piece as sound too (.wav or .flac)
    #[arg(long, value_name = "OUT.wav")]
    pub(crate) wav: Option<PathBuf>,
    /// Print the result as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten, next_help_heading = "Events models")]
    pub(crate) events: EventsOptions,
    #[command(flatten, next_help_heading = "Classic models")]
    pub(crate) classic: ClassicOptions,
}

/// What only events models know.
#[derive(Args, Debug)]
pub(crate) struct EventsOptions {
    /// Keep only the likeliest values that make up this share of what is likely
    #[arg(long, value_name = "P", value_parser = decimal)]
    pub(crate) top_p: Option<f64>,
    /// Keep only this many of the likeliest values
    #[arg(long, value_name = "K")]
    pub(crate) top_k: Option<usize>,
    /// Keep only values at least this share as likely as the likeliest
    #[arg(long, value_name = "P", value_parser = decimal)]
    pub(crate) min_p: Option<f64>,
    /// Such as "D minor" or Eb; the default is that of one of the learned pieces
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// Such as 4/4 or 6/8; the default is that of one of the learned pieces
    #[arg(long, value_name = "METER")]
    pub(crate) meter: Option<String>,
    /// Who plays, such as keys,bass,drums; a name twice is two of them
    #[arg(long, value_name = "PART,…", value_delimiter = ',')]
    pub(crate) parts: Option<Vec<String>>,
}

/// What only classic models know.
#[derive(Args, Debug)]
pub(crate) struct ClassicOptions {
    /// How many notes [default: 500]
    #[arg(long, value_name = "N", conflicts_with = "bars")]
    pub(crate) notes: Option<usize>,
    /// What the temperature does [default: spread]
    #[arg(long, value_enum)]
    pub(crate) temperature_mode: Option<TemperatureChoice>,
    /// The tempo as microseconds a quarter note
    #[arg(long, value_name = "MICROS")]
    pub(crate) tempo_us: Option<u32>,
    /// How loud, 1 to 127 [default: 80]
    #[arg(long, value_name = "V", value_parser = clap::value_parser!(u8).range(1..=127))]
    pub(crate) velocity: Option<u8>,
    /// The length of each note in ticks, 480 to a quarter note [default: 480]
    #[arg(long, value_name = "TICKS")]
    pub(crate) duration: Option<u64>,
}
