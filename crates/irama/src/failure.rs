//! How a command can end other than well, and what the shell is told.

use std::process::ExitCode;

use irama_corpus::CorpusError;
use irama_exchange::ExchangeError;
use irama_model::ModelError;
use irama_synth::SynthError;

use crate::{signals, voice::Voice};

/// A failure and its exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Wrong usage or unusable input: the user can mend it. Exit code 2.
    Usage(anyhow::Error),
    /// Anything else. Exit code 1.
    Failed(anyhow::Error),
    /// A signal. Exit code 128 and its number.
    Stopped,
    /// Another rank says what it was. Exit code 2.
    Told,
    /// Whoever read the output has gone. Exit code 0: it had what it wanted.
    NoReader,
}

impl Failure {
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Usage(anyhow::anyhow!(message.into()))
    }

    /// Input that says itself what is wrong with it.
    pub(crate) fn unusable(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into())
    }

    pub(crate) fn failed(error: impl Into<anyhow::Error>) -> Self {
        Self::Failed(error.into())
    }

    /// Prints the failure once, on one line, and names its exit code.
    pub(crate) fn tell(self, voice: &Voice) -> ExitCode {
        let code = match self {
            Self::Usage(_) => 2,
            Self::Failed(_) => 1,
            Self::Stopped => {
                signals::await_promise();
                return ExitCode::from(signals::exit_code());
            }
            Self::Told => return ExitCode::from(2),
            Self::NoReader => return ExitCode::SUCCESS,
        };
        voice.error(&self.line(voice));
        ExitCode::from(code)
    }

    /// What went wrong, on one line.
    pub(crate) fn line(&self, voice: &Voice) -> String {
        let error = match self {
            Self::Usage(error) | Self::Failed(error) => error,
            Self::Stopped => return voice.pick("stopped", "berhenti"),
            Self::Told | Self::NoReader => return String::new(),
        };
        // The chain of causes on one line, without what an earlier cause has said already.
        let mut causes: Vec<String> = Vec::new();
        for cause in error.chain().map(ToString::to_string) {
            if !causes.iter().any(|it| it.contains(&cause)) {
                causes.push(cause);
            }
        }
        let causes: Vec<String> = causes.iter().map(|it| voice.of_below(it)).collect();
        causes.join(": ")
    }
}

impl From<CorpusError> for Failure {
    fn from(error: CorpusError) -> Self {
        match error {
            CorpusError::Stopped => Self::Stopped,
            other => Self::Usage(other.into()),
        }
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        match error {
            ModelError::Stopped => Self::Stopped,
            ModelError::Diverged { .. } | ModelError::Write { .. } => Self::Failed(error.into()),
            other => Self::Usage(other.into()),
        }
    }
}

impl From<ExchangeError> for Failure {
    fn from(error: ExchangeError) -> Self {
        Self::Usage(error.into())
    }
}

impl From<SynthError> for Failure {
    fn from(error: SynthError) -> Self {
        match error {
            SynthError::Stopped => Self::Stopped,
            SynthError::Write(_) => Self::Failed(error.into()),
            other => Self::Usage(other.into()),
        }
    }
}
