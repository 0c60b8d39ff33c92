//! What happens, as it happens: server-sent events that go on where a client was.

use std::{collections::VecDeque, convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::sse::{Event as Line, KeepAlive, Sse},
};
use futures_util::{Stream, stream};
use serde::Deserialize;
use tokio::sync::watch;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::path::Asks;
use crate::{
    Studio,
    log::{Event, Log, News},
};

const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// Between two looks at the log, so that a flood of events comes in handfuls.
const PAUSE: Duration = Duration::from_millis(20);

pub(super) fn routes() -> OpenApiRouter<Arc<Studio>> {
    OpenApiRouter::new().routes(routes!(events))
}

/// What a client knows already.
#[derive(Deserialize)]
struct Known {
    last_event: Option<String>,
}

/// A client that listens.
struct Listener {
    studio: Arc<Studio>,
    more: watch::Receiver<u64>,
    known: u64,
    ready: VecDeque<Event>,
}

/// What happens, from the event that `Last-Event-ID` or `?last_event=` names on.
///
/// The events are `collection`, `model`, `song`, `project` and `job` with the whole of each, `removed`,
/// `look`, `sketch`, and `reset`: then the client has to load the state again.
#[utoipa::path(get, path = "/api/events", tag = "state",
    params(("last_event" = Option<String>, Query, description = "The last event that is known")),
    responses((status = 200, content_type = "text/event-stream")))]
async fn events(
    State(studio): State<Arc<Studio>>,
    Asks(asked): Asks<Known>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Line, Infallible>>> {
    let stated = headers.get("last-event-id").and_then(|it| it.to_str().ok());
    let stated = stated.map(str::to_owned).or(asked.last_event);
    // What is no number was never given out: it is too old.
    let known = stated.map(|it| it.trim().parse().unwrap_or(0));
    let more = studio.shelf.log.listen();
    let known = known.unwrap_or_else(|| studio.shelf.log.last());
    let listener = Listener { studio, more, known, ready: VecDeque::new() };
    let lines = stream::unfold(listener, |mut listener| async move {
        let line = listener.next().await?;
        Some((Ok(line), listener))
    });
    Sse::new(lines).keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}

impl Listener {
    async fn next(&mut self) -> Option<Line> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                let line = Line::default().id(event.id.to_string()).event(event.kind);
                return Some(line.data(event.data));
            }
            if Log::is_closed(&self.more) {
                return None;
            }
            match self.studio.shelf.log.since(self.known) {
                News::Reset(last) => {
                    self.known = last;
                    return Some(Line::default().id(last.to_string()).event("reset").data("{}"));
                }
                News::Events(events) if events.is_empty() => {
                    let known = self.known;
                    self.more.wait_for(|it| *it > known).await.ok()?;
                    tokio::time::sleep(PAUSE).await;
                }
                News::Events(events) => {
                    self.known = events.last().map_or(self.known, |it| it.id);
                    self.ready = events.into();
                }
            }
        }
    }
}
