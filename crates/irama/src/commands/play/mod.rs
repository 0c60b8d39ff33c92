//! `irama play`: a piece, or a model that composes on and on, through the sound card or to a MIDI
//! port.
//!
//! Both ways are behind features (`audio`, `live`), because they need what not every system has.
//! `--port file:PATH` is always there: it writes down what would be sent, and when.

#[cfg(feature = "audio")]
mod audio;
mod excerpt;
mod performer;
mod pieces;
mod port;
mod schedule;

use irama_neural::Kernels;

use crate::{args::PlayArgs, clock, failure::Failure, signals, voice::Voice};

pub(crate) fn run(args: &PlayArgs, kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    if args.port.as_deref() == Some("list") {
        return port::list(voice);
    }
    if args.seconds.is_some_and(|it| it <= 0.0) {
        return Err(Failure::usage(voice.pick(
            "--seconds must be above 0; leave it out to play to the end",
            "--seconds harus di atas 0; hapus opsi itu untuk memainkan sampai habis",
        )));
    }
    if args.input.is_none() && args.model.is_none() && !args.panic {
        return Err(Failure::usage(voice.pick(
            "nothing is named; give a MIDI file, or a model with -m",
            "tidak ada yang disebutkan; beri berkas MIDI, atau model dengan -m",
        )));
    }
    signals::listen(voice.pick("stopping…", "berhenti…"), voice);
    let seed = args.seed.unwrap_or_else(clock::fresh_seed);
    match &args.port {
        Some(name) => {
            let mut port = port::open(name, voice)?;
            if args.panic {
                return performer::silence_all(port.as_mut(), voice);
            }
            let pieces = pieces::begin(args, seed, kernels, voice)?;
            performer::perform(pieces, port.as_mut(), args.seconds, voice)
        }
        None => through_the_sound_card(args, seed, kernels, voice),
    }
}

#[cfg(feature = "audio")]
fn through_the_sound_card(
    args: &PlayArgs,
    seed: u64,
    kernels: Kernels,
    voice: &Voice,
) -> Result<(), Failure> {
    let pieces = pieces::begin(args, seed, kernels, voice)?;
    audio::play(pieces, args, voice)
}

#[cfg(not(feature = "audio"))]
fn through_the_sound_card(
    args: &PlayArgs,
    _: u64,
    _: Kernels,
    voice: &Voice,
) -> Result<(), Failure> {
    let input = args.input.as_deref().map_or_else(|| "song.mid".into(), irama_corpus::display_name);
    Err(Failure::usage(voice.pick(
        format!(
            "this build has no sound card; build it with `cargo install --path crates/irama \
             --features audio` (on Debian after `apt install libasound2-dev pkg-config`), or make a \
             file: irama render {input} -o song.wav"
        ),
        format!(
            "program ini dibangun tanpa kartu suara; bangun dengan `cargo install --path \
             crates/irama --features audio` (di Debian setelah `apt install libasound2-dev \
             pkg-config`), atau buat berkas: irama render {input} -o song.wav"
        ),
    )))
}
