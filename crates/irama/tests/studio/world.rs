//! A studio in a folder of its own, and a client that speaks just enough HTTP.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use assert_cmd::cargo::cargo_bin;
use irama_corpus::house_loops_from;
use irama_score::write_midi;
use serde_json::{Value, json};
use tempfile::TempDir;

/// Settings with which learning takes moments.
pub(crate) fn tiny(steps: u64) -> Value {
    json!({ "steps": steps, "units": [8], "window": 16, "batch": 4, "seed": 1, "patience": 100_000 })
}

/// The folder of a studio.
pub(crate) struct World {
    pub(crate) folder: TempDir,
}

/// A studio that runs.
pub(crate) struct Running {
    pub(crate) child: Child,
    pub(crate) address: String,
    stderr: Option<thread::JoinHandle<String>>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The program with these words, and a cache of its own.
    pub(crate) fn command(&self, words: &str) -> Command {
        let mut command = Command::new(cargo_bin("irama"));
        command
            .args(words.split_whitespace())
            .current_dir(self.folder.path())
            .env("LC_ALL", "C")
            .env("XDG_CACHE_HOME", self.folder.path().join("cache"))
            .env("XDG_DATA_HOME", self.folder.path().join("home"));
        command
    }

    /// Starts a studio on a port that is free.
    pub(crate) fn start(&self) -> Running {
        self.start_with("")
    }

    pub(crate) fn start_with(&self, words: &str) -> Running {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        self.spawn(self.command(&format!("studio --port {port} --data data {words}")))
    }

    /// The same under `strace`, which writes all calls that open a way out into `log`. It steps aside,
    /// so that the child is the studio itself.
    #[cfg(target_os = "linux")]
    pub(crate) fn start_traced(&self, log: &std::path::Path) -> Running {
        let mut strace = Command::new("strace");
        strace.args(["-D", "-f", "-qq", "-e", "trace=connect", "-o"]).arg(log);
        strace.arg(cargo_bin("irama")).args(["studio", "--data", "data"]);
        strace.current_dir(self.folder.path());
        strace.env("XDG_CACHE_HOME", self.folder.path().join("cache"));
        self.spawn(strace)
    }

    fn spawn(&self, mut command: Command) -> Running {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let stderr = thread::spawn(move || {
            let mut said = String::new();
            // Whatever is no text was not said by this program.
            let _ = stderr.read_to_string(&mut said);
            said
        });
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
        Running { child, address, stderr: Some(stderr) }
    }

    /// A zip archive of a few loops.
    pub(crate) fn archive(&self) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for it in house_loops_from(5, 8) {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(format!("loops/{}.mid", it.name), options).unwrap();
            archive.write_all(&write_midi(&it.score).unwrap()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    /// All files of the data folder that are no longer needed by anything.
    pub(crate) fn strays(&self) -> Vec<String> {
        let entries = fs::read_dir(self.data().join("passing")).unwrap();
        entries.map(|it| it.unwrap().path().display().to_string()).collect()
    }
}

impl Running {
    /// The status and the body of an answer.
    pub(crate) fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> (u16, Vec<u8>) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(120))).unwrap();
        let kind =
            if kind.is_empty() { String::new() } else { format!("content-type: {kind}\r\n") };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\n{kind}content-length: {}\r\nconnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or(answer.len());
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).unwrap_or(0);
        (status, answer.split_off((end + 4).min(answer.len())))
    }

    #[track_caller]
    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let kind = if body.is_null() { "" } else { "application/json" };
        let (status, bytes) = self.send(method, path, kind, text.as_bytes());
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Value {
        let (status, value) = self.call("GET", path, &Value::Null);
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    #[track_caller]
    pub(crate) fn post(&self, path: &str, body: &Value) -> Value {
        let (status, value) = self.call("POST", path, body);
        assert!((200..300).contains(&status), "{path}: {status} {value}");
        value
    }

    pub(crate) fn upload(&self, method: &str, path: &str, bytes: &[u8]) -> (u16, Value) {
        let (status, bytes) = self.send(method, path, "application/octet-stream", bytes);
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    /// A collection with an archive in it.
    pub(crate) fn collection(&self, archive: &[u8]) -> String {
        let made = self.post("/api/collections", &json!({ "name": "Koleksi" }));
        let id = made["id"].as_str().unwrap().to_owned();
        let path = format!("/api/collections/{id}/files?name=loops.zip");
        assert_eq!(self.upload("PUT", &path, archive).0, 200);
        id
    }

    /// Has a model learned; returns its id and that of the job.
    pub(crate) fn learn(&self, collection: &str, settings: &Value) -> (String, String) {
        let asked = json!({ "name": "Model", "collection": collection, "settings": settings });
        let begun = self.post("/api/models", &asked);
        let id = |it: &Value| it["id"].as_str().unwrap().to_owned();
        (id(&begun["model"]), id(&begun["job"]))
    }

    /// Waits until a thing is as wanted, and returns it.
    #[track_caller]
    pub(crate) fn until(&self, path: &str, is_wanted: impl Fn(&Value) -> bool) -> Value {
        let begin = Instant::now();
        loop {
            let thing = self.get(path);
            if is_wanted(&thing) {
                return thing;
            }
            assert!(begin.elapsed() < Duration::from_secs(120), "{path} stays {thing}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks it to end as Ctrl-C does; returns how it did and all that it said.
    #[cfg(unix)]
    pub(crate) fn interrupted(mut self) -> (Option<i32>, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
        let code = self.child.wait().unwrap().code();
        (code, self.stderr.take().unwrap().join().unwrap())
    }

    /// Kills it as nothing else does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended already cannot be ended again.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a process that learns in this folder is there.
#[cfg(target_os = "linux")]
pub(crate) fn is_learning(world: &World) -> bool {
    let folder = world.folder.path().display().to_string();
    let entries = fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    entries.filter_map(|it| fs::read(it.path().join("cmdline")).ok()).any(|it| {
        let words = String::from_utf8_lossy(&it).replace('\0', " ");
        words.contains(" train ") && words.contains(&folder)
    })
}

/// `values` in order, and the one below which the share `p` lies.
pub(crate) fn percentile(values: &mut [f64], p: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() as f64 * p) as usize).min(values.len() - 1)]
}
