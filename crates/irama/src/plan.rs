//! What is settled before the work begins: instruction set, output, memory, number of steps.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use irama_corpus::display_name;
use irama_neural::Kernels;

use crate::{
    args::{Everywhere, KernelChoice},
    failure::Failure,
    voice::{Voice, grouped},
};

/// How files begin that nobody wants to lose, and what they are.
const PRECIOUS: [(&[u8], &str, &str); 4] = [
    (b"MThd", "a MIDI file", "berkas MIDI"),
    (b"RIFF", "a RIFF file", "berkas RIFF"),
    (b"PK\x03\x04", "a zip archive", "arsip zip"),
    (b"IRAMA ", "a model", "model"),
];

/// The kernels that were asked for, if this machine has them.
pub(crate) fn kernels(everywhere: &Everywhere, voice: &Voice) -> Result<Kernels, Failure> {
    let name = match everywhere.kernels {
        KernelChoice::Auto => return Ok(Kernels::best()),
        KernelChoice::Avx512 => "avx512",
        KernelChoice::Avx2 => "avx2",
        KernelChoice::Neon => "neon",
        KernelChoice::Portable => "portable",
    };
    Kernels::named(name).ok_or_else(|| {
        let all: Vec<_> = Kernels::available().into_iter().map(Kernels::name).collect();
        let all = all.join(", ");
        Failure::usage(voice.pick(
            format!("this machine has no {name} kernels; use --kernels auto or one of: {all}"),
            format!("mesin ini tidak punya kernel {name}; pakai --kernels auto atau: {all}"),
        ))
    })
}

