//! Through the sound card, by the crate `cpal`. Its clock is the only one: it takes samples when it
//! needs them, and they are made a little ahead.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc::RecvTimeoutError,
    },
    time::Duration,
};

use cpal::{
    FromSample, SampleFormat, SizedSample, Stream, StreamConfig,
    traits::{DeviceTrait, HostTrait, StreamTrait},
};
use irama_synth::{Frame, SampleRate, SoundConfig, SynthError, TAIL_SECONDS, render};

use super::pieces::Pieces;
use crate::{
    args::PlayArgs, clock::Stopwatch, commands::render::sound, failure::Failure, signals,
    voice::Voice,
};

/// Sound that is made ahead, in seconds.
const AHEAD: f64 = 0.5;
/// Between two looks at the queue.
const LOOK: Duration = Duration::from_millis(10);
/// A stop fades by this factor a sample: silent after 30 milliseconds.
const FADE: f32 = 0.995;

/// Frames on their way to the sound card.
#[derive(Default)]
struct Queue {
    frames: Mutex<VecDeque<Frame>>,
    is_fading: AtomicBool,
    n_missed: AtomicUsize,
    is_broken: AtomicBool,
}

impl Queue {
    fn frames(&self) -> MutexGuard<'_, VecDeque<Frame>> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Plays piece after piece until there is none, the time is over or a signal comes.
pub(super) fn play(pieces: Pieces, args: &PlayArgs, voice: &Voice) -> Result<(), Failure> {
    let mut config = sound::config_of(&args.sound, voice)?;
    let queue = Arc::new(Queue::default());
    let (stream, rate) = open(&queue, voice)?;
    config.rate = rate;
    stream.play().map_err(|it| refused(&it.to_string(), voice))?;
    let mut feeder = Feeder {
        queue: &queue,
        rate: f64::from(rate.hz()),
        watch: None,
        seconds: args.seconds,
        ringing: VecDeque::new(),
    };
    let done = feeder.play_all(&pieces, &config);
    feeder.end();
    drop(stream);
    let n_missed = queue.n_missed.load(Ordering::Relaxed);
    if n_missed > 0 {
        voice.warn(&voice.pick(
            format!("{n_missed} samples were not ready in time"),
            format!("{n_missed} sampel terlambat"),
        ));
    }
    if queue.is_broken.load(Ordering::Relaxed) {
        return Err(refused(&voice.pick("it has gone", "perangkat hilang"), voice));
    }
    match done {
        _ if signals::is_stopped() => Err(Failure::Stopped),
        Err(Failure::Stopped) => Ok(()),
        other => other,
    }
}

/// Makes sound ahead of the sound card.
struct Feeder<'a> {
    queue: &'a Queue,
    rate: f64,
    /// Since the first sound.
    watch: Option<Stopwatch>,
    seconds: Option<f64>,
    /// What rings on from the piece before.
    ringing: VecDeque<Frame>,
}

