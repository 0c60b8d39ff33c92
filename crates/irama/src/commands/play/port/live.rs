//! The MIDI ports of the system, by the crate `midir`.

use irama_corpus::display_name;
use midir::{MidiOutput, MidiOutputConnection};

use super::{Port, PortGone};
use crate::{
    failure::Failure,
    voice::{Voice, print},
};

/// What this program is called among ports.
const CLIENT: &str = "Irama";

struct LivePort(MidiOutputConnection);

impl Port for LivePort {
    fn send(&mut self, _: (u64, u64), bytes: &[u8]) -> Result<(), PortGone> {
        self.0.send(bytes).map_err(|it| PortGone(it.to_string()))
    }
}

fn output(voice: &Voice) -> Result<MidiOutput, Failure> {
    MidiOutput::new(CLIENT).map_err(|it| {
        Failure::usage(voice.pick(
            format!("this system has no MIDI ports ({it}); use --port file:PATH for a trial"),
            format!(
                "sistem ini tidak punya port MIDI ({it}); pakai --port file:PATH untuk mencoba"
            ),
        ))
    })
}

fn names(output: &MidiOutput) -> Vec<String> {
    let names = output.ports().into_iter().map(|it| output.port_name(&it).unwrap_or_default());
    names.map(|it| display_name(it.as_ref())).collect()
}

/// Names the ports of the system.
pub(in super::super) fn list(voice: &Voice) -> Result<(), Failure> {
    print(&names(&output(voice)?).join("\n"))
}

/// Opens the port whose name has `name` in it, or one of its own.
pub(super) fn open(name: &str, voice: &Voice) -> Result<Box<dyn Port>, Failure> {
    let output = output(voice)?;
    let connection = if name == "virtual" {
        open_virtual(output, voice)?
    } else {
        let all = names(&output);
        let wanted = name.to_lowercase();
        let found = all.iter().position(|it| it.to_lowercase().contains(&wanted));
        let port = found.and_then(|idx| output.ports().into_iter().nth(idx));
        let port = port.ok_or_else(|| unknown(name, &all, voice))?;
        output.connect(&port, CLIENT).map_err(|it| refused(&it.to_string(), voice))?
    };
    Ok(Box::new(LivePort(connection)))
}

#[cfg(unix)]
fn open_virtual(output: MidiOutput, voice: &Voice) -> Result<MidiOutputConnection, Failure> {
    use midir::os::unix::VirtualOutput;

    output.create_virtual(CLIENT).map_err(|it| refused(&it.to_string(), voice))
}

#[cfg(not(unix))]
fn open_virtual(_: MidiOutput, voice: &Voice) -> Result<MidiOutputConnection, Failure> {
    Err(refused("this system has no virtual ports", voice))
}

fn refused(why: &str, voice: &Voice) -> Failure {
    Failure::usage(voice.pick(
        format!("the port cannot be opened ({why}); `irama play --port list` names others"),
        format!("port tidak bisa dibuka ({why}); `irama play --port list` menampilkan yang lain"),
    ))
}

fn unknown(name: &str, all: &[String], voice: &Voice) -> Failure {
    let (shown, all) = (display_name(name.as_ref()), all.join(", "));
    Failure::usage(voice.pick(
        format!("there is no port {shown:?}; there are: {all}, and \"virtual\""),
        format!("tidak ada port {shown:?}; yang ada: {all}, dan \"virtual\""),
    ))
}
