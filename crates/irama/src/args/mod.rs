//! What can be typed. What it means is worked out elsewhere.

mod compose;
mod render;
mod studio;
mod train;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use irama_model::classic::Scale;

pub(crate) use compose::{ClassicOptions, ComposeArgs, EventsOptions, TemperatureChoice};
pub(crate) use render::{BitsChoice, PlayArgs, RateChoice, RenderArgs, SoundOptions};
pub(crate) use studio::StudioArgs;
pub(crate) use train::{ModelKind, SplitChoice, TrainArgs};

/// Learn from your MIDI collection and compose new music from it.
#[derive(Debug, Parser)]
#[command(name = "irama", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) everywhere: Everywhere,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, 1 failed, 2 wrong usage or unusable input, 130 or 143 stopped by a signal with \
the work saved.
Results go to standard output, progress and messages to standard error. Numbers may have a decimal \
point or comma.";

/// Options of every command.
#[derive(Args, Debug)]
#[command(next_help_heading = "Everywhere")]
pub(crate) struct Everywhere {
    /// Threads to use; the default is one for each processor. The results are the same
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Which inner loops to use; the results are the same
    #[arg(long, global = true, value_enum, default_value_t = KernelChoice::Auto)]
    pub(crate) kernels: KernelChoice,
    /// Language of messages and help [default: as LC_ALL, LC_MESSAGES, LANG and LANGUAGE say, else
    /// en]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Lang>,
    /// How progress and messages are told on standard error: json is for other programs, a line each
    #[arg(long, global = true, value_enum, default_value_t = ProgressChoice::Text)]
    pub(crate) progress: ProgressChoice,
    /// Save and stop when standard input ends, for other programs: so they may pause the work, and none
    /// is left behind when they are gone
    #[arg(long, global = true)]
    pub(crate) stop_with_stdin: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// Say more
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
}

/// An instruction set, or the best there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KernelChoice {
    Auto,
    Avx512,
    Avx2,
    Neon,
    Portable,
}

/// How progress and messages are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProgressChoice {
    /// A bar and words
    Text,
    /// Lines of JSON
    Json,
}

