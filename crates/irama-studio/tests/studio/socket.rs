//! A studio on a real socket.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread::{self, JoinHandle},
    time::Duration,
};

use irama_studio::{Doors, Limits, Studio, serve};
use tokio::sync::oneshot;

use crate::world::config;

/// A studio that listens.
pub(crate) struct Open {
    pub(crate) address: SocketAddr,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

impl Open {
    pub(crate) fn with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let studio = Studio::open(config(folder.path(), limits)).unwrap();
        let (end, asked) = oneshot::channel::<()>();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .worker_threads(2)
                .enable_all()
                .build()
                .unwrap();
            let doors = Doors::new(address, &[], None);
            let asked = async move { drop(asked.await) };
            runtime.block_on(serve(studio, listener, doors, asked)).unwrap();
        });
        Self { address, end: Some(end), thread: Some(thread), _folder: folder }
    }

    /// A connection over which these bytes were sent.
    pub(crate) fn sent(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(bytes).unwrap();
        stream
    }

    /// The head of a request, without its end.
    pub(crate) fn head(&self, line: &str, fields: &str) -> String {
        format!("{line} HTTP/1.1\r\nhost: {}\r\n{fields}", self.address)
    }

    /// The answer to a request over a connection of its own.
    pub(crate) fn answer(&self, line: &str) -> String {
        let head = self.head(line, "connection: close\r\n\r\n");
        rest_of(self.sent(head.as_bytes()))
    }
}

/// All that comes until the other side closes.
pub(crate) fn rest_of(mut stream: TcpStream) -> String {
    let mut all = Vec::new();
    // A reset is an end as well.
    let _ = stream.read_to_end(&mut all);
    String::from_utf8_lossy(&all).into_owned()
}

impl Drop for Open {
    fn drop(&mut self) {
        self.end.take().unwrap().send(()).unwrap();
        self.thread.take().unwrap().join().unwrap();
    }
}
