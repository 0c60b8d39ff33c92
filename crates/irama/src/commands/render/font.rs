//! Finding and reading a SoundFont.

use std::{
    fs::{self, File},
    io::BufReader,
    path::{Path, PathBuf},
};

use irama_corpus::display_name;
use irama_synth::Font;

use crate::{failure::Failure, voice::Voice};

/// Where systems keep SoundFonts.
const FOLDERS: [&str; 6] = [
    "/usr/share/sounds/sf3",
    "/usr/share/sounds/sf2",
    "/usr/share/soundfonts",
    "/usr/local/share/sounds/sf2",
    "/usr/local/share/soundfonts",
    "/Library/Audio/Sounds/Banks",
];
/// The same in a user's own folder.
const OWN_FOLDERS: [&str; 3] =
    [".local/share/sounds/sf2", ".local/share/soundfonts", "Library/Audio/Sounds/Banks"];
/// Which to take of several: the one that the system calls its own, then by how names begin.
const PREFERRED: [&str; 5] =
    ["default-gm", "fluidr3", "musescore_general", "generaluser", "timgm6mb"];

/// Reads a SoundFont; `auto` is one that is installed.
pub(super) fn read(path: &Path, voice: &Voice) -> Result<Font, Failure> {
    let found = if path == Path::new("auto") { installed(voice)? } else { path.to_owned() };
    let shown = display_name(&found);
    let file = File::open(&found).map_err(|it| {
        Failure::usage(voice.pick(
            format!("the SoundFont {shown} cannot be opened ({it}); check its name"),
            format!(
                "SoundFont {shown} tidak bisa dibuka ({}); periksa namanya",
                voice.of_below(&it)
            ),
        ))
    })?;
    let font = Font::read(&mut BufReader::with_capacity(1 << 20, file))?;
    let name = display_name(font.name().as_ref());
    voice.say(&voice.pick(
        format!("playing with {name} ({shown})"),
        format!("dibunyikan dengan {name} ({shown})"),
    ));
    Ok(font)
}

fn installed(voice: &Voice) -> Result<PathBuf, Failure> {
    let own = std::env::home_dir().into_iter();
    let own = own.flat_map(|home| OWN_FOLDERS.map(|it| home.join(it)));
    let folders = own.chain(FOLDERS.map(PathBuf::from));
    let mut fonts: Vec<PathBuf> = folders.flat_map(|it| fonts_in(&it)).collect();
    fonts.sort_by_key(|it| (rank(it), it.clone()));
    fonts.into_iter().next().ok_or_else(|| {
        Failure::usage(voice.pick(
            "no SoundFont is installed in the usual folders; name one with --soundfont FILE.sf2, \
             or leave the option out to play with the built-in instruments",
            "tidak ada SoundFont di folder biasa; sebutkan satu dengan --soundfont FILE.sf2, atau \
             hapus opsi itu untuk memakai instrumen bawaan",
        ))
    })
}

fn fonts_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_font = |path: &PathBuf| {
        let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
        (ending == "sf2" || ending == "sf3") && path.is_file()
    };
    entries.map(|it| it.path()).filter(is_font).collect()
}

fn rank(path: &Path) -> usize {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    PREFERRED.iter().position(|it| name.starts_with(it)).unwrap_or(PREFERRED.len())
}
