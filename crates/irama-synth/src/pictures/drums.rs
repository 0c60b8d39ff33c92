//! What the keys of the General MIDI drum map are called.

const FIRST: u8 = 35;

/// Keys 35 to 81.
#[rustfmt::skip]
const NAMES: [&str; 47] = [
    "Kick 2", "Kick", "Side stick", "Snare", "Clap", "Snare 2", "Floor tom", "Closed hat",
    "Floor tom 2", "Pedal hat", "Low tom", "Open hat", "Mid tom", "Mid tom 2", "Crash", "High tom",
    "Ride", "China", "Ride bell", "Tambourine", "Splash", "Cowbell", "Crash 2", "Vibraslap",
    "Ride 2", "High bongo", "Low bongo", "Mute conga", "Open conga", "Low conga", "High timbale",
    "Low timbale", "High agogo", "Low agogo", "Cabasa", "Maracas", "Whistle", "Long whistle",
    "Guiro", "Long guiro", "Claves", "Woodblock", "Low woodblock", "Mute cuica", "Cuica",
    "Mute triangle", "Triangle",
];

/// The drum of a key; its number where the map has none.
pub(super) fn name(pitch: u8) -> String {
    let known = pitch.checked_sub(FIRST).and_then(|it| NAMES.get(usize::from(it)));
    known.map_or_else(|| format!("Key {pitch}"), |it| (*it).to_owned())
}
