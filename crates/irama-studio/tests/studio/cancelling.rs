//! R31: changes of mind. The figures are in docs/STUDIO.md; here, what must hold.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use futures_util::future::join_all;
use irama_neural::Chance;
use serde_json::{Value, json};

use crate::world::World;

/// A piece that takes a while.
fn long(model: &str) -> Value {
    json!({ "model": model, "seed": 1, "brief": { "bars": 1000 } })
}

/// A piece that does not.
fn short(model: &str) -> Value {
    json!({ "model": model, "seed": 2, "brief": { "bars": 2 } })
}

async fn delete(world: &World, job: &str) -> Value {
    world.call(Method::DELETE, &format!("/api/jobs/{job}"), json!(null)).await.json()
}

#[tokio::test]
async fn what_is_cancelled_frees_its_worker_and_nothing_else_is_touched() {
    let world = World::new();
    let model = world.model().await;
    let mut chance = Chance::new(31, 0, 0);
    for round in 0..12 {
        let going = world.post("/api/compose", long(&model)).await.json();
        let staying: Vec<String> =
            join_all((0..3).map(|_| world.post("/api/compose", short(&model))))
                .await
                .iter()
                .map(|it| it.json()["id"].as_str().unwrap().to_owned())
                .collect();
        tokio::time::sleep(Duration::from_micros(chance.below(30_000) as u64)).await;
        let id = going["id"].as_str().unwrap();
        delete(&world, id).await;
        assert_eq!(world.ended(id).await["state"], "cancelled", "round {round}");
        for job in staying {
            let job = world.ended(&job).await;
            assert_eq!(
                (&job["state"], &job["songs"].as_array().unwrap().len()),
                (&json!("done"), &1)
            );
        }
    }
}

#[tokio::test]
async fn whoever_waits_and_goes_away_has_it_stopped() {
    let world = World::new();
    let model = world.model().await;
    {
        let answer = world.post("/api/compose?wait=true", long(&model));
        let patience = tokio::time::timeout(Duration::from_millis(60), answer);
        assert!(patience.await.is_err(), "it is not done so soon");
    }
    let jobs = world.state().await["jobs"].clone();
    let job = world.ended(jobs[0]["id"].as_str().unwrap()).await;
    assert_eq!(job["state"], "cancelled");
    let answer = world.post("/api/compose?wait=true", short(&model)).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_kept_is_the_settled_beginning_and_comes_again_from_its_recipe() {
    let world = World::new();
    let model = world.model().await;
    let job = world.post("/api/compose", long(&model)).await.json();
    let id = job["id"].as_str().unwrap();
    while world.get(&format!("/api/jobs/{id}")).await.json()["progress"]["done"].as_u64() < Some(3)
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    world.post(&format!("/api/jobs/{id}/keep"), json!(null)).await;
    let job = world.ended(id).await;
    assert_eq!(job["state"], "done", "{job}");
    let song = job["songs"][0].as_str().unwrap().to_owned();
    let sheet = world.get(&format!("/api/songs/{song}")).await.json();
    let bars = sheet["bars"].as_u64().unwrap();
    assert!((3..1000).contains(&bars), "{bars}");
    assert_eq!(sheet["recipe"]["brief"]["stop_after"], bars);
    let again = json!({ "model": model, "seed": 1, "brief": sheet["recipe"]["brief"] });
    let answer = world.post("/api/compose?wait=true", again).await.json();
    let other = answer["songs"][0]["id"].as_str().unwrap();
    assert_eq!(
        world.get(&format!("/api/songs/{song}/midi")).await.body,
        world.get(&format!("/api/songs/{other}/midi")).await.body
    );
}

#[tokio::test]
async fn a_job_that_is_over_stays_so() {
    let world = World::new();
    let model = world.model().await;
    let answer = world.post("/api/compose?wait=true", short(&model)).await.json();
    let id = answer["job"]["id"].as_str().unwrap();
    assert_eq!(delete(&world, id).await["state"], "done");
    let answer = world.post(&format!("/api/jobs/{id}/keep"), json!(null)).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, "not_running".into()));
}
