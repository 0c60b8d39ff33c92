//! What is settled before the work begins: instruction set, output, memory, number of steps.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use irama_corpus::display_name;
use irama_model::classic::{ClassicConfig, Trainer, memory_estimate};
use irama_neural::Kernels;

use crate::{
    args::{Everywhere, KernelChoice},
    clock::Stopwatch,
    failure::Failure,
    signals,
    voice::{Voice, grouped},
};

/// Steps that are timed to turn minutes into steps, if there is time for so many.
const TIMED_STEPS: usize = 7;
/// The share of the minutes that the timing may take.
const TIMING_SHARE: f64 = 0.1;
/// The share of a training step's time that checking as many windows takes, about.
const CHECK_SHARE: f64 = 0.4;

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
        format!("tidak bisa menulis di {folder_shown} ({error}); pilih tempat lain"),
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
pub(crate) fn memory(config: &ClassicConfig, voice: &Voice) -> Result<String, Failure> {
    let wanted = memory_estimate(config);
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
    let remedy = smaller(config, available);
    Err(Failure::usage(voice.pick(
        format!("learning would take about {needed} MB of memory, but {free} MB are free; use {remedy}"),
        format!("belajar butuh sekitar {needed} MB memori, tetapi hanya {free} MB kosong; pakai {remedy}"),
    )))
}

/// The option to lower and a value with which learning fits into `available` bytes.
fn smaller(config: &ClassicConfig, available: u64) -> String {
    let fits = |it: &ClassicConfig| memory_estimate(it) <= available;
    let mut lower = config.clone();
    while lower.batch > 1 {
        lower.batch /= 2;
        if fits(&lower) {
            return format!("--batch {}", lower.batch);
        }
    }
    let mut lower = config.clone();
    while lower.units.iter().any(|it| *it > 1) {
        lower.units.iter_mut().for_each(|it| *it = (*it / 2).max(1));
        if fits(&lower) {
            let units: Vec<String> = lower.units.iter().map(ToString::to_string).collect();
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

/// Turns minutes into a number of steps, once: times some steps on a copy of the run.
pub(crate) fn steps_in(minutes: f64, trainer: &Trainer) -> Result<u64, Failure> {
    let mut copy = trainer.clone();
    let timing = Stopwatch::start();
    let mut times = Vec::new();
    // The first step is slower than all others and does not count.
    while times.len() <= TIMED_STEPS {
        let is_time_left = timing.seconds() < minutes * 60.0 * TIMING_SHARE;
        if times.len() >= 2 && !is_time_left {
            break;
        }
        if signals::is_stopped() {
            return Err(Failure::Stopped);
        }
        let (n_before, watch) = (copy.n_steps(), Stopwatch::start());
        copy.advance()?;
        // A corpus of few batches is checked in between, which is no step.
        if copy.n_steps() > n_before {
            times.push(watch.seconds());
        } else if copy.ended().is_some() {
            break;
        }
    }
    let mut times = times.split_off(1.min(times.len().saturating_sub(1)));
    times.sort_by(f64::total_cmp);
    let step = times[times.len() / 2].max(1e-6);
    let (n_train, n_held_out) = trainer.n_windows();
    let with_checks = step * (1.0 + CHECK_SHARE * n_held_out as f64 / n_train as f64);
    Ok(((minutes * 60.0 / with_checks) as u64).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_lowered_until_it_does() {
        let large = ClassicConfig { batch: 4096, ..ClassicConfig::default() };
        let with = |batch| memory_estimate(&ClassicConfig { batch, ..large.clone() });
        assert_eq!(smaller(&large, with(1024)), "--batch 1024");
        let units = vec![64, 64, 32];
        let narrow = memory_estimate(&ClassicConfig { units, ..ClassicConfig::default() });
        assert_eq!(smaller(&ClassicConfig::default(), narrow), "--units 64,64,32");
    }
}
