//! The events model: rhythm, chords, drums and dynamics, one note a step.
//!
//! [`Memory`] is what is known before each field, [`Network`] what learns from it, [`Lanes`] how
//! pieces are played to it.

mod band;
mod composing;
mod config;
mod deciding;
mod drawn;
mod dress;
mod footprint;
mod going_on;
mod lanes;
mod memory;
mod model;
mod network;
mod recipe;
mod returns;
mod sampling;
mod saving;
mod stepping;
mod surprise;
mod training;

pub mod music;
pub mod roll;
pub mod shards;

pub use band::Band;
pub use composing::{
    Brief, Choice, Chord, ChordError, ChordNotes, Chords, Composed, Composing, DEFAULT_PARTICLES,
    DEFAULT_PARTICLES_BESIDE, DEFAULT_PARTICLES_RETURNING, Density, FieldTemperatures, FieldWhy,
    Go, LockedNote, NoteWhy, PartBrief, Plan as SectionPlan, PlanError, Region, Returns, Runner,
    Sketch, Span, SpanError, Temperature, Tonality, TonalityError, Unmet, compose, compose_watched,
    explain,
};
pub use config::{EventsConfig, N_CHECKS};
pub use drawn::drawn;
pub use dress::{dress, name_all};
pub use footprint::memory_estimate;
pub use lanes::{Lanes, Order, Place, Ways};
pub use memory::{FieldPlan, Kept, MAX_FIELDS, Memory, Plan, Row, Variation};
pub(crate) use model::KIND;
pub use model::{EventsModel, Origin, Schema};
pub use network::{Dropouts, FieldLoss, LaneInput, Network, Passes, Sizes};
pub use recipe::{Prompt, Recipe};
pub use sampling::Sampling;
pub use saving::{identity, load_run, run_config, save_run};
pub use stepping::{Player, PlayerState};
pub use surprise::{Surprise, surprise, surprise_together};
pub use training::{Check, Ended, Pieces, Trainer};
