//! R30: more at once than can be done. The figures are in docs/STUDIO.md; here, what must hold.

use axum::http::StatusCode;
use futures_util::future::join_all;
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn of_sixty_four_at_once_those_that_are_taken_are_done_and_the_others_told_to_wait() {
    let world = World::new();
    let model = world.model().await;
    let asked = |seed: u64| json!({ "model": model, "seed": seed, "brief": { "bars": 60 } });
    let all = join_all((0..64).map(|it| world.post("/api/compose", asked(it)))).await;
    let (taken, refused): (Vec<_>, Vec<_>) =
        all.iter().partition(|it| it.status == StatusCode::ACCEPTED);
    // Two compose and sixteen wait; some may be done before the last one asks.
    assert!(taken.len() >= 16 && !refused.is_empty(), "{} of 64", taken.len());
    for answer in refused {
        assert_eq!((answer.status.as_u16(), answer.code()), (429, "busy".to_owned()));
        let seconds: u32 = answer.header("retry-after").unwrap().parse().unwrap();
        assert!(seconds > 0);
    }
    assert_eq!(world.get("/api/health").await.status, StatusCode::OK);
    let jobs = world.state().await["jobs"].as_array().unwrap().len();
    assert_eq!(jobs, taken.len(), "what was refused leaves nothing behind");
    for answer in taken {
        let job = world.ended(answer.json()["id"].as_str().unwrap()).await;
        assert_eq!(job["state"], "done", "{job}");
    }
}

#[tokio::test]
async fn a_place_in_the_queue_is_free_as_soon_as_its_job_is_cancelled() {
    let world = World::new();
    let model = world.model().await;
    let asked = json!({ "model": model, "brief": { "bars": 1000 } });
    let mut jobs = Vec::new();
    loop {
        let answer = world.post("/api/compose", asked.clone()).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        jobs.push(answer.json()["id"].as_str().unwrap().to_owned());
    }
    let last = jobs.pop().unwrap();
    let path = format!("/api/jobs/{last}");
    let cancelled = world.call(axum::http::Method::DELETE, &path, json!(null)).await;
    assert_eq!(cancelled.json()["state"], "cancelled");
    let answer = world.post("/api/compose", asked).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED);
    jobs.push(answer.json()["id"].as_str().unwrap().to_owned());
    for job in jobs {
        world.call(axum::http::Method::DELETE, &format!("/api/jobs/{job}"), json!(null)).await;
        assert_eq!(world.ended(&job).await["state"], "cancelled");
    }
}
