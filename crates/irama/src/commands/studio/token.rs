//! The token file: what others than this machine have to know.

use std::{
    fs::{self, OpenOptions},
    io::{self, ErrorKind, Write},
    path::Path,
};

use irama_corpus::display_name;

use crate::{failure::Failure, voice::Voice};

/// Letters of the shortest token that is taken.
const MIN_LETTERS: usize = 16;
/// Of the longest.
const MAX_LETTERS: usize = 256;

/// The token in a file, which is made with a fresh one if it is not there.
pub(super) fn read(path: &Path, voice: &Voice) -> Result<String, Failure> {
    let shown = display_name(path);
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let token = irama_studio::fresh_token();
            make(path, &token).map_err(|it| unusable(&shown, &it, voice))?;
            voice.say(&voice.pick(
                format!("made the token file {shown}"),
                format!("berkas token {shown} dibuat"),
            ));
            return Ok(token);
        }
        read => read.map_err(|it| unusable(&shown, &it, voice))?,
    };
    if is_open_to_others(path) {
        return Err(Failure::usage(voice.pick(
            format!("others may read the token file {shown}; use chmod 600 on it"),
            format!("orang lain bisa membaca berkas token {shown}; pakai chmod 600"),
        )));
    }
    let token = text.trim();
    let is_plain = token.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.~".contains(&it));
    if !is_plain || !(MIN_LETTERS..=MAX_LETTERS).contains(&token.len()) {
        return Err(Failure::usage(voice.pick(
            format!(
                "the token in {shown} must have {MIN_LETTERS} to {MAX_LETTERS} letters, digits or \
                 -_.~; delete the file to get a fresh one"
            ),
            format!(
                "token di {shown} harus {MIN_LETTERS} sampai {MAX_LETTERS} huruf, angka, atau \
                 -_.~; hapus berkasnya untuk mendapat yang baru"
            ),
        )));
    }
    Ok(token.to_owned())
}

fn unusable(shown: &str, error: &io::Error, voice: &Voice) -> Failure {
    Failure::usage(voice.pick(
        format!("the token file {shown} cannot be used ({error}); give another"),
        format!(
            "berkas token {shown} tidak bisa dipakai ({}); berikan yang lain",
            voice.of_below(&error)
        ),
    ))
}

/// Makes a file that nobody else may read.
fn make(path: &Path, token: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    writeln!(file, "{token}")?;
    file.sync_all()
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|it| it.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    // A file in the user's own folder is the user's where there are no modes.
    false
}
