//! Starting ranks, and what became of them.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStderr, Command, Stdio},
};

use assert_cmd::cargo::cargo_bin;

use crate::world::World;

/// An events model that is learned in a moment, from batches of four blocks of rows.
pub(crate) const EVENTS: &str =
    "train songs -o m.irama --no-cache --threads 1 --units 8 --window 8 --batch 32 --seed 1";
/// The same of the classic kind, with batch norms.
pub(crate) const CLASSIC: &str = "train songs -o m.irama --no-cache --threads 1 --model classic --units 4,3 --window 5 --batch 32 \
                                  --seed 1";

/// Whether ranks can be started; says why if they cannot.
#[allow(clippy::print_stdout, reason = "a test that is skipped says why")]
pub(crate) fn can_launch() -> bool {
    let version = Command::new("mpirun").arg("--version").output();
    let is_open_mpi =
        version.is_ok_and(|it| String::from_utf8_lossy(&it.stdout).contains("Open MPI"));
    let reason = match (cfg!(feature = "mpi"), is_open_mpi) {
        (false, _) => "skipped: built without --features mpi",
        (true, false) => "skipped: there is no mpirun of Open MPI",
        (true, true) => return true,
    };
    println!("{reason}");
    false
}

/// How a launch ended.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) code: Option<i32>,
    pub(crate) messages: String,
}

/// Ranks that are under way, and their messages.
pub(crate) struct Launched {
    child: Child,
    messages: BufReader<ChildStderr>,
}

/// A rank: what the shell does before the program takes its place, and the program's arguments.
pub(crate) type Rank<'a> = (&'a str, &'a str);

/// Starts one process a rank. Each writes the number of its process to `pid.RANK`.
pub(crate) fn launch(world: &World, ranks: &[Rank<'_>]) -> Launched {
    let mut command = Command::new("mpirun");
    command.args(["--oversubscribe", "--allow-run-as-root"]);
    for (idx, (before, line)) in ranks.iter().enumerate() {
        let irama = cargo_bin("irama");
        let shell = format!("echo $$ > pid.{idx}; {before} exec {} {line}", irama.display());
        command.args(if idx > 0 { &[":", "-n", "1"][..] } else { &["-n", "1"] });
        command.args(["sh", "-c", &shell]);
    }
    let mut child = command
        .current_dir(world.path(""))
        .env("HOME", world.path(""))
        .env("XDG_CACHE_HOME", world.path("cache"))
        // In a container, ranks may not look into each other's memory; that costs only time.
        .env("OMPI_MCA_btl_vader_single_copy_mechanism", "none")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let messages = BufReader::new(child.stderr.take().unwrap());
    Launched { child, messages }
}

/// Runs `n` ranks with the same arguments to their end.
pub(crate) fn run(world: &World, n: usize, line: &str) -> End {
    launch(world, &vec![("", line); n]).end()
}

impl Launched {
    /// Reads on until a message begins like this.
    pub(crate) fn until(mut self, start: &str) -> Self {
        let mut line = String::new();
        while !line.starts_with(start) {
            line.clear();
            let n_bytes = self.messages.read_line(&mut line).unwrap();
            assert!(n_bytes > 0, "the ranks ended without a message {start:?}");
        }
        self
    }

    /// Sends a signal to a rank, or to the launcher.
    pub(crate) fn signal(self, world: &World, name: &str, rank: Option<usize>) -> Self {
        let pid = match rank {
            None => self.child.id().to_string(),
            Some(rank) => String::from_utf8(world.bytes(&format!("pid.{rank}"))).unwrap(),
        };
        let kill = format!("kill -{name} {pid}");
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        self
    }

    pub(crate) fn end(mut self) -> End {
        let mut messages = String::new();
        self.messages.read_to_string(&mut messages).unwrap();
        End { code: self.child.wait().unwrap().code(), messages }
    }
}

impl End {
    #[track_caller]
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.messages);
        self
    }

    #[track_caller]
    pub(crate) fn failed_with(self, words: &str) -> Self {
        assert_ne!(self.code, Some(0), "{}", self.messages);
        assert!(self.messages.contains(words), "{}", self.messages);
        self
    }
}
