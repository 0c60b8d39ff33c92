//! `irama play`: through the sound card, or to a MIDI port.

use irama_neural::Kernels;

use crate::{args::PlayArgs, failure::Failure, voice::Voice};

pub(crate) fn run(args: &PlayArgs, _kernels: Kernels, voice: &Voice) -> Result<(), Failure> {
    let _ = args;
    Err(Failure::usage(voice.pick("not built", "tidak dibangun")))
}