/// Sees to it that a file can be written before hours go into what it is to hold, and that it takes
/// the place of none of `inputs`.
pub(crate) fn check_output(
    path: &Path,
    inputs: &[impl AsRef<Path>],
    voice: &Voice,
) -> Result<(), Failure> {
    let shown = display_name(path);
    let refused =
        |english: String, indonesian: String| Err(Failure::usage(voice.pick(english, indonesian)));
    if path.is_dir() || path.file_name().is_none() {
        return refused(
            format!("{shown} is a folder; give the name of a file to write in it"),
            format!("{shown} adalah folder; beri nama berkas di dalamnya"),
        );
    }
    // A device or pipe would be replaced by a file of its name.
    if fs::metadata(path).is_ok_and(|it| !it.is_file()) {
        return refused(
            format!("{shown} is not a regular file; give another name"),
            format!("{shown} bukan berkas biasa; beri nama lain"),
        );
    }
    let place = place_of(path);
    let is_same = |input: &Path| place.is_some() && place_of(input) == place;
    if inputs.iter().any(|it| is_same(it.as_ref())) {
        return refused(
            format!("{shown} is to be read and would be replaced; give another name"),
            format!("{shown} akan dibaca, jadi tidak boleh ditimpa; beri nama lain"),
        );
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder_shown = display_name(folder);
    if !folder.is_dir() {
        return refused(
            format!("there is no folder {folder_shown}; create it or give another place"),
            format!("tidak ada folder {folder_shown}; buat dulu atau pilih tempat lain"),
        );
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".partial");
    let trial = folder.join(name);
    let written = fs::write(&trial, b"").and_then(|()| fs::remove_file(&trial));
    let Err(error) = written else { return Ok(()) };
    refused(
        format!("nothing can be written in {folder_shown} ({error}); choose another place"),
        format!(
            "tidak bisa menulis di {folder_shown} ({}); pilih tempat lain",
            voice.of_below(&error)
        ),
    )
}

/// Where a file is, or would be, whatever the way there was called.
fn place_of(path: &Path) -> Option<PathBuf> {
    let folder = || path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::canonicalize(path)
        .ok()
        .or_else(|| Some(fs::canonicalize(folder()).ok()?.join(path.file_name()?)))
}

/// Refuses to replace a song, an archive or a model by a file of another kind, which is what a slip
/// of the pen would do; `own` is how files of the kind to write begin.
pub(crate) fn check_kind(path: &Path, own: &[u8], voice: &Voice) -> Result<(), Failure> {
    // Named pipes and devices hold nothing precious, and reading one could wait for ever.
    if !path.is_file() {
        return Ok(());
    }
    let mut start = Vec::new();
    // What cannot be read is not recognised either.
    let _ = fs::File::open(path).and_then(|it| it.take(6).read_to_end(&mut start));
    let found = PRECIOUS.iter().find(|(magic, ..)| start.starts_with(magic) && *magic != own);
    let Some((_, english, indonesian)) = found else { return Ok(()) };
    let shown = display_name(path);
    Err(Failure::usage(voice.pick(
        format!("{shown} is {english} and would be replaced by something else; give another name"),
        format!("{shown} adalah {indonesian} dan akan ditimpa berkas jenis lain; beri nama lain"),
    )))
}

/// Refuses to give a model the name of music: in a folder of loops it might take the place of one.
pub(crate) fn check_model_name(path: &Path, voice: &Voice) -> Result<(), Failure> {
    let ending = path.extension().unwrap_or_default().to_ascii_lowercase();
    if !["mid", "midi", "kar", "rmi", "zip"].iter().any(|it| ending == *it) {
        return Ok(());
    }
    let shown = display_name(path);
    Err(Failure::usage(voice.pick(
        format!("a model cannot be named {shown}; give a name that ends in .irama"),
        format!("model tidak boleh bernama {shown}; beri nama yang berakhiran .irama"),
    )))
}

/// The memory that learning takes, in words; an error if this machine does not have as much.
/// `estimate` tells the bytes for a batch and units, such as those that are wanted.
pub(crate) fn memory(
    (batch, units): (usize, &[usize]),
    estimate: impl Fn(usize, &[usize]) -> u64,
    voice: &Voice,
) -> Result<String, Failure> {
    let wanted = estimate(batch, units);
    let megabytes = |bytes: u64| grouped(bytes.div_ceil(1 << 20));
    let needed = megabytes(wanted);
    let Some(available) = available_memory() else {
        return Ok(voice
            .pick(format!("memory: about {needed} MB"), format!("memori: sekitar {needed} MB")));
    };
    let free = megabytes(available);
    if wanted <= available {
        return Ok(voice.pick(
            format!("memory: about {needed} MB of {free} MB that are free"),
            format!("memori: sekitar {needed} MB dari {free} MB yang kosong"),
        ));
    }
    let remedy = smaller((batch, units), |batch, units| estimate(batch, units) <= available);
    Err(Failure::usage(voice.pick(
        format!("learning would take about {needed} MB of memory, but {free} MB are free; use {remedy}"),
        format!("belajar butuh sekitar {needed} MB memori, tetapi hanya {free} MB kosong; pakai {remedy}"),
    )))
}

/// The option to lower and a value with which learning fits.
fn smaller((batch, units): (usize, &[usize]), fits: impl Fn(usize, &[usize]) -> bool) -> String {
    let mut lower = batch;
    while lower > 1 {
        lower /= 2;
        if fits(lower, units) {
            return format!("--batch {lower}");
        }
    }
    let mut lower = units.to_vec();
    while lower.iter().any(|it| *it > 1) {
        lower.iter_mut().for_each(|it| *it = (*it / 2).max(1));
        if fits(batch, &lower) {
            let units: Vec<String> = lower.iter().map(ToString::to_string).collect();
            return format!("--units {}", units.join(","));
        }
    }
    "--batch 8 --units 32 --window 20".to_owned()
}

/// Bytes that can still be used, where the system tells.
fn available_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|it| it.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes.saturating_mul(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_lowered_until_it_does() {
        let bytes =
            |batch: usize, units: &[usize]| 100 * batch + 1_000 * units.iter().sum::<usize>();
        let fits_in =
            |limit: usize| move |batch: usize, units: &[usize]| bytes(batch, units) <= limit;
        assert_eq!(smaller((4096, &[4]), fits_in(110_000)), "--batch 1024");
        assert_eq!(smaller((64, &[256, 256, 128]), fits_in(200_000)), "--units 64,64,32");
    }
}
