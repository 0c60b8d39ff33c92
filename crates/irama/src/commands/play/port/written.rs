//! A port that writes down what it is sent: one message a line, with when it was due, when it came,
//! both in microseconds, and its bytes.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use irama_corpus::display_name;

use super::{Port, PortGone};
use crate::{failure::Failure, plan, voice::Voice};

pub(super) struct WrittenPort {
    out: BufWriter<File>,
}

impl WrittenPort {
    pub(super) fn create(path: &Path, voice: &Voice) -> Result<Self, Failure> {
        plan::check_kind(path, b"", voice)?;
        let shown = display_name(path);
        let file = File::create(path).map_err(|it| {
            Failure::usage(voice.pick(
                format!("{shown} cannot be written ({it}); give another file after --port file:"),
                format!(
                    "{shown} tidak bisa ditulis ({}); beri berkas lain setelah --port file:",
                    voice.of_below(&it)
                ),
            ))
        })?;
        Ok(Self { out: BufWriter::new(file) })
    }
}

impl Port for WrittenPort {
    fn send(&mut self, (due, now): (u64, u64), bytes: &[u8]) -> Result<(), PortGone> {
        let digits: Vec<String> = bytes.iter().map(|it| format!("{it:02x}")).collect();
        // Each line at once, so that a reader sees what was sent.
        writeln!(self.out, "{due} {now} {}", digits.join(" "))
            .and_then(|()| self.out.flush())
            .map_err(|it| PortGone(it.to_string()))
    }
}
