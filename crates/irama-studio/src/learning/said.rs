//! What a learning process says, line by line, and what becomes of it.

use std::fs;

use serde_json::{Value, json};

use crate::{
    Studio, clock,
    documents::{Best, Job, Model, ModelProgress, ModelState},
};

/// Lines of messages that a model keeps.
const MAX_SAID: usize = 200;
/// Letters of a line.
const MAX_LINE: usize = 2000;

/// A listener to one process.
pub(super) struct Listener<'a> {
    studio: &'a Studio,
    model: &'a str,
    job: &'a str,
    /// The last thing that was said of a failure.
    pub(super) failure: Option<String>,
}

impl<'a> Listener<'a> {
    pub(super) fn new(studio: &'a Studio, model: &'a str, job: &'a str) -> Self {
        Self { studio, model, job, failure: None }
    }

    /// Takes a line.
    pub(super) fn hear(&mut self, line: &str) {
        let line: String = line.chars().take(MAX_LINE).collect();
        let told: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
        let number = |name: &str| told[name].as_u64().unwrap_or(0);
        let done = (number("done"), number("of"));
        match told["at"].as_str() {
            Some("learning") => self.learning(done, told["seconds_left"].as_f64()),
            Some("check") => self.check(&told),
            Some("saved") => self.saved(),
            Some("baseline") => self.baseline(told["nll_per_note"].as_f64()),
            Some("failed") => self.fail(told["text"].as_str().unwrap_or_default()),
            Some("said" | "warned") => self.say(told["text"].as_str().unwrap_or_default()),
            Some(phase) => self.preparing(phase, done),
            None => self.plain(&line),
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
        // The rows of the curve say the same.
        let is_row = text.starts_with("step ") || text.starts_with("epoch ");
        let text = self.without_folder(text);
        self.studio.shelf.touch::<Model>(self.model, |it| {
            if !is_row && !text.trim().is_empty() && it.said.len() < MAX_SAID {
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

    /// Files are read, songs encoded, a Markov model counted.
    fn preparing(&mut self, phase: &str, (step, of): (u64, u64)) {
        self.studio.shelf.touch::<Model>(self.model, |it| {
            let progress = it.progress.get_or_insert_with(ModelProgress::default);
            (progress.phase, progress.step, progress.of) = (phase.into(), step, of);
            progress.seconds_left = None;
        });
    }

    fn learning(&mut self, (step, of): (u64, u64), left: Option<f64>) {
        self.studio.shelf.touch::<Model>(self.model, |it| {
            let progress = it.progress.get_or_insert_with(ModelProgress::default);
            (progress.phase, progress.step, progress.of) = ("learning".into(), step, of);
            progress.seconds_left = left;
            it.state = ModelState::Learning;
        });
        self.studio.shelf.touch::<Job>(self.job, |it| {
            (it.progress.done, it.progress.of, it.progress.seconds_left) = (step, of, left);
        });
    }

    /// A look at held-out music.
    fn check(&self, told: &Value) {
        let look = &told["look"];
        let subject = format!(
            "look/{}/{}",
            self.model,
            look["step"].as_u64().or(look["epoch"].as_u64()).unwrap_or(0)
        );
        let event = json!({ "model": self.model, "look": look });
        self.studio.shelf.log.add("look", subject, &event);
        if told["is_best"] == true {
            // What cannot be written now is written with the next look.
            let _ = self.studio.shelf.change::<Model>(self.model, |it| {
                let known = it.best.take().unwrap_or_default();
                it.best = Some(best_of(look, known));
                Ok(())
            });
        }
        self.see_file();
    }

    /// What a Markov model of the same music comes to.
    fn baseline(&self, nll_per_note: Option<f64>) {
        self.studio.shelf.touch::<Model>(self.model, |it| {
            it.best.get_or_insert_with(Best::default).baseline_nll_per_note = nll_per_note;
        });
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
    let loss = look["val_loss"].as_f64();
    // Only events models are surprised field by field, in nats a note.
    let is_events = look["by_field"].is_object();
    Best {
        loss,
        nll_per_note: loss.filter(|_| is_events),
        baseline_nll_per_note: known.baseline_nll_per_note,
        epoch: look["epoch"].as_f64().or(look["epochs"].as_f64()),
    }
}
