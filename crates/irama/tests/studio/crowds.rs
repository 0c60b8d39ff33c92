//! R30 and R31 on the real program, with their figures; those of times are told, not tested.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::world::{Running, World, percentile, tiny};

/// A studio with a model, and another one that learns.
fn busy(world: &World) -> (Running, String, String) {
    let running = world.start();
    let collection = running.collection(&world.archive());
    let (model, _) = running.learn(&collection, &tiny(60));
    running.until(&format!("/api/models/{model}"), |it| it["state"] == "ready");
    let (learner, _) = running.learn(&collection, &tiny(10_000_000));
    running.until(&format!("/api/models/{learner}"), |it| it["state"] == "learning");
    (running, model, learner)
}

fn millis(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e3
}

#[test]
fn r30_sixty_four_at_once_while_a_model_learns() {
    let world = World::new();
    let (running, model, _) = busy(&world);
    let is_over = AtomicBool::new(false);
    let (mut health, answers) = thread::scope(|scope| {
        let health = scope.spawn(|| {
            let mut times = Vec::new();
            while !is_over.load(Ordering::Relaxed) {
                let begin = Instant::now();
                running.get("/api/health");
                times.push(millis(begin));
                thread::sleep(Duration::from_millis(5));
            }
            times
        });
        let askers: Vec<_> = (0..64)
            .map(|seed| {
                let (running, model) = (&running, &model);
                scope.spawn(move || {
                    let asked = json!({ "model": model, "brief": { "bars": 100 }, "seed": seed });
                    let begin = Instant::now();
                    let (status, job) = running.call("POST", "/api/compose", &asked);
                    (status, job["id"].as_str().map(str::to_owned), millis(begin))
                })
            })
            .collect();
        let answers: Vec<_> = askers.into_iter().map(|it| it.join().unwrap()).collect();
        for job in answers.iter().filter_map(|it| it.1.as_ref()) {
            let job = running.until(&format!("/api/jobs/{job}"), |it| {
                !["queued", "running"].contains(&it["state"].as_str().unwrap())
            });
            assert_eq!(job["state"], "done");
        }
        is_over.store(true, Ordering::Relaxed);
        (health.join().unwrap(), answers)
    });
    let n_taken = answers.iter().filter(|it| it.0 == 202).count();
    let mut refused: Vec<f64> = answers.iter().filter(|it| it.0 == 429).map(|it| it.2).collect();
    assert_eq!(n_taken + refused.len(), 64);
    let worst = percentile(&mut refused, 1.0);
    println!(
        "R30: {n_taken} of 64 taken and done, {} told to wait within {worst:.0} ms; /health p99 {:.1} ms of {}; {}",
        refused.len(),
        percentile(&mut health, 0.99),
        health.len(),
        memory(&running),
    );
}

#[test]
fn r31_changes_of_mind() {
    let world = World::new();
    let (running, model, learner) = busy(&world);
    let mut times = Vec::new();
    let mut n_others = 0;
    let n_rounds = if std::env::var_os("IRAMA_LONG").is_some() { 100 } else { 12 };
    for round in 0..n_rounds {
        let long = json!({ "model": model, "brief": { "bars": 1000 }, "seed": round });
        let short = json!({ "model": model, "brief": { "bars": 2 }, "seed": round });
        let going = running.post("/api/compose", &long)["id"].as_str().unwrap().to_owned();
        let staying = running.post("/api/compose", &short)["id"].as_str().unwrap().to_owned();
        thread::sleep(Duration::from_micros(round * 7919 % 60_000));
        let begin = Instant::now();
        running.call("DELETE", &format!("/api/jobs/{going}"), &Value::Null);
        running.until(&format!("/api/jobs/{going}"), |it| it["state"] == "cancelled");
        times.push(millis(begin));
        let path = format!("/api/jobs/{staying}");
        n_others +=
            usize::from(running.until(&path, |it| it["state"] == "done")["state"] == "done");
    }
    let path = format!("/api/models/{learner}");
    assert_eq!(running.get(&path)["state"], "learning", "it does not care who watches");
    let begin = Instant::now();
    running.post(&format!("{path}/pause"), &Value::Null);
    running.until(&path, |it| it["state"] == "paused");
    println!(
        "R31: {n_rounds} cancelled, free within {:.0} ms (median {:.0}); {n_others} of {n_rounds} others done; \
         learning saved {:.0} ms after a pause",
        percentile(&mut times, 1.0),
        percentile(&mut times, 0.5),
        millis(begin)
    );
}

/// The memory of the studio alone.
fn memory(running: &Running) -> String {
    let path = format!("/proc/{}/status", running.child.id());
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let peak = status.lines().find_map(|it| it.strip_prefix("VmHWM:")).unwrap_or("?");
    format!("at most {} in memory", peak.trim())
}
