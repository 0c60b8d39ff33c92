//! A disk of one megabyte, to be full.

use std::{
    fs::{self, File},
    io::Write,
    path::PathBuf,
    process::Command,
};

/// Is gone with its end.
pub(crate) struct SmallDisk {
    folder: PathBuf,
}

impl SmallDisk {
    /// A small disk in the new folder `folder`; says why where there cannot be one.
    #[allow(clippy::print_stdout, reason = "a test that is skipped says why")]
    pub(crate) fn at(folder: PathBuf) -> Option<Self> {
        fs::create_dir(&folder).unwrap();
        let mut mount = Command::new("mount");
        let output = mount.args(["-t", "tmpfs", "-o", "size=1m", "irama"]).arg(&folder).output();
        let is_mounted = output.is_ok_and(|it| it.status.success());
        if !is_mounted {
            println!("skipped: only an administrator of Linux may mount a small disk");
        }
        is_mounted.then_some(Self { folder })
    }

    /// Takes all the room that is left.
    pub(crate) fn fill(&self) {
        let mut file = File::create(self.folder.join("other")).unwrap();
        while file.write(&[0; 512]).is_ok_and(|it| it > 0) {}
    }

    /// Gives the room back.
    pub(crate) fn clear(&self) {
        fs::remove_file(self.folder.join("other")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Whatever keeps it is no concern of the test.
        let _ = Command::new("umount").args(["-l"]).arg(&self.folder).status();
    }
}
