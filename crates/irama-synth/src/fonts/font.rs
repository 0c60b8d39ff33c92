//! A SoundFont, read.

use std::{fmt, io::Read, panic, sync::Arc};

use rustysynth_ext::{SoundFont, SoundFontError};

use crate::SynthError;

/// The samples and settings of a SoundFont.
#[derive(Clone)]
pub struct Font {
    inner: Arc<SoundFont>,
}

impl Font {
    /// Reads an `.sf2` or `.sf3` file.
    ///
    /// # Errors
    ///
    /// If it is not a SoundFont, or damaged.
    pub fn read(reader: &mut impl Read) -> Result<Self, SynthError> {
        let failed = |reason: String| SynthError::SoundFont { reason };
        // The reader checks most of what a damaged file can say, but not all of it.
        let read = panic::catch_unwind(panic::AssertUnwindSafe(|| SoundFont::new(reader)));
        match read {
            Ok(Ok(font)) if font.get_presets().is_empty() => Err(failed("it has no sounds".into())),
            Ok(Ok(font)) => Ok(Self { inner: Arc::new(font) }),
            Ok(Err(SoundFontError::IoError(error))) => Err(failed(match error.kind() {
                std::io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
                _ => error.to_string(),
            })),
            Ok(Err(error)) => Err(failed(error.to_string())),
            Err(_) => Err(failed("it is damaged".to_owned())),
        }
    }

    /// What it calls itself.
    pub fn name(&self) -> &str {
        self.inner.get_info().get_bank_name()
    }

    pub(crate) fn inner(&self) -> &Arc<SoundFont> {
        &self.inner
    }
}

impl fmt::Debug for Font {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Font").field(&self.name()).finish()
    }
}
