//! Several ranks that run one command: whether there are any, what they must agree on, and who speaks.
//!
//! The first rank reads settings, speaks and writes for all. Each rank reads the files by itself and
//! then does what the first one does ([`crate::lead`]).

use irama_ranks::Ranks;
use serde::{Serialize, de::DeserializeOwned};

use crate::{failure::Failure, voice::Voice};

/// What launchers set to the number of processes that they started.
const SIZES: [&str; 3] = ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"];

/// The ranks that were started together with this one.
pub(crate) fn join(voice: &Voice) -> Result<Ranks, Failure> {
    if launched() <= 1 { Ok(Ranks::solo()) } else { meet(voice) }
}

/// How many processes a launcher of MPI has started together with this one, itself included.
fn launched() -> usize {
    // A launcher has no other way to tell the programs that it starts.
    let told = SIZES.iter().find_map(std::env::var_os);
    told.and_then(|it| it.to_str()?.parse().ok()).unwrap_or(1)
}

#[cfg(feature = "mpi")]
fn meet(voice: &Voice) -> Result<Ranks, Failure> {
    use crate::clock::Stopwatch;

    let (watch, speaker) = (Stopwatch::start(), voice.clone());
    let lost = move |rank: usize| {
        speaker.error(&speaker.pick(
            format!(
                "rank {rank} has given no sign of life for some seconds: the run has ended; the same \
                 command goes on from where it was saved last"
            ),
            format!(
                "rank {rank} tidak memberi tanda hidup selama beberapa detik: latihan berakhir; \
                 perintah yang sama melanjutkan dari simpanan terakhir"
            ),
        ));
    };
    let watch =
        irama_ranks::Watch { seconds: Box::new(move || watch.seconds()), lost: Box::new(lost) };
    irama_ranks::start(watch).ok_or_else(|| {
        Failure::usage(voice.pick(
            "MPI cannot be started; check its installation, or run without mpirun",
            "MPI tidak bisa dimulai; periksa pemasangannya, atau jalankan tanpa mpirun",
        ))
    })
}

#[cfg(not(feature = "mpi"))]
fn meet(voice: &Voice) -> Result<Ranks, Failure> {
    // All of them would write the same files.
    Err(Failure::usage(voice.pick(
        "several processes were started together, but this irama was built without MPI; build it with \
         --features mpi, or start one process",
        "beberapa proses dimulai bersama, tetapi irama ini dibuat tanpa MPI; buat dengan --features \
         mpi, atau mulai satu proses",
    )))
}

/// The failure of a command that is for one process.
pub(crate) fn only_training(ranks: &Ranks, voice: &Voice) -> Failure {
    let failure = Failure::usage(voice.pick(
        "of all commands, only train runs on several ranks; run this one without mpirun",
        "hanya train yang bisa berjalan di beberapa rank; jalankan perintah ini tanpa mpirun",
    ));
    told_by_first(failure, ranks)
}

/// Refuses ranks of other versions or settings than the first one has.
pub(crate) fn agree(settings: &str, ranks: &Ranks, voice: &Voice) -> Result<(), Failure> {
    agree_as(env!("CARGO_PKG_VERSION"), settings, ranks, voice)
}

fn agree_as(version: &str, settings: &str, ranks: &Ranks, voice: &Voice) -> Result<(), Failure> {
    let own = [version, settings].join("\n");
    let all = ranks.gather_bytes(own.as_bytes());
    let Some(rank) = all.iter().position(|it| *it != all[0]) else { return Ok(()) };
    let version = |it: &[u8]| {
        String::from_utf8_lossy(it.split(|it| *it == b'\n').next().unwrap_or_default()).into_owned()
    };
    let (first, other) = (version(&all[0]), version(&all[rank]));
    let failure = if first == other {
        voice.pick(
            format!("rank {rank} has other settings than rank 0; give all ranks the same command"),
            format!("setelan rank {rank} berbeda dari rank 0; beri semua rank perintah yang sama"),
        )
    } else {
        voice.pick(
            format!("rank {rank} is irama {other}, but rank 0 is {first}; use one version"),
            format!("rank {rank} adalah irama {other}, tetapi rank 0 {first}; pakai satu versi"),
        )
    };
    Err(told_by_first(Failure::usage(failure), ranks))
}

