//! How the examples that run on several ranks start: the ranks, and a clock.

use std::time::Instant;

use irama_ranks::Ranks;

/// The ranks that were started together.
#[cfg(feature = "mpi")]
pub(crate) fn ranks() -> Ranks {
    let watch = stopwatch();
    let lost = Box::new(|rank| panic!("rank {rank} is gone"));
    irama_ranks::start(irama_ranks::Watch { seconds: Box::new(watch), lost })
        .expect("MPI can be had")
}

/// One that is alone: this build knows no others.
#[cfg(not(feature = "mpi"))]
pub(crate) fn ranks() -> Ranks {
    Ranks::solo()
}

/// Seconds since it was made.
pub(crate) fn stopwatch() -> impl Fn() -> f64 {
    #[expect(clippy::disallowed_methods, reason = "a bench reads the clock")]
    let start = Instant::now();
    move || start.elapsed().as_secs_f64()
}
