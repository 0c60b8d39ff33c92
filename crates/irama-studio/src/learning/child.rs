//! The process that learns.

use std::{
    ffi::OsString,
    io,
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::{Studio, documents::Model};

impl Studio {
    /// Starts the process that learns a model from a folder, or goes on with it.
    pub(super) fn start_learning(&self, model: &Model, inputs: &Path) -> io::Result<Child> {
        let from = model.settings.from.as_ref().map(|it| self.places.model(it));
        let mut command = Command::new(&self.config.program);
        command.arg("train").arg(inputs).arg("-o").arg(self.places.model(&model.id));
        command.arg("--log").arg(self.places.looks(&model.id));
        command.args(model.settings.options(from.as_deref()));
        command.args(self.cache_options());
        // What it says is read here, whatever the language of the user.
        command.args(["--progress", "json", "--stop-with-stdin", "--lang", "en"]);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        apart(&mut command);
        command.spawn()
    }

    fn cache_options(&self) -> Option<OsString> {
        self.config.cache.is_none().then(|| "--no-cache".into())
    }
}

/// A Ctrl-C in the terminal is for the studio, which then has the process save.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(windows)]
fn apart(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    /// As Windows calls it.
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP);
}

#[cfg(not(any(unix, windows)))]
fn apart(_: &mut Command) {}