/// A language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// English
    En,
    /// Bahasa Indonesia
    Id,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The whole way in one command: read, learn, compose
    Make(MakeArgs),
    /// Tell what is in a MIDI file, a collection or a model
    Inspect(InspectArgs),
    /// Learn from a collection
    Train(Box<TrainArgs>),
    /// Compose with a model
    Compose(Box<ComposeArgs>),
    /// Make sound or a picture of a piece
    Render(RenderArgs),
    /// Play a piece, or a model without end
    Play(PlayArgs),
    /// Measure a piece, and set it against a collection
    Judge(JudgeArgs),
    /// Open a page to learn, compose and edit, on this machine
    Studio(StudioArgs),
    /// Write a model for other tools (.safetensors for PyTorch, .keras for Keras 3)
    Export(ExportArgs),
    /// Read a model of Keras 3 (.keras), or one that was exported (.safetensors)
    Import(ImportArgs),
    /// Tell what this build can do on this machine
    Selftest(SelftestArgs),
    /// Print completions for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual pages, or write each as a file
    Man {
        /// The folder for irama.1, irama-make.1 and so on
        #[arg(short, long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
#[command(allow_negative_numbers = true)]
pub(crate) struct MakeArgs {
    /// Folders, zip archives or MIDI files; without any, the built-in loops
    pub(crate) inputs: Vec<PathBuf>,
    /// The folder to write into: model.irama, song.mid, song.wav, roll.svg, loss.svg, report.html
    /// and report.json take the place of earlier ones
    #[arg(short, long, value_name = "DIR", default_value = "irama-out")]
    pub(crate) output: PathBuf,
    /// Which model to learn
    #[arg(long, value_enum, default_value_t = ModelKind::Events)]
    pub(crate) model: ModelKind,
    /// A model to start from, or "none" [default: the model in the box, if the collection is small;
    /// none for the built-in loops and for classic]
    #[arg(long, value_name = "BASE.irama")]
    pub(crate) from: Option<PathBuf>,
    /// How long to learn, at most
    #[arg(long, value_name = "M", value_parser = decimal, default_value = "2")]
    pub(crate) minutes: f64,
    /// Decides everything that chance decides; the default is a fresh one, which is printed
    #[arg(long, value_name = "N", value_parser = whole::<u64>)]
    pub(crate) seed: Option<u64>,
    /// Do without the cache of files that were read before
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Print the report as one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    /// A MIDI file, a model, or folders, zip archives and files together
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Do without the cache of files that were read before
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct JudgeArgs {
    /// The MIDI file to measure
    #[arg(value_name = "IN.mid")]
    pub(crate) input: PathBuf,
    /// Folders, zip archives or MIDI files to set it against: how much is alike, and what stands
    /// there note by note; or a model, for the latter
    #[arg(long, value_name = "CORPUS", num_args = 1..)]
    pub(crate) against: Vec<PathBuf>,
    /// Do without the cache of files that were read before
    #[arg(long)]
    pub(crate) no_cache: bool,
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args, Debug)]
pub(crate) struct ExportArgs {
    /// The model to export
    pub(crate) model: PathBuf,
    /// The file to write; its ending says the format: .safetensors, .keras for a classic model, or
    /// .irama for a smaller copy with weights of 16 bits
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct ImportArgs {
    /// The file to read; its ending says the format: .keras or .safetensors
    pub(crate) file: PathBuf,
    /// The lowest and the highest pitch that the model learned from, which a .keras file does not
    /// say [default: 21..108, a piano's]
    #[arg(long, value_name = "LOW..HIGH", value_parser = pitches)]
    pub(crate) pitches: Option<Scale>,
    /// The model to write
    #[arg(short, long, value_name = "MODEL.irama")]
    pub(crate) output: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct SelftestArgs {
    /// Print one JSON document
    #[arg(long)]
    pub(crate) json: bool,
}

/// Reads a range of pitches, both ends included.
fn pitches(text: &str) -> Result<Scale, String> {
    let (lowest, highest) = text.split_once("..").ok_or("not a range, such as 36..84")?;
    let pitch = |it: &str| it.trim_start_matches('=').trim().parse().ok().filter(|it| *it <= 127);
    match (pitch(lowest), pitch(highest)) {
        (Some(lowest), Some(highest)) if lowest < highest => Ok(Scale { lowest, highest }),
        _ => Err("not two rising pitches of 0 to 127, such as 36..84".into()),
    }
}

/// Reads a number with a decimal point or a decimal comma.
fn decimal(text: &str) -> Result<f64, String> {
    let number: Result<f64, _> = text.trim().replace(',', ".").parse();
    number.ok().filter(|it| it.is_finite()).ok_or_else(|| "not a number, such as 0.8 or 0,8".into())
}

/// Reads a whole number.
fn whole<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    text.parse().map_err(|_| match is_number {
        true => "too large a number".to_owned(),
        false => "not a whole number, such as 16".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_description_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn decimal_points_and_commas_are_read() {
        assert_eq!((decimal("0.8"), decimal("0,8")), (Ok(0.8), Ok(0.8)));
        assert!(decimal("1.000,5").is_err() && decimal("inf").is_err() && decimal("").is_err());
    }

    #[test]
    fn whole_numbers_are_read_and_others_told() {
        assert_eq!(whole(" 16 "), Ok(16_u64));
        for text in ["abc", "-1", "1.5", ""] {
            assert!(whole::<u64>(text).is_err_and(|it| it.contains("whole number")), "{text}");
        }
        assert!(whole::<u64>("99999999999999999999").is_err_and(|it| it.contains("too large")));
    }
}
