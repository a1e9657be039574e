//! The source code of the library, for tests of what it may contain.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns every file below `runtime/src` by its path there, without comments and without its unit tests.
pub fn of_the_runtime() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../runtime/src");
    let mut files = Vec::new();
    find(&root, &mut files);
    let read = |path: PathBuf| {
        let code = code(&fs::read_to_string(&path).expect("a source can be read"));
        (path.strip_prefix(&root).expect("it is below").to_owned(), code)
    };
    files.into_iter().map(read).collect()
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder can be read") {
        let path = entry.expect("a folder can be read").path();
        if path.file_stem().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            found.push(path);
        }
    }
}

fn code(text: &str) -> String {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.take_while(|line| !line.starts_with("mod tests {")).collect::<Vec<_>>().join("\n")
}
