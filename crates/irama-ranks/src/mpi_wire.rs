//! Ranks that are processes of MPI, on one machine or many.
//!
//! One thread of each process makes all calls of MPI, so that any thread may ask for them, whatever an
//! implementation of MPI allows. While it waits it tells its neighbours that it lives, and listens for
//! them: a rank that is gone is noticed, whatever the work is, and takes the run with it.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use mpi::{
    Threading,
    environment::Universe,
    request::multiple_scope,
    topology::SimpleCommunicator,
    traits::{Communicator, Destination, Source},
};

use crate::{
    Ranks,
    wire::{Parcel, Wire},
};

const WORDS: i32 = 1;
const PULSE: i32 = 2;
/// Seconds between two signs of life.
const PULSE_SECONDS: f64 = 1.0;
/// A neighbour that gave no sign of life for so many seconds is gone.
const LOST_SECONDS: f64 = 7.0;
/// Looks for what arrives before the thread begins to rest between them.
const EAGER_LOOKS: usize = 20_000;
const REST: Duration = Duration::from_micros(20);
/// What the run ends with when a rank is gone.
const EXIT_CODE: i32 = 1;

/// What the thread that waits for others is told by the program.
pub struct Watch {
    /// Seconds since any moment, ever rising.
    pub seconds: Box<dyn Fn() -> f64 + Send>,
    /// Says that a rank gave no sign of life for long, on its way out.
    pub lost: Box<dyn Fn(usize) + Send>,
}

/// What the thread is asked for.
struct Order {
    send: Vec<Parcel>,
    receive: Vec<usize>,
    reply: Sender<Vec<Parcel>>,
}

/// The way to the other processes.
struct Mpi {
    rank: usize,
    size: usize,
    orders: Mutex<Option<Sender<Order>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

/// Joins the other processes that were started together with this one; `None` if MPI cannot be had.
///
/// When the last clone of the ranks is dropped, this process waits for the others to come as far.
pub fn start(watch: Watch) -> Option<Ranks> {
    let (orders, todo) = channel();
    let (told, place) = channel();
    let thread = thread::Builder::new().name("ranks".into()).spawn(move || {
        let Some((universe, _)) = mpi::initialize_with_threading(Threading::Serialized) else {
            return;
        };
        let post = Post::new(universe, watch);
        // Whoever asked is waiting for it.
        let _ = told.send((post.rank, post.size));
        post.work(&todo);
    });
    let (rank, size) = place.recv().ok()?;
    let thread = Mutex::new(thread.ok());
    Some(Ranks::on(Mpi { rank, size, orders: Mutex::new(Some(orders)), thread }))
}

impl Wire for Mpi {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn exchange(&self, send: Vec<Parcel>, receive: &[usize]) -> Vec<Parcel> {
        let (reply, parcels) = channel();
        let order = Order { send, receive: receive.to_vec(), reply };
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = orders.as_ref().is_some_and(|it| it.send(order).is_ok());
        assert!(sent, "the thread of MPI is there as long as the ranks");
        drop(orders);
        parcels.recv().expect("the thread of MPI answers or ends the process")
    }
}

impl Drop for Mpi {
    fn drop(&mut self) {
        // Its end is the end of the thread's work; MPI then waits for the others.
        drop(self.orders.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread::panicking() {
            // The others wait for what will never come: the end of this process ends theirs.
            return;
        }
        if let Some(thread) = thread {
            // Its panic has been told.
            let _ = thread.join();
        }
    }
}

/// The thread of MPI.
struct Post {
    /// MPI ends with it.
    _universe: Universe,
    world: SimpleCommunicator,
    rank: usize,
    size: usize,
    watch: Watch,
}

/// When signs of life were sent and heard last.
struct Pulse {
    sent: f64,
    /// Of the ranks before and after this one.
    heard: [f64; 2],
}

impl Post {
    fn new(universe: Universe, watch: Watch) -> Self {
        let world = universe.world();
        let (rank, size) = (world.rank() as usize, world.size() as usize);
        Self { _universe: universe, world, rank, size, watch }
    }

