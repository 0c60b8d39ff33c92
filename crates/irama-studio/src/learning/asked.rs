//! What can be asked of learning, and what is refused at once. What is finer `irama train` refuses.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    composing::{MAX_SEED, within},
    documents::Learning,
    error::Refusal,
};

/// A model that is to be learned.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ModelRequest {
    pub(crate) name: String,
    /// The id of a collection.
    pub(crate) collection: String,
    #[serde(default)]
    pub(crate) settings: Learning,
}

impl Learning {
    /// Refuses what no model can be learned with.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        share("settings.minutes", self.minutes, 0.01, 10_080.0)?;
        within("settings.steps", self.steps, 1, 100_000_000)?;
        within("settings.epochs", self.epochs, 1, 1_000_000)?;
        within("settings.window", self.window, 1, 4096)?;
        within("settings.batch", self.batch, 1, 4096)?;
        within("settings.patience", self.patience, 1, 1_000_000)?;
        within("settings.seed", self.seed, 0, MAX_SEED)?;
        share("settings.held_out", self.held_out, 0.0, 0.9)?;
        share("settings.dropout", self.dropout, 0.0, 0.95)?;
        share("settings.learning_rate", self.learning_rate, 1e-9, 1.0)?;
        let units = self.units.as_deref().unwrap_or(&[256]);
        within("settings.units", Some(units.len() as u64), 1, 8)?;
        units.iter().try_for_each(|it| within("settings.units", Some(*it), 1, 4096))?;
        if self.split.as_deref().is_some_and(|it| it != "files" && it != "windows") {
            let message = "the split is neither files nor windows";
            return Err(Refusal::invalid("settings.split", message, "give one of them"));
        }
        let lengths = [self.minutes.is_some(), self.steps.is_some(), self.epochs.is_some()];
        if lengths.iter().filter(|it| **it).count() > 1 {
            let message = "minutes, steps and epochs all say how long to learn";
            return Err(Refusal::invalid("settings.minutes", message, "give one of them"));
        }
        Ok(())
    }

    /// As `irama train` is told. `from` is where the model lies to start from.
    pub(super) fn options(&self, from: Option<&std::path::Path>) -> Vec<std::ffi::OsString> {
        let number = |it: Option<u64>| it.map(|it| it.to_string());
        let share = |it: Option<f64>| it.map(|it| it.to_string());
        let units = self
            .units
            .as_ref()
            .map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
        let kind = match self.kind {
            crate::documents::ModelKind::Events => "events",
            crate::documents::ModelKind::Classic => "classic",
        };
        let all = [
            ("--model", Some(kind.to_owned())),
            ("--minutes", share(self.minutes)),
            ("--steps", number(self.steps)),
            ("--epochs", number(self.epochs)),
            ("--window", number(self.window)),
            ("--batch", number(self.batch)),
            ("--held-out", share(self.held_out)),
            ("--units", units),
            ("--dropout", share(self.dropout)),
            ("--learning-rate", share(self.learning_rate)),
            ("--split", self.split.clone()),
            ("--patience", number(self.patience)),
            ("--seed", number(self.seed)),
        ];
        let mut options: Vec<std::ffi::OsString> = Vec::new();
        for (name, value) in all {
            options.extend(value.map(|it| format!("{name}={it}").into()));
        }
        if let Some(from) = from {
            options.extend(["--from".into(), from.as_os_str().to_owned()]);
        }
        options
    }
}

/// Refuses a number outside a range, and what is no number.
fn share(field: &str, value: Option<f64>, least: f64, most: f64) -> Result<(), Refusal> {
    let Some(value) = value.filter(|it| !(least..=most).contains(it)) else { return Ok(()) };
    let message = format!("{field} is {value}, but must be {least} to {most}");
    let refusal = Refusal::invalid(field, message, format!("give a number from {least} to {most}"));
    Err(refusal.value("value", value).value("least", least).value("most", most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_become_options_and_what_makes_no_sense_is_refused() {
        let settings = Learning {
            steps: Some(20),
            units: Some(vec![8, 4]),
            dropout: Some(0.1),
            ..Learning::default()
        };
        settings.check().unwrap();
        let options = settings.options(None);
        assert_eq!(options, ["--model=events", "--steps=20", "--units=8,4", "--dropout=0.1"]);
        let field = |it: Learning| it.check().unwrap_err().body.field.unwrap_or_default();
        let bad = |minutes: f64| Learning { minutes: Some(minutes), ..Learning::default() };
        assert_eq!(field(bad(1e308)), "settings.minutes");
        assert_eq!(field(bad(-1.0)), "settings.minutes");
        assert_eq!(
            field(Learning { units: Some(vec![]), ..Learning::default() }),
            "settings.units"
        );
        let both = Learning { minutes: Some(1.0), steps: Some(1), ..Learning::default() };
        assert_eq!(field(both), "settings.minutes");
    }
}
