//! Where MIDI messages go: a port of the system, or a file for a trial.

#[cfg(feature = "live")]
mod live;
mod written;

use crate::{failure::Failure, voice::Voice};

/// A port that takes no more, and why.
#[derive(Debug)]
pub(super) struct PortGone(pub(super) String);

/// Something that takes MIDI messages.
pub(super) trait Port {
    /// Takes a message, with when it was due and when it is, in microseconds.
    fn send(&mut self, times: (u64, u64), bytes: &[u8]) -> Result<(), PortGone>;
}

/// Opens the port of a name: `file:PATH`, `virtual`, or one of the system's.
pub(super) fn open(name: &str, voice: &Voice) -> Result<Box<dyn Port>, Failure> {
    match name.strip_prefix("file:") {
        Some(path) => Ok(Box::new(written::WrittenPort::create(path.as_ref(), voice)?)),
        None => open_live(name, voice),
    }
}

#[cfg(feature = "live")]
pub(super) use live::list;
#[cfg(feature = "live")]
use live::open as open_live;

#[cfg(not(feature = "live"))]
fn open_live(_: &str, voice: &Voice) -> Result<Box<dyn Port>, Failure> {
    Err(not_built(voice))
}

/// Names the ports of the system.
#[cfg(not(feature = "live"))]
pub(super) fn list(voice: &Voice) -> Result<(), Failure> {
    Err(not_built(voice))
}

#[cfg(not(feature = "live"))]
fn not_built(voice: &Voice) -> Failure {
    Failure::usage(voice.pick(
        "this build has no MIDI ports; build it with `cargo install --path crates/irama --features \
         live` (on Debian after `apt install libasound2-dev pkg-config`), or write down what would \
         be sent with --port file:PATH",
        "program ini dibangun tanpa port MIDI; bangun dengan `cargo install --path crates/irama \
         --features live` (di Debian setelah `apt install libasound2-dev pkg-config`), atau tulis \
         pesannya dengan --port file:PATH",
    ))
}