    fn work(self, todo: &Receiver<Order>) {
        let now = (self.watch.seconds)();
        let mut pulse = Pulse { sent: now, heard: [now; 2] };
        loop {
            match todo.recv_timeout(Duration::from_secs_f64(PULSE_SECONDS)) {
                Ok(order) => {
                    let parcels = self.exchange(&order.send, &order.receive, &mut pulse);
                    // Who asked has ended with a panic if it does not wait.
                    let _ = order.reply.send(parcels);
                    // A rank that the others wait for never waits itself, and lives all the same.
                    self.live(&mut pulse);
                }
                Err(RecvTimeoutError::Timeout) => self.live(&mut pulse),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        // MPI ends when all have come as far; until then, each hears that the others live.
        let here = Arc::new(vec![0]);
        let (send, receive) = (vec![here; self.size], vec![1; self.size]);
        self.exchange(&send, &receive, &mut pulse);
    }

    fn exchange(&self, send: &[Parcel], receive: &[usize], pulse: &mut Pulse) -> Vec<Parcel> {
        let mut arrived: Vec<Vec<u32>> = receive.iter().map(|len| vec![0; *len]).collect();
        let others = |it: &usize| *it != self.rank;
        multiple_scope(2 * self.size, |scope, requests| {
            for (it, place) in arrived.iter_mut().enumerate().filter(|it| others(&it.0)) {
                if !place.is_empty() {
                    let from = self.world.process_at_rank(it as i32);
                    let place = place.as_mut_slice();
                    requests.add(from.immediate_receive_into_with_tag(scope, place, WORDS));
                }
            }
            // Each begins with the rank after it, so that not all send to the same one at once.
            for it in (1..self.size).map(|it| (self.rank + it) % self.size) {
                if !send[it].is_empty() {
                    let to = self.world.process_at_rank(it as i32);
                    requests.add(to.immediate_send_with_tag(scope, send[it].as_slice(), WORDS));
                }
            }
            let (mut done, mut n_looks) = (Vec::new(), 0);
            while !requests.test_all(&mut done) {
                n_looks += 1;
                if n_looks % 1_000 == 0 || n_looks > EAGER_LOOKS {
                    self.live(pulse);
                }
                match n_looks {
                    ..=EAGER_LOOKS => thread::yield_now(),
                    _ => thread::sleep(REST),
                }
            }
        });
        let mut parcels: Vec<Parcel> = arrived.into_iter().map(Arc::new).collect();
        parcels[self.rank] = Arc::clone(&send[self.rank]);
        parcels
    }

    /// Tells the neighbours that this rank lives, and ends the run if one of them does not.
    fn live(&self, pulse: &mut Pulse) {
        let now = (self.watch.seconds)();
        if self.size == 1 || now - pulse.sent < PULSE_SECONDS / 2.0 {
            return;
        }
        // Whoever was held up itself heard nobody meanwhile.
        if now - pulse.sent > LOST_SECONDS / 2.0 {
            pulse.heard = [now; 2];
        }
        pulse.sent = now;
        let before = (self.rank + self.size - 1) % self.size;
        let after = (self.rank + 1) % self.size;
        // Of two ranks, each has one neighbour.
        let neighbours = [before, after].into_iter().take(self.size - 1);
        for (neighbour, heard) in neighbours.zip(&mut pulse.heard) {
            let process = self.world.process_at_rank(neighbour as i32);
            process.send_with_tag(&[0_u8], PULSE);
            while process.immediate_probe_with_tag(PULSE).is_some() {
                process.receive_with_tag::<u8>(PULSE);
                *heard = now;
            }
            if now - *heard > LOST_SECONDS {
                (self.watch.lost)(neighbour);
                self.world.abort(EXIT_CODE);
            }
        }
    }
}
