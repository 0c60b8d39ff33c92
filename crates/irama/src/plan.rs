//! What is settled before the work begins: instruction set, output, memory, number of steps.

use std::{fs, path::Path};

use irama_model::{
    ModelError,
    classic::{ClassicConfig, Trainer, memory_estimate},
};
use irama_neural::Kernels;

use crate::{
    args::{Everywhere, KernelChoice},
    clock::Stopwatch,
    failure::Failure,
    voice::Voice,
};

/// Steps that are timed to turn minutes into steps.
const TIMED_STEPS: usize = 7;
/// The share of a training step's time that checking as many windows takes, about.
const CHECK_SHARE: f64 = 0.4;

/// The kernels that were asked for, if this machine has them.
pub(crate) fn kernels(everywhere: &Everywhere) -> Result<Kernels, Failure> {
    let name = match everywhere.kernels {
        KernelChoice::Auto => return Ok(Kernels::best()),
        KernelChoice::Avx512 => "avx512",
        KernelChoice::Avx2 => "avx2",
        KernelChoice::Neon => "neon",
        KernelChoice::Portable => "portable",
    };
    Kernels::named(name).ok_or_else(|| {
        let all: Vec<_> = Kernels::available().into_iter().map(Kernels::name).collect();
        Failure::usage(format!(
            "this machine has no {name} kernels; use --kernels auto or one of: {}",
            all.join(", ")
        ))
    })
}

/// Sees to it that a file can be written before hours go into what it is to hold.
pub(crate) fn check_writable(path: &Path) -> Result<(), Failure> {
    let shown = irama_corpus::display_name(path);
    if path.is_dir() {
        return Err(Failure::usage(format!(
            "{shown} is a folder; give the name of a file to write in it"
        )));
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Failure::usage(format!(
            "there is no folder {}; create it or choose another -o",
            irama_corpus::display_name(folder)
        )));
    }
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".partial");
    let trial = folder.join(name);
    let written = fs::write(&trial, b"").and_then(|()| fs::remove_file(&trial));
    written.map_err(|error| {
        Failure::usage(format!(
            "nothing can be written in {} ({error}); choose another -o",
            irama_corpus::display_name(folder)
        ))
    })
}

/// Refuses settings whose memory this machine does not have, and says the estimate.
pub(crate) fn check_memory(config: &ClassicConfig, voice: &Voice) -> Result<(), Failure> {
    let wanted = memory_estimate(config);
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    voice.say(&voice.pick(
        format!("memory: about {} MB", megabytes(wanted)),
        format!("memori: sekitar {} MB", megabytes(wanted)),
    ));
    let Some(available) = available_memory() else { return Ok(()) };
    if wanted <= available {
        return Ok(());
    }
    let fits = |batch: &usize| memory_estimate(&ClassicConfig { batch: *batch, ..config.clone() });
    let batches = std::iter::successors(Some(config.batch / 2), |it| Some(it / 2));
    let remedy = batches
        .take_while(|it| *it > 0)
        .find(|it| fits(it) <= available)
        .map_or("lower --units or --window".to_owned(), |it| format!("use --batch {it}"));
    Err(Failure::usage(format!(
        "learning would take about {} MB of memory, but only {} MB are free; {remedy}",
        megabytes(wanted),
        megabytes(available)
    )))
}

/// Bytes that can still be used, where the system tells.
fn available_memory() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|it| it.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes.saturating_mul(1024))
}

/// Turns minutes into a number of steps, once: times some steps on a copy of the run.
pub(crate) fn steps_in(minutes: f64, trainer: &Trainer) -> Result<u64, ModelError> {
    let mut copy = trainer.clone();
    let mut times = Vec::new();
    for _ in 0..=TIMED_STEPS {
        let watch = Stopwatch::start();
        copy.step()?;
        times.push(watch.seconds());
    }
    // The first step is slower than all others.
    times.remove(0);
    times.sort_by(f64::total_cmp);
    let step = times[TIMED_STEPS / 2].max(1e-6);
    let (n_train, n_held_out) = trainer.n_windows();
    let with_checks = step * (1.0 + CHECK_SHARE * n_held_out as f64 / n_train as f64);
    Ok(((minutes * 60.0 / with_checks) as u64).max(1))
}
