//! R23: whose name this is. DNS rebinding is CVE-2024-28224.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode},
};

use crate::world::{HOST, World};

/// Values of Host headers, and what they get: passed, or a status.
const HOSTS: [(&[&str], Option<u16>); 20] = [
    (&["127.0.0.1:7777"], None),
    (&["localhost:7777"], None),
    (&["LOCALHOST:7777"], None),
    (&["[::1]:7777"], None),
    (&["studio.lan"], None),
    (&["studio.lan:7777"], None),
    (&["evil"], Some(403)),
    (&["evil:7777"], Some(403)),
    (&["localhost.evil:7777"], Some(403)),
    (&["127.0.0.1.nip.io:7777"], Some(403)),
    (&["0.0.0.0:7777"], Some(403)),
    (&["192.168.1.10:7777"], Some(403)),
    (&["10.0.0.1:7777"], Some(403)),
    (&["localhost.:7777"], Some(403)),
    (&["localhost"], Some(403)),
    (&["localhost:80"], Some(403)),
    (&["127.1:7777"], Some(403)),
    (&[], Some(400)),
    (&["localhost:7777", "localhost:7777"], Some(400)),
    (&["localhost:7777", "evil"], Some(400)),
];

#[tokio::test]
async fn only_the_studios_own_names_come_to_any_route() {
    let world = World::new();
    let routes = world.routes().await;
    let mut n_refused = 0;
    for (method, path) in &routes {
        for (hosts, refused) in HOSTS {
            let mut request = Request::builder().method(method).uri(path);
            for host in hosts {
                request = request.header("host", *host);
            }
            if path == "/api/events" && refused.is_none() {
                // It would not end.
                continue;
            }
            let answer = world.send(request.body(Body::empty()).unwrap()).await;
            let status = answer.status.as_u16();
            match refused {
                Some(wanted) => {
                    assert_eq!(status, wanted, "{method} {path} as {hosts:?}");
                    n_refused += 1;
                }
                None => assert!(![400, 403].contains(&status), "{method} {path} as {hosts:?}"),
            }
            assert!(answer.header("content-security-policy").is_some(), "{method} {path}");
        }
    }
    assert_eq!(n_refused, 14 * routes.len());
    println!("R23: {} hosts on {} routes; {n_refused} refused", HOSTS.len(), routes.len());
}

#[tokio::test]
async fn an_absolute_address_has_to_agree_with_the_host() {
    let world = World::new();
    for (uri, host, wanted) in [
        ("http://127.0.0.1:7777/api/health", HOST, StatusCode::OK),
        ("http://evil/api/health", HOST, StatusCode::BAD_REQUEST),
        ("http://127.0.0.1:7777/api/health", "evil", StatusCode::BAD_REQUEST),
        ("http://evil/api/health", "evil", StatusCode::FORBIDDEN),
    ] {
        let request = Request::builder().method(Method::GET).uri(uri).header("host", host);
        let answer = world.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, wanted, "{uri} {host}");
    }
}
