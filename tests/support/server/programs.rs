//! Where the system keeps its programs and which users it knows.
//!
//! This module does not install what is missing: `tests/run.sh` does that.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Directories that hold servers but are often absent from `PATH`.
const ELSEWHERE: [&str; 5] =
    ["/usr/sbin", "/usr/local/sbin", "/usr/libexec", "/usr/local/bin", "/opt/homebrew/bin"];

/// Returns the first of the named programs that is installed, in `directories` or where programs usually are.
pub(super) fn find(names: &[&str], directories: &[PathBuf]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let places: Vec<PathBuf> = directories
        .iter()
        .cloned()
        .chain(env::split_paths(&path))
        .chain(ELSEWHERE.iter().map(PathBuf::from))
        .collect();
    names.iter().find_map(|name| places.iter().map(|place| place.join(name)).find(|file| file.is_file()))
}

/// Returns the `bin` directory of every version below `root`, the newest version first.
pub(super) fn versions(root: &Path) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = root
        .read_dir()
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    found.sort_unstable_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, bin)| bin).collect()
}

/// Returns the user and group to run a server as, or `None` if the tests do not run as root.
pub(super) fn unprivileged(users: &[&str]) -> Option<(u32, u32)> {
    if id(&["-u"]) != Some(0) {
        return None;
    }
    users.iter().find_map(|user| Some((id(&["-u", user])?, id(&["-g", user])?)))
}

fn id(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
