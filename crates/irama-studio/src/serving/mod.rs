//! The interface on a socket: few connections, short waits, and an orderly end.
//!
//! `axum::serve` waits for a request's head as long as a client likes, so connections are served
//! through hyper: a head that does not come in time, an idle connection and a body without a pace are
//! cut off. Where there are as many connections as may be, whichever has waited longest without a
//! request makes room.

mod connections;
mod pace;
mod parting;

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

pub(crate) use pace::TooSlow;

use self::{
    connections::Connections,
    pace::Paced,
    parting::{Parting, see_off},
};
use crate::{Doors, Limits, Studio, router};

/// Bytes of a request's head, and its fields.
const MAX_HEAD_BYTES: usize = 64 << 10;
const MAX_FIELDS: usize = 100;
/// Connections that wait to be accepted.
const QUEUE: i32 = 4096;
/// How long answers that are under way may take at the end.
const LAST_ANSWERS: Duration = Duration::from_millis(300);
/// What is waited for where the system has no more room for connections.
const NO_ROOM: Duration = Duration::from_millis(50);

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was asked to.
    Asked,
}

/// Serves the studio until `end` comes; then learning is saved and everything closed.
///
/// # Errors
///
/// If the listener cannot be used.
pub async fn serve(
    studio: Arc<Studio>,
    listener: std::net::TcpListener,
    doors: Doors,
    end: impl Future<Output = ()>,
) -> io::Result<Ended> {
    listener.set_nonblocking(true)?;
    // Where the queue is full, a client may take itself for connected that the system has dropped.
    socket2::SockRef::from(&listener).listen(QUEUE)?;
    let listener = TcpListener::from_std(listener)?;
    let router = router(&studio, doors);
    let limits = studio.config.limits.clone();
    let connections = Arc::new(Connections::new(limits.connections));
    let mut end = std::pin::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        match accepted {
            Ok((stream, _)) => attend(stream, &router, &limits, &connections),
            // Such as too many open files: some will be closed soon.
            Err(_) => tokio::time::sleep(NO_ROOM).await,
        }
    }
    drop(listener);
    let closing = Arc::clone(&studio);
    let closed = tokio::task::spawn_blocking(move || closing.close());
    // A bug while closing must not keep the program from ending.
    let _ = closed.await;
    connections.drain(LAST_ANSWERS).await;
    Ok(Ended::Asked)
}

/// Serves a connection on a task of its own.
fn attend(stream: TcpStream, router: &Router, limits: &Limits, connections: &Arc<Connections>) {
    // Answers are short or come in large pieces; neither gains by waiting for more.
    let _ = stream.set_nodelay(true);
    let place = connections.enter();
    let (router, own_limits, own_place) = (router.clone(), limits.clone(), Arc::clone(&place));
    let (stream, comes) = Parting::new(stream);
    let is_owed = Arc::new(AtomicBool::new(false));
    let owed = Arc::clone(&is_owed);
    let service = service_fn(move |request: Request<Incoming>| {
        let request = request.map(|it| Body::new(Paced::new(it, &own_limits, Arc::clone(&owed))));
        let (router, busy) = (router.clone(), own_place.busy());
        async move {
            let answer = router.oneshot(request).await;
            answer.map(|it| it.map(|body| busy.until_sent(body)))
        }
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_FIELDS)
        .half_close(false);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let connections = Arc::clone(connections);
    let number = place.number();
    let task = tokio::spawn(async move {
        // Whatever a stranger does to a connection ends it and nothing else.
        let _ = connection.await;
        if let Ok(stream) = comes.await
            && is_owed.load(Ordering::Relaxed)
        {
            see_off(stream).await;
        }
        connections.leave(number);
    });
    place.set_task(task.abort_handle());
}