impl Feeder<'_> {
    fn is_to_stop(&self) -> bool {
        let played = self.watch.map_or(0.0, Stopwatch::seconds);
        let is_over = self.seconds.is_some_and(|it| played >= it);
        is_over || signals::is_stopped() || self.queue.is_broken.load(Ordering::Relaxed)
    }

    fn play_all(&mut self, pieces: &Pieces, config: &SoundConfig) -> Result<(), Failure> {
        loop {
            match pieces.recv_timeout(LOOK) {
                Ok(piece) => match render(&piece?, config) {
                    // A model may write a rest.
                    Err(SynthError::NoNotes) => (),
                    made => {
                        let mut sound = made?;
                        let n_tail = u64::from(TAIL_SECONDS * sound.rate().hz());
                        let end = sound.n_frames() - n_tail;
                        let mut at = 0;
                        sound.play(&mut |frames| self.feed(frames, &mut at, end))?;
                    }
                },
                Err(RecvTimeoutError::Timeout) if self.is_to_stop() => return Ok(()),
                Err(RecvTimeoutError::Timeout) => (),
                Err(RecvTimeoutError::Disconnected) => {
                    let rest: Vec<Frame> = self.ringing.drain(..).collect();
                    return Ok(self.feed(&rest, &mut 0, u64::MAX)?);
                }
            }
        }
    }

    /// Waits for room, and adds frames; what lies after `end` rings into the next piece.
    fn feed(&mut self, frames: &[Frame], at: &mut u64, end: u64) -> Result<(), SynthError> {
        let n_ahead = (AHEAD * self.rate) as usize;
        self.watch.get_or_insert_with(Stopwatch::start);
        while self.queue.frames().len() > n_ahead && !self.is_to_stop() {
            std::thread::sleep(LOOK);
        }
        if self.is_to_stop() {
            return Err(SynthError::Stopped);
        }
        let mut queued = self.queue.frames();
        for frame in frames {
            if *at < end {
                let ringing = self.ringing.pop_front().unwrap_or_default();
                queued.push_back([frame[0] + ringing[0], frame[1] + ringing[1]]);
            } else {
                let idx = (*at - end) as usize;
                match self.ringing.get_mut(idx) {
                    Some(sum) => *sum = [sum[0] + frame[0], sum[1] + frame[1]],
                    None => self.ringing.push_back(*frame),
                }
            }
            *at += 1;
        }
        Ok(())
    }

    /// Plays out what is left, or fades where it is to stop.
    fn end(&self) {
        while !self.queue.frames().is_empty() && !self.is_to_stop() {
            std::thread::sleep(LOOK);
        }
        self.queue.is_fading.store(true, Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(120));
    }
}

fn refused(why: &str, voice: &Voice) -> Failure {
    Failure::usage(voice.pick(
        format!(
            "the sound card cannot be used ({why}); check that nothing else holds it, or make a \
             file with `irama render`"
        ),
        format!(
            "kartu suara tidak bisa dipakai ({why}); periksa apakah dipakai program lain, atau \
             buat berkas dengan `irama render`"
        ),
    ))
}

/// Opens the default sound card at a rate that can be played.
fn open(queue: &Arc<Queue>, voice: &Voice) -> Result<(Stream, SampleRate), Failure> {
    let device = cpal::default_host()
        .default_output_device()
        .ok_or_else(|| refused(&voice.pick("there is none", "tidak ada"), voice))?;
    let failed = |it: cpal::Error| refused(&it.to_string(), voice);
    let supported = device.default_output_config().map_err(failed)?;
    let format = supported.sample_format();
    let mut config: StreamConfig = supported.into();
    let rate = match config.sample_rate {
        48_000 => SampleRate::Hz48000,
        _ => SampleRate::Hz44100,
    };
    config.sample_rate = rate.hz();
    let queue = Arc::clone(queue);
    let stream = match format {
        SampleFormat::I16 => stream_of::<i16>(&device, config, queue),
        SampleFormat::I32 => stream_of::<i32>(&device, config, queue),
        SampleFormat::U8 => stream_of::<u8>(&device, config, queue),
        _ => stream_of::<f32>(&device, config, queue),
    };
    Ok((stream.map_err(failed)?, rate))
}

fn stream_of<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    queue: Arc<Queue>,
) -> Result<Stream, cpal::Error> {
    let n_channels = usize::from(config.channels.max(1));
    let mut level = 1.0_f32;
    let mut has_begun = false;
    let broken = Arc::clone(&queue);
    device.build_output_stream(
        config,
        move |out: &mut [T], _: &cpal::OutputCallbackInfo| {
            let mut frames = queue.frames();
            let is_fading = queue.is_fading.load(Ordering::Relaxed);
            for samples in out.chunks_mut(n_channels) {
                let next = frames.pop_front();
                has_begun |= next.is_some();
                if next.is_none() && has_begun && !is_fading {
                    queue.n_missed.fetch_add(1, Ordering::Relaxed);
                }
                let frame = next.unwrap_or_default();
                level = if is_fading { level * FADE } else { level };
                for (channel, sample) in samples.iter_mut().enumerate() {
                    let value = match channel {
                        0 | 1 if n_channels > 1 => frame[channel],
                        0 => 0.5 * (frame[0] + frame[1]),
                        _ => 0.0,
                    };
                    *sample = T::from_sample(value * level);
                }
            }
        },
        move |_| broken.is_broken.store(true, Ordering::Relaxed),
        None,
    )
}
