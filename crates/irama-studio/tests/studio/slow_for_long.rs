//! R28 and R29 with the figures that they name: long, and not part of the usual run.

use std::{
    fs,
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use irama_studio::Limits;

use crate::socket::Open;

/// How long clients keep trying.
const TRIES: Duration = Duration::from_secs(60);

/// What a client does that means no good.
#[derive(Clone, Copy)]
enum Manner {
    HalfHead,
    Silent,
    SlowBody,
}

/// Holds connections until they are cut off, again and again; the longest that one lasted.
fn hold(open: &Open, manner: Manner, begin: Instant) -> Duration {
    let head = match manner {
        Manner::HalfHead => open.head("GET /api/health", "x-half: "),
        Manner::Silent => String::new(),
        Manner::SlowBody => open.head(
            "PUT /api/settings",
            "content-type: application/json\r\ncontent-length: 100000\r\n\r\n{",
        ),
    };
    let mut longest = Duration::ZERO;
    while begin.elapsed() < TRIES {
        let since = Instant::now();
        let Ok(mut stream) = TcpStream::connect(open.address) else { continue };
        stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        // What is cut off at once is cut off as well.
        let _ = stream.write_all(head.as_bytes());
        let mut said = [0; 1024];
        loop {
            match stream.read(&mut said) {
                Ok(0) => break,
                Ok(_) => {}
                Err(error)
                    if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) =>
                {
                    // A byte a second, where it is the manner to send any.
                    let byte: &[u8] = match manner {
                        Manner::Silent => b"",
                        Manner::HalfHead | Manner::SlowBody => b" ",
                    };
                    let _ = stream.write_all(byte);
                }
                Err(_) => break,
            }
        }
        longest = longest.max(since.elapsed());
    }
    longest
}

fn n_open_files() -> usize {
    fs::read_dir("/proc/self/fd").map_or(0, Iterator::count)
}

#[test]
#[ignore = "a minute long, and it tells times"]
fn r28_seven_hundred_slow_clients_for_a_minute() {
    let open = Open::with(Limits::default());
    let begin = Instant::now();
    let manners = [(Manner::HalfHead, 500), (Manner::Silent, 100), (Manner::SlowBody, 100)];
    let (longest, mut times, most_files) = thread::scope(|scope| {
        let mut holders = Vec::new();
        for (manner, n) in manners {
            for _ in 0..n {
                let open = &open;
                holders.push(scope.spawn(move || hold(open, manner, begin)));
            }
        }
        let (mut times, mut most_files) = (Vec::new(), 0);
        while begin.elapsed() < TRIES {
            let since = Instant::now();
            assert!(open.answer("GET /api/health").starts_with("HTTP/1.1 200"));
            times.push(since.elapsed().as_secs_f64() * 1e3);
            most_files = most_files.max(n_open_files());
            thread::sleep(Duration::from_millis(50));
        }
        let longest = holders.into_iter().map(|it| it.join().unwrap()).max().unwrap();
        (longest, times, most_files)
    });
    times.sort_by(f64::total_cmp);
    let p99 = times[(times.len() * 99 / 100).min(times.len() - 1)];
    println!(
        "R28: 700 slow clients for 60 s, each cut off within {:.1} s; {} real requests, p99 {p99:.0} ms; \
         at most {most_files} open files, both sides together",
        longest.as_secs_f64(),
        times.len()
    );
    assert!(longest < Duration::from_secs(15) && p99 < 500.0);
}

/// The most memory that this process has had so far, in MB.
fn peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.trim().trim_end_matches(" kB").parse::<f64>().unwrap_or(0.0) / 1024.0
}

#[test]
#[ignore = "it sends gigabytes, and tells memory"]
fn r29_gigabytes_in_bodies() {
    let open = Open::with(Limits::default());
    assert!(open.answer("GET /api/state").starts_with("HTTP/1.1 200"));
    let before = peak_mb();
    let mut most_sent = 0_usize;
    let chunk = [b"10000\r\n", &[b'x'; 65_536][..], b"\r\n"].concat();
    for (line, kind) in [
        ("PUT /api/settings", "application/json"),
        ("POST /api/projects", "application/json"),
        ("POST /api/compose", "application/json"),
        ("POST /api/songs?name=a.mid", "application/octet-stream"),
    ] {
        for length in ["content-length: 1073741824", "transfer-encoding: chunked"] {
            let head = open.head(line, &format!("content-type: {kind}\r\n{length}\r\n\r\n"));
            let mut stream = open.sent(head.as_bytes());
            let mut n_sent = 0;
            while n_sent < 1 << 30 && stream.write_all(&chunk).is_ok() {
                n_sent += chunk.len();
            }
            most_sent = most_sent.max(n_sent);
            assert!(n_sent < 1 << 30, "{line} {length} was taken whole");
        }
    }
    println!(
        "R29: 8 bodies of 1 GB refused, of which at most {:.1} MB left the sender; memory grew by {:.1} MB",
        most_sent as f64 / 1048576.0,
        peak_mb() - before
    );
    assert!(open.answer("GET /api/health").starts_with("HTTP/1.1 200"));
}
