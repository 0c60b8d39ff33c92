//! R28 and R29 over sockets: clients that take their time, and bodies without an end. The real figures
//! are in docs/STUDIO.md; here the waits are short.

use std::{
    io::{ErrorKind, Write},
    net::Shutdown,
    thread,
    time::Duration,
};

use irama_studio::Limits;

use crate::socket::{Open, rest_of};

fn limits() -> Limits {
    Limits {
        head: Duration::from_millis(300),
        body: Duration::from_millis(300),
        ..Limits::default()
    }
}

#[test]
fn half_heads_silence_and_slow_bodies_are_cut_off_while_others_are_answered() {
    let open = Open::with(limits());
    let half = open.head("GET /api/health", "x-half: ");
    let slow = open.head(
        "POST /api/projects",
        "content-type: application/json\r\ncontent-length: 100\r\n\r\n{\"na",
    );
    let held: Vec<_> = (0..60)
        .map(|idx| {
            open.sent(match idx % 3 {
                0 => half.as_bytes(),
                1 => b"",
                _ => slow.as_bytes(),
            })
        })
        .collect();
    assert!(open.answer("GET /api/health").starts_with("HTTP/1.1 200"));
    for (idx, stream) in held.into_iter().enumerate() {
        let said = rest_of(stream);
        match idx % 3 {
            2 => assert!(said.contains("too_slow"), "{said}"),
            _ => assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}"),
        }
    }
}

