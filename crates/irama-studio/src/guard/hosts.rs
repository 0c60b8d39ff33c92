//! Which host a request means. A stranger's name that was made to point to this machine is refused
//! (DNS rebinding).

use std::net::SocketAddr;

use axum::{
    extract::Request,
    http::{StatusCode, header::HOST},
};

use crate::error::Refusal;

/// Where the studio may be entered, and by whom.
#[derive(Clone, Debug, Default)]
pub struct Doors {
    /// Hosts with their ports as browsers write them, in lower case.
    hosts: Vec<String>,
    /// What others than this machine have to know.
    pub(crate) token: Option<String>,
}

impl Doors {
    /// The doors of a studio that listens at an address: the names of this machine, the address
    /// itself, and names that are `allowed`, such as `studio.lan` or `studio.lan:8080`.
    pub fn new(address: SocketAddr, allowed: &[String], token: Option<String>) -> Self {
        let port = address.port();
        let mut hosts: Vec<String> =
            ["localhost", "127.0.0.1", "[::1]"].iter().map(|it| format!("{it}:{port}")).collect();
        if !address.ip().is_unspecified() {
            hosts.push(address.to_string());
        }
        for name in allowed.iter().map(|it| it.to_ascii_lowercase()) {
            hosts.push(format!("{name}:{port}"));
            hosts.push(name);
        }
        Self { hosts, token }
    }
}

/// The host that a request means, if it may.
pub(super) fn check(doors: &Doors, request: &Request) -> Result<String, Refusal> {
    let mut stated = request.headers().get_all(HOST).iter();
    let bad = |message: &str| {
        Refusal::new(StatusCode::BAD_REQUEST, "bad_host", message)
            .hint("send one Host header, as every browser does")
    };
    let (Some(host), None) = (stated.next(), stated.next()) else {
        return Err(bad("the request has no Host header or several"));
    };
    let host = host.to_str().map_err(|_| bad("the Host header is no text"))?;
    let host = host.to_ascii_lowercase();
    if let Some(authority) = request.uri().authority()
        && authority.as_str().to_ascii_lowercase() != host
    {
        return Err(bad("the address of the request and its Host header differ"));
    }
    if !doors.hosts.contains(&host) {
        let message = "this host name is not one of the studio's";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "host_not_allowed", message)
            .hint("open the address that `irama studio` printed, or start it with --allow-host"));
    }
    Ok(host)
}
