//! Being asked to stop: the first signal asks for an orderly end, the second takes it.

use std::sync::{
    Condvar, Mutex, PoisonError,
    atomic::{AtomicI32, Ordering},
};

use crate::voice::Voice;

/// The first signal that came; 0 before.
static SIGNAL: AtomicI32 = AtomicI32::new(0);

/// The number of the signal that asks for an end, on Unix.
const TERMINATION: i32 = 15;

/// Whether the promise was said, and who waits for that.
static PROMISE: (Mutex<bool>, Condvar) = (Mutex::new(false), Condvar::new());

/// Says the promise. Whatever keeps it from being said keeps nobody but [`await_promise`] waiting.
fn say(promise: &str, voice: &Voice) {
    voice.urgent(promise);
    *PROMISE.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
    PROMISE.1.notify_all();
}

/// After a signal: returns once its promise was said, so that no quick end swallows it. The work
/// must be saved by then, for a terminal that is held up may take any time; a second signal still
/// ends the program.
pub(crate) fn await_promise() {
    let said = PROMISE.0.lock().unwrap_or_else(PoisonError::into_inner);
    drop(PROMISE.1.wait_while(said, |said| !*said && is_stopped()));
}

/// Whether a signal has asked for an end.
pub(crate) fn is_stopped() -> bool {
    SIGNAL.load(Ordering::Relaxed) != 0
}

/// What the shell is told after a signal: 130 for an interrupt, 143 for a termination.
pub(crate) fn exit_code() -> u8 {
    u8::try_from(128 + SIGNAL.load(Ordering::Relaxed)).unwrap_or(1)
}

/// From here on, the end of standard input asks for an end as a termination does. Whoever closed it
/// knows, so that nothing is said.
pub(crate) fn stop_with_stdin() {
    std::thread::spawn(|| {
        // What comes is passed over; what cannot be read has ended.
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        if SIGNAL.compare_exchange(0, TERMINATION, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            *PROMISE.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
            PROMISE.1.notify_all();
        }
    });
}

/// Listens from here on. `promise` is said at the first signal; at the second the program is gone.
#[cfg(unix)]
pub(crate) fn listen(promise: String, voice: &Voice) {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM},
        iterator::Signals,
    };

    let voice = voice.clone();
    // Where signals cannot be had, the system's own way of stopping remains.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM, SIGHUP]) else { return };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if SIGNAL.compare_exchange(0, signal, Ordering::Relaxed, Ordering::Relaxed).is_err() {
                std::process::exit(i32::from(exit_code()));
            }
            // Apart, so that a terminal or pipe that takes nothing cannot keep the second signal out.
            let (voice, promise) = (voice.clone(), promise.clone());
            std::thread::spawn(move || say(&promise, &voice));
        }
    });
}

/// Listens from here on.
#[cfg(not(unix))]
pub(crate) fn listen(promise: String, voice: &Voice) {
    use std::sync::{Arc, atomic::AtomicBool};

    let flag = Arc::new(AtomicBool::new(false));
    let conditional = signal_hook::flag::register_conditional_shutdown(
        signal_hook::consts::SIGINT,
        130,
        Arc::clone(&flag),
    );
    if conditional.is_err() {
        return;
    }
    let voice = voice.clone();
    // Runs in the signal's own thread on such systems, after the conditional exit above.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&flag));
    std::thread::spawn(move || {
        while !flag.load(Ordering::Relaxed) {
            std::thread::park_timeout(std::time::Duration::from_millis(50));
        }
        SIGNAL.store(signal_hook::consts::SIGINT, Ordering::Relaxed);
        say(&promise, &voice);
    });
}
