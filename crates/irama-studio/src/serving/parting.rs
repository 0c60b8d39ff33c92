//! A stream that comes back when its connection ends, and the end of one that was not read to its
//! end.
//!
//! If a socket is closed with bytes in it that nobody read, the system takes back what was sent last:
//! a client that still sends would never see why it was refused. So such a socket is held for a little
//! while, until the client has gone; nothing more is read.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, Interest, ReadBuf},
    net::TcpStream,
    sync::oneshot,
};

/// How long a client may take to read why it was refused, and how often to look whether it has gone.
const LONGEST: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(20);

/// A stream that comes back once it is dropped.
pub(super) struct Parting {
    stream: Option<TcpStream>,
    back: Option<oneshot::Sender<TcpStream>>,
}

impl Parting {
    pub(super) fn new(stream: TcpStream) -> (Self, oneshot::Receiver<TcpStream>) {
        let (back, comes) = oneshot::channel();
        (Self { stream: Some(stream), back: Some(back) }, comes)
    }

    fn stream(self: Pin<&mut Self>) -> Pin<&mut TcpStream> {
        Pin::new(self.get_mut().stream.as_mut().expect("it is there until it is dropped"))
    }
}

impl Drop for Parting {
    fn drop(&mut self) {
        if let (Some(stream), Some(back)) = (self.stream.take(), self.back.take()) {
            // Whoever does not wait for it lets it be closed.
            let _ = back.send(stream);
        }
    }
}

/// Holds a stream until the client has gone, or for as long as it may take.
pub(super) async fn see_off(stream: TcpStream) {
    let mut n_looks = LONGEST.as_millis() / LOOK.as_millis();
    while n_looks > 0 && !has_gone(&stream).await {
        tokio::time::sleep(LOOK).await;
        n_looks -= 1;
    }
}

async fn has_gone(stream: &TcpStream) -> bool {
    let ready = tokio::time::timeout(LOOK, stream.ready(Interest::READABLE)).await;
    match ready {
        Ok(Ok(ready)) => ready.is_read_closed() || ready.is_error(),
        Ok(Err(_)) => true,
        Err(_) => false,
    }
}

impl AsyncRead for Parting {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream().poll_read(context, buffer)
    }
}

impl AsyncWrite for Parting {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write(context, bytes)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.stream().poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.as_ref().is_some_and(AsyncWrite::is_write_vectored)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream().poll_shutdown(context)
    }
}
