//! `irama render`: a piece as sound or as a picture.

mod font;
pub(crate) mod sound;
mod stems;
mod strengths;

use std::path::Path;

use irama_corpus::display_name;
use irama_model::checkpoint::write_atomically;
use irama_score::Score;
use irama_synth::{OPUS_RATE, draw_roll};

use crate::{
    args::{RateChoice, RenderArgs},
    failure::Failure,
    gather, plan, signals,
    voice::Voice,
};

/// What a file is to hold, by the ending of its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Wav,
    Flac,
    Opus,
    Svg,
    Png,
}

impl Format {
    fn of(path: &Path, voice: &Voice) -> Result<Self, Failure> {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        match ending.to_str() {
            Some("wav") => Ok(Self::Wav),
            Some("flac") => Ok(Self::Flac),
            Some("opus" | "ogg") => Ok(Self::Opus),
            Some("svg") => Ok(Self::Svg),
            Some("png") => Ok(Self::Png),
            _ => {
                let shown = display_name(path);
                Err(Failure::usage(voice.pick(
                    format!(
                        "{shown} does not say what to write; end it in .wav, .flac or .opus for \
                         sound, .svg or .png for a piano roll"
                    ),
                    format!(
                        "{shown} tidak menunjukkan apa yang ditulis; akhiri dengan .wav, .flac atau \
                         .opus untuk suara, .svg atau .png untuk gambar not"
                    ),
                )))
            }
        }
    }

    fn is_sound(self) -> bool {
        matches!(self, Self::Wav | Self::Flac | Self::Opus)
    }

    /// How files of this format begin, where that could be mistaken for something precious.
    fn magic(self) -> &'static [u8] {
        if self == Self::Wav { b"RIFF" } else { b"" }
    }
}

pub(crate) fn run(args: &RenderArgs, voice: &Voice) -> Result<(), Failure> {
    let format = Format::of(&args.output, voice)?;
    check_options(args, format, voice)?;
    plan::check_output(&args.output, &[&args.input], voice)?;
    plan::check_kind(&args.output, format.magic(), voice)?;
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    let score = gather::read_file(&args.input, voice)?.score;
    if !format.is_sound() {
        return draw(&score, &args.output, format, voice);
    }
    let mut config = sound::config_of(&args.sound, voice)?;
    config.is_loop = args.is_loop;
    if format == Format::Opus {
        config.rate = OPUS_RATE;
    }
    let depth = sound::depth_of(args.bits);
    sound::write(&score, &config, (&args.output, depth), voice)?;
    match &args.stems {
        Some(folder) => stems::write(&score, &config, folder, voice),
        None => Ok(()),
    }
}

/// Refuses what only sound can be told.
fn check_options(args: &RenderArgs, format: Format, voice: &Voice) -> Result<(), Failure> {
    let typed = [
        ("--soundfont", args.sound.soundfont.is_some()),
        ("--lofi", args.sound.lofi.is_some()),
        ("--rate", args.sound.rate.is_some()),
        ("--bits", args.bits.is_some()),
        ("--stems", args.stems.is_some()),
        ("--loop", args.is_loop),
    ];
    if format == Format::Opus {
        return check_opus_options(args, voice);
    }
    let Some((name, _)) = typed.iter().find(|it| it.1 && !format.is_sound()) else { return Ok(()) };
    Err(Failure::usage(voice.pick(
        format!("{name} is for sound; leave it out, or end the output in .wav, .flac or .opus"),
        format!(
            "{name} hanya untuk suara; hapus, atau akhiri keluaran dengan .wav, .flac atau .opus"
        ),
    )))
}

/// Opus has one rate and no bits of a sample.
fn check_opus_options(args: &RenderArgs, voice: &Voice) -> Result<(), Failure> {
    let name = match (args.sound.rate, args.bits) {
        (Some(RateChoice::Hz44100), _) => "--rate 44100",
        (_, Some(_)) => "--bits",
        _ => return Ok(()),
    };
    Err(Failure::usage(voice.pick(
        format!("Opus always has 48000 Hz; leave out {name}, or end the output in .wav or .flac"),
        format!("Opus selalu 48000 Hz; hapus {name}, atau akhiri keluaran dengan .wav atau .flac"),
    )))
}

fn draw(score: &Score, path: &Path, format: Format, voice: &Voice) -> Result<(), Failure> {
    let picture = draw_roll(score)?;
    let bytes = match format {
        Format::Png => picture.to_png()?,
        _ => picture.to_svg().into_bytes(),
    };
    write_atomically(path, &bytes)?;
    let shown = display_name(path);
    voice.say(&voice.pick(format!("wrote {shown}"), format!("{shown} ditulis")));
    Ok(())
}
