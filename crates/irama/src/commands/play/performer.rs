//! Sends messages when they are due, and leaves silence behind, however it ends.

use std::{collections::BTreeSet, sync::mpsc::RecvTimeoutError, time::Duration};

use super::{
    pieces::Pieces,
    port::{Port, PortGone},
    schedule::Schedule,
};
use crate::{clock::Stopwatch, failure::Failure, signals, voice::Voice};

/// Between two looks at whether to stop.
const LOOK: Duration = Duration::from_millis(4);
/// How long before it is due a message is waited for in naps: of the ways tried on a busy system
/// (docs/SOUND.md) these were the least late.
const NEAR_MICROS: u64 = 2_000;
const NAP: Duration = Duration::from_micros(50);
/// How long before it is due a message is waited for awake.
const AWAKE_MICROS: u64 = 100;
/// "All notes off" and "all sound off".
const ALL_OFF: [u8; 2] = [123, 120];

/// What sounds on a port.
struct Stage<'a> {
    port: &'a mut dyn Port,
    /// How often each key is down.
    down: Box<[[u16; 128]; 16]>,
    channels: BTreeSet<u8>,
    watch: Stopwatch,
    seconds: Option<f64>,
}

/// Why playing ends.
enum Ending {
    Over,
    Stopped,
    Gone(PortGone),
}

/// Plays piece after piece until there is none, the time is over or a signal comes.
pub(super) fn perform(
    pieces: Pieces,
    port: &mut dyn Port,
    seconds: Option<f64>,
    voice: &Voice,
) -> Result<(), Failure> {
    go_first();
    let (down, watch) = (Box::new([[0; 128]; 16]), Stopwatch::start());
    let mut stage = Stage { port, down, channels: BTreeSet::new(), watch, seconds };
    let (mut start, mut failure) = (0, None);
    let ending = loop {
        let piece = match pieces.recv_timeout(LOOK) {
            Ok(Ok(piece)) => piece,
            Ok(Err(error)) => {
                failure = Some(error);
                break Ending::Over;
            }
            Err(RecvTimeoutError::Timeout) if stage.is_to_stop() => break Ending::Stopped,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break Ending::Over,
        };
        let schedule = Schedule::of(&piece);
        // A model that is slower than the music makes a pause.
        start = start.max(stage.micros());
        if let Some(ending) = stage.play(&schedule, start) {
            break ending;
        }
        start += schedule.end;
    };
    let silenced = stage.silence();
    match (failure, ending, silenced) {
        (Some(error), ..) => Err(error.into()),
        (_, Ending::Gone(gone), _) | (_, _, Err(gone)) => Err(told(&gone, voice)),
        (_, Ending::Stopped, _) if signals::is_stopped() => Err(Failure::Stopped),
        _ => Ok(()),
    }
}

/// Lets nothing sound on any channel, whoever began it: what was killed could not do so itself.
pub(super) fn silence_all(port: &mut dyn Port, voice: &Voice) -> Result<(), Failure> {
    let mut stage = Stage {
        port,
        down: Box::new([[1; 128]; 16]),
        channels: (0..16).collect(),
        watch: Stopwatch::start(),
        seconds: None,
    };
    stage.silence().map_err(|it| told(&it, voice))?;
    voice.say(&voice.pick("nothing sounds on the port", "tidak ada yang berbunyi di port"));
    Ok(())
}

/// Asks the system to let this thread go before others, as learning beside it would make it late. A
/// system that does not allow it is no failure: then it takes its turn.
fn go_first() {
    #[cfg(unix)]
    let _ = {
        use thread_priority::{
            RealtimeThreadSchedulePolicy::Fifo, ThreadPriority, ThreadSchedulePolicy,
            set_thread_priority_and_policy, thread_native_id,
        };
        let lowest = ThreadPriority::Min;
        let policy = ThreadSchedulePolicy::Realtime(Fifo);
        set_thread_priority_and_policy(thread_native_id(), lowest, policy)
    };
    #[cfg(not(unix))]
    let _ = thread_priority::ThreadPriority::Max.set_for_current();
}

fn told(gone: &PortGone, voice: &Voice) -> Failure {
    let PortGone(why) = gone;
    Failure::Failed(anyhow::anyhow!(voice.pick(
        format!("the MIDI port is gone ({why}); connect it again; if something still sounds: irama play --panic"),
        format!("port MIDI hilang ({why}); sambungkan lagi; bila masih ada bunyi: irama play --panic"),
    )))
}

impl Stage<'_> {
    fn micros(&self) -> u64 {
        (self.watch.seconds() * 1e6) as u64
    }

    fn is_to_stop(&self) -> bool {
        signals::is_stopped() || self.seconds.is_some_and(|it| self.watch.seconds() >= it)
    }

    /// Plays a piece that begins at `start`; `None` if it was played to its end.
    fn play(&mut self, schedule: &Schedule, start: u64) -> Option<Ending> {
        for message in &schedule.messages {
            let due = start.saturating_add(message.due);
            if !self.wait_until(due) {
                return Some(Ending::Stopped);
            }
            if let Err(gone) = self.send(due, message.bytes()) {
                return Some(Ending::Gone(gone));
            }
        }
        (!self.wait_until(start.saturating_add(schedule.end))).then_some(Ending::Stopped)
    }

    /// Whether it came to that, and not to a stop.
    fn wait_until(&self, due: u64) -> bool {
        loop {
            if self.is_to_stop() {
                return false;
            }
            let left = due.saturating_sub(self.micros());
            if left == 0 {
                return true;
            }
            if left > NEAR_MICROS {
                std::thread::sleep(Duration::from_micros(left - NEAR_MICROS).min(LOOK));
            } else if left > AWAKE_MICROS {
                std::thread::sleep(NAP);
            } else {
                std::hint::spin_loop();
            }
        }
    }

    fn send(&mut self, due: u64, bytes: &[u8]) -> Result<(), PortGone> {
        let [status, data @ ..] = bytes else { return Ok(()) };
        let (kind, channel) = (status & 0xF0, status & 0x0F);
        self.channels.insert(channel);
        let key = data.first().map_or(0, |it| usize::from(it & 127));
        let down = &mut self.down[usize::from(channel)][key];
        match kind {
            0x90 => *down = down.saturating_add(1),
            0x80 => *down = down.saturating_sub(1),
            _ => (),
        }
        let now = self.micros();
        self.port.send((due, now), bytes)
    }

    /// Lets go of every key that is down, and tells the device that nothing shall sound. A port that
    /// is gone is told as much as it takes.
    fn silence(&mut self) -> Result<(), PortGone> {
        let mut done = Ok(());
        let now = self.micros();
        for channel in self.channels.clone() {
            for pitch in 0..128_u8 {
                let down = std::mem::take(&mut self.down[usize::from(channel)][usize::from(pitch)]);
                for _ in 0..down {
                    done =
                        done.and(self.port.send((now, self.micros()), &[0x80 | channel, pitch, 0]));
                }
            }
            for number in ALL_OFF {
                let sent = self.port.send((now, self.micros()), &[0xB0 | channel, number, 0]);
                done = done.and(sent);
            }
        }
        done
    }
}
