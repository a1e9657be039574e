//! Ties a server and its directory to the life of the test process.
//!
//! Statics are not dropped when a process ends, and nothing of a process runs after an abort or a kill. The system
//! closes a pipe in every case, however. A small shell script holds the other end. When the pipe closes, the script
//! stops the server and removes its directory.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Programs, Recipe, programs};

const SUPERVISE: &str = include_str!("supervise.sh");

pub(super) struct Lifeline {
    directory: PathBuf,
    /// Owns the writing end of the pipe. Nothing is ever written.
    _supervisor: Child,
}

impl Lifeline {
    pub(super) fn start<R: Recipe>(programs: &Programs, port: u16) -> io::Result<Self> {
        let user = programs::unprivileged(R::USERS);
        let directory = private_directory(R::NAME, user)?;
        let mut command = Command::new("sh");
        command
            .args(["-c", SUPERVISE, "supervise"])
            .env("DIR", &directory)
            .env("PORT", port.to_string())
            .env("INSTALL", &programs.install)
            .env("SERVE", &programs.serve)
            .env("START", R::START)
            .env("STOP", R::STOP)
            .current_dir(&directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // An interrupt typed at the terminal ends the tests; the supervisor must outlive them.
            .process_group(0);
        if let Some((uid, gid)) = user {
            command.uid(uid).gid(gid);
        }
        let supervisor = command.spawn().inspect_err(|_| drop(fs::remove_dir_all(&directory)))?;
        Ok(Self { directory, _supervisor: supervisor })
    }

    pub(super) fn directory(&self) -> &Path {
        &self.directory
    }

    /// Returns whether the server has ended by itself.
    pub(super) fn ended(&self) -> bool {
        self.directory.join("ended").exists()
    }

    /// Returns the last lines that the server wrote.
    pub(super) fn log(&self) -> String {
        let log = fs::read_to_string(self.directory.join("log")).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

/// Makes an empty directory that only the server's user can enter.
fn private_directory(name: &str, user: Option<(u32, u32)>) -> io::Result<PathBuf> {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    // Another user may be unable to reach the temporary directory of root.
    let parent = if user.is_some() { PathBuf::from("/tmp") } else { std::env::temp_dir() };
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let directory =
        parent.canonicalize()?.join(format!("batchload-{name}-{}-{number}", process::id()).to_lowercase());
    fs::DirBuilder::new().mode(0o700).create(&directory)?;
    if let Some((uid, gid)) = user {
        chown(&directory, Some(uid), Some(gid))?;
    }
    Ok(directory)
}
