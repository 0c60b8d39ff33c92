//! A studio in a folder that goes afterwards, and requests to it without a socket.

use std::{net::SocketAddr, path::Path, sync::Arc};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode},
};
use irama_model::Model;
use irama_neural::Kernels;
use irama_score::Score;
use irama_studio::{Doors, Limits, Studio, StudioConfig, StudioError, Tellers, router};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::music;

/// Where the studio believes that it listens.
pub(crate) const HOST: &str = "127.0.0.1:7777";

/// A studio.
pub(crate) struct World {
    pub(crate) folder: Arc<TempDir>,
    pub(crate) studio: Arc<Studio>,
    router: Router,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|it| panic!("{it}: {}", String::from_utf8_lossy(&self.body)))
    }

    #[track_caller]
    pub(crate) fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|it| it.to_str().ok())
    }
}

pub(crate) fn config(folder: &Path, limits: Limits) -> StudioConfig {
    StudioConfig {
        data: folder.join("data"),
        program: folder.join("no-program"),
        cache: None,
        kernels: Kernels::best(),
        base: None,
        n_threads: 2,
        tellers: Tellers { card: |it: &Model| json!({ "kind": it.kind() }), report },
        limits,
    }
}

fn report(_: &Score, known: &Value, _: bool) -> String {
    format!("<!doctype html><p>{}", known["seed"])
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with(Limits::default(), None)
    }

    pub(crate) fn with(limits: Limits, token: Option<String>) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let studio = Studio::open(config(folder.path(), limits)).unwrap();
        let address: SocketAddr = HOST.parse().unwrap();
        let router = router(&studio, Doors::new(address, &["studio.lan".into()], token));
        Self { folder, studio, router }
    }

    /// The same folder once more, as after a crash: nothing was closed in order.
    pub(crate) fn reopened(self) -> Self {
        let folder = Arc::clone(&self.folder);
        drop(self);
        // Its threads let go of the store soon after they were told.
        let studio = loop {
            match Studio::open(config(folder.path(), Limits::default())) {
                Err(StudioError::Taken) => std::thread::yield_now(),
                opened => break opened.unwrap(),
            }
        };
        let address: SocketAddr = HOST.parse().unwrap();
        let router = irama_studio::router(&studio, Doors::new(address, &[], None));
        Self { folder, studio, router }
    }

    /// Any request.
    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Value) -> Answer {
        let request = request(method, path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call(Method::POST, path, body).await
    }

    pub(crate) async fn upload(&self, method: Method, path: &str, body: &[u8]) -> Answer {
        let request = request(method, path).header("content-type", "application/octet-stream");
        self.send(request.body(Body::from(body.to_vec())).unwrap()).await
    }

    pub(crate) async fn state(&self) -> Value {
        self.get("/api/state").await.json()
    }

    /// The id of the song in the box.
    pub(crate) async fn demo(&self) -> String {
        let state = self.state().await;
        let songs = state["songs"].as_array().unwrap();
        let demo = songs.iter().find(|it| it["origin"] == "demo").unwrap();
        demo["id"].as_str().unwrap().to_owned()
    }

    /// The id of a model that can compose.
    pub(crate) async fn model(&self) -> String {
        let path = "/api/models/import?name=small.irama";
        let answer = self.upload(Method::POST, path, music::model()).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.json());
        answer.json()["id"].as_str().unwrap().to_owned()
    }

    /// A job once it is over.
    pub(crate) async fn ended(&self, job: &str) -> Value {
        loop {
            let job = self.get(&format!("/api/jobs/{job}")).await.json();
            if ["done", "failed", "cancelled"].contains(&job["state"].as_str().unwrap()) {
                return job;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// All routes, with something in the place of what varies: method and path.
    pub(crate) async fn routes(&self) -> Vec<(Method, String)> {
        let described = self.get("/api/openapi.json").await.json();
        let mut routes: Vec<(Method, String)> = Vec::new();
        for (path, methods) in described["paths"].as_object().unwrap() {
            let path = path.replace("{id}", "abcdefghijkl").replace("{idx}", "0");
            for method in methods.as_object().unwrap().keys() {
                routes.push((method.to_uppercase().parse().unwrap(), path.clone()));
            }
        }
        for path in
            ["/", "/index.html", "/no-such-file", "/api/docs", "/api/openapi.json", "/api/x"]
        {
            routes.push((Method::GET, path.into()));
        }
        routes
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.studio.close();
    }
}

/// A request as a program on this machine sends it.
pub(crate) fn request(method: Method, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header("host", HOST)
}
