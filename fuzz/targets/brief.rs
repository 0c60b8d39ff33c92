//! Any text as what a user may ask for: understood, or refused with a word; and what is understood reads
//! the same when it is printed.

#![no_main]

use irama_model::events::{Brief, Chords, SectionPlan, Span, Tonality};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(tonality) = text.parse::<Tonality>() {
        assert_eq!(tonality.to_string().parse(), Ok(tonality));
    }
    if let Ok(span) = text.parse::<Span>() {
        assert_eq!(span.to_string().parse(), Ok(span));
    }
    let _ = (text.parse::<Chords>(), text.parse::<SectionPlan>());
    if let Ok(brief) = serde_json::from_str::<Brief>(text) {
        let again = serde_json::to_string(&brief).unwrap();
        assert_eq!(serde_json::from_str::<Brief>(&again).unwrap(), brief);
    }
});