#[test]
fn a_body_that_drips_is_cut_off_too() {
    let open = Open::with(limits());
    let head = open.head(
        "PUT /api/settings",
        "content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
    );
    let mut stream = open.sent(head.as_bytes());
    let mut n_sent = 0;
    // A byte a hundredth of a second: at 64 KiB a second it pays for nothing.
    while stream.write_all(b"1\r\n \r\n").is_ok() && n_sent < 3000 {
        n_sent += 1;
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(n_sent < 3000, "it was never cut off");
}

#[test]
fn bodies_without_an_end_are_read_no_further_than_they_may_be() {
    let limits = Limits { json_bytes: 1 << 20, midi_bytes: 1 << 20, ..Limits::default() };
    let open = Open::with(limits);
    for (line, kind) in [
        ("PUT /api/settings", "application/json"),
        ("POST /api/songs?name=a.mid", "application/octet-stream"),
    ] {
        let claimed =
            open.head(line, &format!("content-type: {kind}\r\ncontent-length: 1073741824\r\n\r\n"));
        assert!(rest_of(open.sent(claimed.as_bytes())).starts_with("HTTP/1.1 413"), "{line}");
        let chunked =
            open.head(line, &format!("content-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"));
        let mut stream = open.sent(chunked.as_bytes());
        let chunk = [b"10000\r\n", &[b'x'; 65_536][..], b"\r\n"].concat();
        let mut n_sent = 0_usize;
        for _ in 0..16_384 {
            match stream.write_all(&chunk) {
                Ok(()) => n_sent += 65_536,
                Err(error) => {
                    let kinds = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
                    assert!(kinds.contains(&error.kind()), "{error}");
                    break;
                }
            }
        }
        // What the system holds on the way comes on top of what is read.
        assert!(n_sent < 64 << 20, "{n_sent} bytes of 1 GB were taken");
        let _ = stream.shutdown(Shutdown::Both);
    }
    assert!(open.answer("GET /api/health").starts_with("HTTP/1.1 200"));
}

#[test]
fn whoever_sends_too_much_hears_of_it() {
    let open = Open::with(Limits { json_bytes: 1 << 20, ..Limits::default() });
    let fields = "content-type: application/json\r\nconnection: close\r\n";
    let answer_to = |more: usize, is_simple: bool| {
        let n = (1_usize << 20) + more;
        let length = format!("{fields}content-length: {n}\r\n\r\n");
        let mut stream = open.sent(open.head("POST /api/projects", &length).as_bytes());
        let mut sender = stream.try_clone().unwrap();
        let body = vec![b'x'; n];
        if is_simple {
            stream.write_all(&body).unwrap();
            return rest_of(stream);
        }
        let sending = thread::spawn(move || sender.write_all(&body).is_ok());
        let said = rest_of(stream.try_clone().unwrap());
        let _ = stream.shutdown(Shutdown::Both);
        sending.join().unwrap();
        said
    };
    for _ in 0..8 {
        // Simple clients read nothing before they have sent all.
        for (more, is_simple) in [
            (1, true),
            (64 << 10, true),
            ((64 << 10) + 1, false),
            (1 << 20, false),
            (63 << 20, false),
        ] {
            let said = answer_to(more, is_simple);
            assert!(said.starts_with("HTTP/1.1 413"), "{more}: {said:?}");
            assert!(said.contains("too_large"), "{said}");
        }
    }
    let head =
        open.head("POST /api/projects", &format!("{fields}transfer-encoding: chunked\r\n\r\n"));
    let mut stream = open.sent(head.as_bytes());
    let chunk = [b"10000\r\n", &[b'x'; 65_536][..], b"\r\n"].concat();
    for _ in 0..20 {
        stream.write_all(&chunk).unwrap();
    }
    assert!(rest_of(stream).starts_with("HTTP/1.1 413"), "without a claim");
}

#[test]
fn ten_thousand_fields_of_a_head_are_refused() {
    let open = Open::with(Limits::default());
    let fields: String = (0..10_000).map(|it| format!("x-{it}: y\r\n")).collect();
    let head = open.head("GET /api/health", &format!("{fields}\r\n"));
    let mut stream = std::net::TcpStream::connect(open.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // It may be refused before all of it was sent.
    let _ = stream.write_all(head.as_bytes());
    let said = rest_of(stream);
    assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
}

#[test]
fn an_absolute_address_over_a_socket_has_to_agree_with_the_host() {
    let open = Open::with(Limits::default());
    let own = open.address;
    for (uri, host, wanted) in [
        (format!("http://{own}/api/health"), own.to_string(), 200),
        (format!("http://evil:{}/api/health", own.port()), own.to_string(), 400),
        (format!("http://{own}/api/health"), "evil".into(), 400),
        ("http://evil/api/health".into(), "evil".into(), 403),
    ] {
        let head = format!("GET {uri} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
        let said = rest_of(open.sent(head.as_bytes()));
        assert!(said.starts_with(&format!("HTTP/1.1 {wanted}")), "{uri} {host}: {said}");
    }
}

#[test]
fn events_come_with_ids_and_go_on_where_a_client_was() {
    let open = Open::with(Limits::default());
    let state = open.answer("GET /api/state");
    let last = state.split("\"last_event\":\"").nth(1).unwrap().split('"').next().unwrap();
    let put = |body: &str| {
        let fields = format!(
            "content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        rest_of(open.sent(open.head("POST /api/projects", &fields).as_bytes()))
    };
    assert!(put(r#"{"name":"one"}"#).starts_with("HTTP/1.1 201"));
    let listen = |known: &str| {
        let fields = format!("last-event-id: {known}\r\n\r\n");
        open.sent(open.head("GET /api/events", &fields).as_bytes())
    };
    let until = |stream: &mut std::net::TcpStream, wanted: &str| {
        use std::io::Read;
        let (mut all, mut piece) = (String::new(), [0; 4096]);
        while !all.contains(wanted) {
            let n = stream.read(&mut piece).unwrap();
            assert!(n > 0, "{all}");
            all.push_str(&String::from_utf8_lossy(&piece[..n]));
        }
        all
    };
    let mut first = listen(last);
    let all = until(&mut first, "\"one\"");
    assert!(all.contains("event: project"), "{all}");
    assert!(put(r#"{"name":"two"}"#).starts_with("HTTP/1.1 201"));
    until(&mut first, "\"two\"");
    let mut late = listen("1");
    assert!(until(&mut late, "event: reset").contains("data: {}"));
}
