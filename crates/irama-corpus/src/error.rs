//! What keeps a corpus from being read at all. A single bad file never does: it is dropped with a
//! [`Reason`](crate::Reason).

use std::{io, path::PathBuf};

/// No corpus came of the inputs. Apart from `Stopped` it is the input that must change.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CorpusError {
    /// No path was given.
    #[error("nothing to read; name a folder, a MIDI file or a zip archive")]
    NoInputs,
    /// An input does not exist.
    #[error("there is no file or folder {path}; check its spelling")]
    Missing {
        /// What was asked for, safe to show.
        path: String,
    },
    /// An input exists and cannot be opened.
    #[error("could not open {path}; check that you may read it")]
    Unreadable {
        /// What was asked for, safe to show.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// Everything could be opened, and nothing in it claims to be MIDI.
    #[error(
        "no MIDI in {inputs}: {found}; give a folder, a zip archive or a file with MIDI in it (.mid .midi .kar .rmi)"
    )]
    NoMusic {
        /// The inputs, safe to show.
        inputs: String,
        /// What was found instead, such as `3 files, none of them MIDI (.wav 2, .txt 1)`.
        found: String,
    },
    /// All that there was is an archive that must not be opened.
    #[error("{path} was refused: {reason}")]
    Refused {
        /// The archive, safe to show.
        path: String,
        /// Why, with the limit that it broke.
        reason: String,
    },
    /// Whoever watched the progress said stop.
    #[error("stopped before all files were read")]
    Stopped,
}

impl CorpusError {
    pub(crate) fn from_io(path: &std::path::Path, source: io::Error) -> Self {
        let path = crate::display_name(path);
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::Missing { path },
            _ => Self::Unreadable { path, source },
        }
    }

    /// The inputs as they are named in a message.
    pub(crate) fn name_inputs(inputs: &[PathBuf]) -> String {
        match inputs {
            [one] => crate::display_name(one),
            [first, rest @ ..] => {
                format!("{} and {} more", crate::display_name(first), rest.len())
            }
            [] => String::new(),
        }
    }
}
