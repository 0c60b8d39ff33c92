//! What `irama compose` can be told. Which options fit the model is known once it is loaded.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{decimal, whole};

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
    #[arg(long, value_name = "N", value_parser = whole::<u64>)]
    pub(crate) bars: Option<u64>,
    /// How bold to be [default: 1; classic: 0.8]
    #[arg(long, value_name = "T", value_parser = decimal)]
    pub(crate) temperature: Option<f64>,
    /// Beats a minute [default: as one of the learned pieces; classic: 120]
    #[arg(long, value_name = "BPM", value_parser = decimal, conflicts_with = "tempo_us")]
    pub(crate) tempo: Option<f64>,
    /// A MIDI file to continue, or with --refill or --lock to rewrite; classic: by its last window of
    /// notes
    #[arg(long, value_name = "FILE.mid")]
    pub(crate) prompt: Option<PathBuf>,
    /// Decides everything that chance decides; the default is a fresh one, which is printed
    #[arg(long, value_name = "N", value_parser = whole::<u64>)]
    pub(crate) seed: Option<u64>,
    /// Write the piece as sound too (.wav, .flac or .opus)
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
    #[arg(long, value_name = "K", value_parser = whole::<usize>)]
    pub(crate) top_k: Option<usize>,
    /// Keep only values at least this share as likely as the likeliest
    #[arg(long, value_name = "P", value_parser = decimal)]
    pub(crate) min_p: Option<f64>,
    /// A style that the model names; irama inspect MODEL.irama lists them
    #[arg(long, value_name = "STYLE")]
    pub(crate) style: Option<String>,
    /// Keep to a key or scale, such as "D minor", Eb or "A dorian"; the default is to keep to none
    #[arg(long, value_name = "KEY")]
    pub(crate) key: Option<String>,
    /// Keep to chords, such as "Dm7 | G7 C/E | % | N.C.": bars between |, begun anew where they end
    #[arg(long, value_name = "CHORDS")]
    pub(crate) chords: Option<String>,
    /// Such as 4/4 or 6/8; the default is that of one of the learned pieces
    #[arg(long, value_name = "METER")]
    pub(crate) meter: Option<String>,
    /// Who plays, such as keys,bass,drums; a name twice is two of them; with --refill or --lock: who
    /// is written anew
    #[arg(long, value_name = "PART,…", value_delimiter = ',')]
    pub(crate) parts: Option<Vec<String>>,
    /// Sections, such as "A A' B A": equal letters bring the material back, a dash varies it
    #[arg(long, value_name = "PLAN")]
    pub(crate) plan: Option<String>,
    /// Write bars of the prompt anew, such as 5-8; all else stays as it is
    #[arg(long, value_name = "BARS", value_delimiter = ',', requires = "prompt")]
    pub(crate) refill: Option<Vec<String>>,
    /// Parts of the prompt that stay, such as melody,bass; without --refill all others are written
    /// anew
    #[arg(long, value_name = "PART,…", value_delimiter = ',', requires = "prompt")]
    pub(crate) lock: Option<Vec<String>>,
    /// How many pieces, the best as OUT.mid, the others as OUT-2.mid and so on
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(1..=100))]
    pub(crate) variations: Option<u64>,
    /// No passage of more notes than this from the learned files, at least 7; drums are free
    /// [default: 12 with the model in the box, else none; 100000 lifts it]
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    pub(crate) copy_limit: Option<usize>,
    /// How many ways to try side by side [default: 24; 64 where notes stay beside what is written; 8
    /// where nothing is asked for but that bars return or that copying has a limit]
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    pub(crate) particles: Option<usize>,
    /// A file that says what the piece shall be; options change single fields of it
    #[arg(long, value_name = "FILE.json")]
    pub(crate) brief: Option<PathBuf>,
    /// A file to write why each note is what it is: the probability of each field, the runners-up
    #[arg(long, value_name = "FILE.json")]
    pub(crate) explain: Option<PathBuf>,
    /// Compose a piece again by the recipe in its file; gives the same bytes, or says what differs
    #[arg(long, value_name = "SONG.mid", conflicts_with_all = ["bars", "temperature", "tempo", "seed",
        "top_p", "top_k", "min_p", "style", "key", "chords", "meter", "parts", "plan", "refill", "lock",
        "variations", "copy_limit", "particles", "brief"])]
    pub(crate) like: Option<PathBuf>,
}

/// What only classic models know.
#[derive(Args, Debug)]
pub(crate) struct ClassicOptions {
    /// How many notes [default: 500]
    #[arg(long, value_name = "N", conflicts_with = "bars", value_parser = whole::<usize>)]
    pub(crate) notes: Option<usize>,
    /// What the temperature does [default: spread]
    #[arg(long, value_enum)]
    pub(crate) temperature_mode: Option<TemperatureChoice>,
    /// The tempo as microseconds a quarter note
    #[arg(long, value_name = "MICROS", value_parser = whole::<u32>)]
    pub(crate) tempo_us: Option<u32>,
    /// How loud, 1 to 127 [default: 80]
    #[arg(long, value_name = "V", value_parser = clap::value_parser!(u8).range(1..=127))]
    pub(crate) velocity: Option<u8>,
    /// The length of each note in ticks, 480 to a quarter note [default: 480]
    #[arg(long, value_name = "TICKS", value_parser = whole::<u64>)]
    pub(crate) duration: Option<u64>,
}
