//! What a learning process says, line by line, and what becomes of it.

use std::{fs, time::Duration};

use serde_json::{Value, json};

use crate::{
    Studio,
    clock::{self, Stopwatch},
    documents::{Best, Job, Model, ModelProgress, ModelState},
};

/// Lines of messages that a model keeps.
const MAX_SAID: usize = 200;
/// Letters of a line.
const MAX_LINE: usize = 2000;
/// How often steps are told.
const TOLD_EVERY: Duration = Duration::from_millis(250);

/// A listener to one process.
pub(super) struct Listener<'a> {
    studio: &'a Studio,
    model: &'a str,
    job: &'a str,
    told: Option<Stopwatch>,
    /// The last thing that was said of a failure.
    pub(super) failure: Option<String>,
}

impl<'a> Listener<'a> {
    pub(super) fn new(studio: &'a Studio, model: &'a str, job: &'a str) -> Self {
        Self { studio, model, job, told: None, failure: None }
    }

    /// Takes a line.
    pub(super) fn hear(&mut self, line: &str) {
        let line: String = line.chars().take(MAX_LINE).collect();
        let told: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
        let number = |name: &str| told[name].as_u64().unwrap_or(0);
        match told["at"].as_str() {
            Some("reading") => {
                self.progress("reading", (number("done"), number("of")), None, ModelState::Reading);
            }
            Some("plan") => self.plan(&told),
            Some("step") => {
                let left = told["seconds_left"].as_f64();
                let steps = (number("step"), number("of"));
                self.progress("learning", steps, left, ModelState::Learning);
            }
            Some("check") => self.check(told),
            Some("saved") => self.saved(),
            Some("failed") => self.fail(told["text"].as_str().unwrap_or_default()),
            Some("said" | "warned") => self.say(told["text"].as_str().unwrap_or_default()),
            _ => self.plain(&line),
        }
    }

    /// A line that is no JSON: another version of the program, or its last words.
    fn plain(&mut self, line: &str) {
        match line.strip_prefix("error: ") {
            Some(text) => self.fail(text),
            None => self.say(line),
        }
    }

    fn fail(&mut self, text: &str) {
        self.failure = Some(self.without_folder(text));
    }

    fn say(&self, text: &str) {
        let text = self.without_folder(text);
        self.studio.shelf.touch::<Model>(self.model, |it| {
            if !text.trim().is_empty() && it.said.len() < MAX_SAID {
                it.said.push(text);
            }
        });
    }

    /// Where things lie is nobody's business.
    fn without_folder(&self, text: &str) -> String {
        let folder = self.studio.places.model_folder(self.model);
        let text = text.replace(&*folder.to_string_lossy(), "…");
        irama_corpus::display_name(
            text.replace(&*self.studio.config.data.to_string_lossy(), "…").as_ref(),
        )
    }

    fn plan(&mut self, told: &Value) {
        for line in told["lines"].as_array().into_iter().flatten() {
            self.say(line.as_str().unwrap_or_default());
        }
        self.told = None;
        let steps = told["steps"].as_u64().unwrap_or(0);
        self.progress("planned", (0, steps), None, ModelState::Learning);
    }

    fn progress(
        &mut self,
        phase: &str,
        (step, of): (u64, u64),
        left: Option<f64>,
        state: ModelState,
    ) {
        if self.told.is_some_and(|it| it.elapsed() < TOLD_EVERY) {
            return;
        }
        self.told = Some(Stopwatch::start());
        self.studio.shelf.touch::<Model>(self.model, |it| {
            let progress = it.progress.get_or_insert_with(ModelProgress::default);
            let step = if phase == "planned" { progress.step } else { step };
            *progress = ModelProgress {
                phase: phase.into(),
                step,
                of,
                seconds_left: left,
                saved_at: progress.saved_at.take(),
            };
            if it.state != ModelState::Paused {
                it.state = state;
            }
        });
        if phase == "learning" {
            self.studio.shelf.touch::<Job>(self.job, |it| {
                (it.progress.done, it.progress.of, it.progress.seconds_left) = (step, of, left);
            });
        }
    }

    /// A look at held-out music.
    fn check(&self, mut look: Value) {
        if let Some(fields) = look.as_object_mut() {
            fields.remove("at");
        }
        let subject = format!(
            "look/{}/{}",
            self.model,
            look["step"].as_u64().or(look["epoch"].as_u64()).unwrap_or(0)
        );
        let event = json!({ "model": self.model, "look": look });
        self.studio.shelf.log.add("look", subject, &event);
        if look["is_best"] == true {
            // What cannot be written now is written with the next look.
            let _ = self.studio.shelf.change::<Model>(self.model, |it| {
                let known = it.best.take().unwrap_or_default();
                it.best = Some(best_of(&look, known));
                Ok(())
            });
        }
        self.see_file();
    }

    fn saved(&self) {
        self.see_file();
        let now = clock::moment();
        self.studio.shelf.touch::<Model>(self.model, |it| {
            it.progress.get_or_insert_with(ModelProgress::default).saved_at = Some(now);
        });
    }

    /// Sees whether there is something to hear by now.
    pub(super) fn see_file(&self) {
        let Ok(metadata) = fs::metadata(self.studio.places.model(self.model)) else { return };
        let is_known = self.studio.shelf.get::<Model>(self.model).is_ok_and(|it| it.has_sound);
        let see = |it: &mut Model| (it.has_sound, it.bytes) = (true, Some(metadata.len()));
        if is_known {
            self.studio.shelf.touch::<Model>(self.model, see);
        } else {
            let changed = self.studio.shelf.change::<Model>(self.model, |it| {
                see(it);
                Ok(())
            });
            // It is seen again at the next look.
            drop(changed);
        }
    }
}

/// The best look, from a row of either kind of model.
fn best_of(look: &Value, known: Best) -> Best {
    let by_field = look["held_out"]["by_field"].as_array();
    let nll = by_field.map(|it| it.iter().filter_map(Value::as_f64).sum());
    Best {
        loss: look["val_loss"].as_f64().or(look["loss"].as_f64()),
        nll_per_note: nll,
        baseline_nll_per_note: known.baseline_nll_per_note,
        epoch: look["epoch"].as_f64().or(look["epochs"].as_f64()),
    }
}