/// Refuses ranks that have prepared another run than the first one.
pub(crate) fn agree_on_run(
    identity: impl FnOnce() -> String,
    ranks: &Ranks,
    voice: &Voice,
) -> Result<(), Failure> {
    if ranks.is_alone() {
        return Ok(());
    }
    let all = ranks.gather_bytes(identity().as_bytes());
    let Some(rank) = all.iter().position(|it| *it != all[0]) else { return Ok(()) };
    let failure = Failure::usage(voice.pick(
        format!("rank {rank} has read other files than rank 0; give all ranks the same collection"),
        format!("rank {rank} membaca berkas lain dari rank 0; beri semua rank koleksi yang sama"),
    ));
    Err(told_by_first(failure, ranks))
}

/// What the first rank finds, on all ranks.
pub(crate) fn from_first<T: Serialize + DeserializeOwned>(
    ranks: &Ranks,
    find: impl FnOnce() -> T,
) -> Result<T, Failure> {
    if ranks.is_alone() {
        return Ok(find());
    }
    let found = ranks.first_says(|| serde_json::to_vec(&find()).unwrap_or_default());
    serde_json::from_slice(&found).map_err(Failure::failed)
}

/// The result of something that every rank does by itself: if one fails, all do, and the first one
/// says why.
pub(crate) fn settle<T>(
    result: Result<T, Failure>,
    ranks: &Ranks,
    voice: &Voice,
) -> Result<T, Failure> {
    if ranks.is_alone() {
        return result;
    }
    let own = result.as_ref().err().map(|it| it.line(voice));
    let own = own.map(|it| format!("{}{it}", host())).unwrap_or_default();
    let all = ranks.gather_bytes(own.as_bytes());
    let Some(rank) = all.iter().position(|it| !it.is_empty()) else { return result };
    match result {
        Err(failure) if rank == ranks.rank() && ranks.is_first() => Err(failure),
        _ => {
            let line = String::from_utf8_lossy(&all[rank]);
            Err(told_by_first(Failure::usage(format!("rank {rank}{line}")), ranks))
        }
    }
}

/// The name of this machine, as a part of a message.
fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => ": ".to_owned(),
        name => format!(" on {name}: "),
    }
}

/// A failure that all ranks know of: the first one says it.
fn told_by_first(failure: Failure, ranks: &Ranks) -> Failure {
    if ranks.is_first() { failure } else { Failure::Told }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Lang;

    /// What each of several ranks is told, with the version and settings of each.
    fn told(ranks: &[(&str, &str)]) -> Vec<Option<String>> {
        let together = Ranks::of_threads(ranks.len());
        std::thread::scope(|scope| {
            let answers: Vec<_> = together
                .into_iter()
                .zip(ranks)
                .map(|(rank, (version, settings))| {
                    scope.spawn(move || {
                        let voice = Voice::in_language(Lang::En);
                        let agreed = agree_as(version, settings, &rank, &voice);
                        agreed.err().map(|it| it.line(&voice))
                    })
                })
                .collect();
            answers.into_iter().map(|it| it.join().unwrap()).collect()
        })
    }

    #[test]
    fn ranks_of_one_version_with_one_command_agree() {
        assert_eq!(told(&[("1.0", "a\nb"); 3]), [None, None, None]);
    }

    #[test]
    fn all_ranks_end_where_one_differs_and_the_first_says_which() {
        let silent = Some(String::new());
        let versions = "rank 2 is irama 1.1, but rank 0 is 1.0; use one version";
        let ranks = [("1.0", "a"), ("1.0", "a"), ("1.1", "a")];
        assert_eq!(told(&ranks), [Some(versions.into()), silent.clone(), silent.clone()]);
        let settings = "rank 1 has other settings than rank 0; give all ranks the same command";
        let ranks = [("1.0", "a"), ("1.0", "b"), ("1.0", "a")];
        assert_eq!(told(&ranks), [Some(settings.into()), silent.clone(), silent]);
    }
}
