//! What `irama render` and `irama play` can be told.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{decimal, whole};

/// Samples a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RateChoice {
    /// As on compact discs
    #[value(name = "44100")]
    Hz44100,
    /// As in films
    #[value(name = "48000")]
    Hz48000,
}

/// Bits of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BitsChoice {
    /// As on compact discs
    #[value(name = "16")]
    Bits16,
    /// As in studios
    #[value(name = "24")]
    Bits24,
}

#[derive(Args, Debug)]
pub(crate) struct RenderArgs {
    /// The MIDI file to render
    #[arg(value_name = "IN.mid")]
    pub(crate) input: PathBuf,
    /// The file to write; its ending says what: .wav, .flac or .opus for sound, .svg or .png for
    /// a piano roll
    #[arg(short, long, value_name = "OUT")]
    pub(crate) output: PathBuf,
    #[command(flatten, next_help_heading = "Sound")]
    pub(crate) sound: SoundOptions,
    /// Write each part into a WAV file in this folder too, as it is before the master
    #[arg(long, value_name = "DIR", help_heading = "Sound")]
    pub(crate) stems: Option<PathBuf>,
    /// Make a loop: whole bars to the sample, with what rings after the end at the start
    #[arg(long = "loop", help_heading = "Sound")]
    pub(crate) is_loop: bool,
    /// Bits of a sample [default: 16]
    #[arg(long, value_enum, help_heading = "Sound")]
    pub(crate) bits: Option<BitsChoice>,
}

/// How it is to sound.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct SoundOptions {
    /// Play with a SoundFont (.sf2, .sf3); auto takes one that is installed
    #[arg(long, value_name = "FILE|auto")]
    pub(crate) soundfont: Option<PathBuf>,
    /// Wear it out like an old tape: a strength from 0 to 1, or one for each of wow, flutter,
    /// saturation, low-pass, crackle and pumping, such as --lofi=0.3 or --lofi=crackle:0,wow:0.8
    #[arg(
        long,
        value_name = "STRENGTH",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "0.5"
    )]
    pub(crate) lofi: Option<String>,
    /// Samples a second [default: 44100]
    #[arg(long, value_enum, value_name = "HZ")]
    pub(crate) rate: Option<RateChoice>,
}

#[derive(Args, Debug)]
pub(crate) struct PlayArgs {
    /// The MIDI file to play
    #[arg(value_name = "IN.mid", conflicts_with = "model")]
    pub(crate) input: Option<PathBuf>,
    /// A model to play: it composes on and on
    #[arg(short, long, value_name = "MODEL.irama")]
    pub(crate) model: Option<PathBuf>,
    /// Send to this MIDI port instead of the sound card; "virtual" opens one of its own, "list" names
    /// them
    #[arg(long, value_name = "PORT")]
    pub(crate) port: Option<String>,
    /// Play nothing, but let nothing sound on the port any more, as after a crash
    #[arg(long, requires = "port", conflicts_with_all = ["input", "model"])]
    pub(crate) panic: bool,
    /// Stop after so many seconds
    #[arg(long, value_name = "S", value_parser = decimal)]
    pub(crate) seconds: Option<f64>,
    /// Decides everything that chance decides; the default is a fresh one, which is printed
    #[arg(long, value_name = "N", value_parser = whole::<u64>)]
    pub(crate) seed: Option<u64>,
    #[command(flatten, next_help_heading = "Sound")]
    pub(crate) sound: SoundOptions,
}
