//! Reads the sources and fails where a module imports what its rank forbids, or a file outgrows its room.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The engine's modules by rank. A module imports from the lines above its own; only the first line's modules may
/// also know each other.
const RANKS: &[&[&str]] = &[
    &["time", "clock", "color", "media"],
    &["score", "composition", "export"],
    &[
        "plan", "gpu", "audio", "encode", "mux", "storage", "text", "material",
    ],
    &["supplies"],
    &["layers", "effects", "modulation", "branding"],
    &["render"],
    &["pipeline", "stills"],
    &["workshop"],
    &["job", "preview"],
];

/// What upper modules must not know although it stands above them: module, and what it may not name.
const STRANGERS: &[(&str, &[&str])] = &[
    (
        "score",
        &["wgpu", "actix", "sea_orm", "std::fs", "tokio", "object_store"],
    ),
    (
        "composition",
        &["wgpu", "actix", "sea_orm", "std::fs", "tokio", "object_store"],
    ),
    (
        "export",
        &["wgpu", "actix", "sea_orm", "std::fs", "tokio", "object_store"],
    ),
    (
        "plan",
        &["wgpu", "actix", "sea_orm", "std::fs", "tokio", "object_store"],
    ),
    ("encode", &["crate::score", "crate::composition"]),
    ("mux", &["crate::score", "crate::composition"]),
    ("gpu", &["crate::score", "crate::composition"]),
    (
        "text",
        &[
            "wgpu",
            "std::fs",
            "crate::score",
            "crate::composition",
            "crate::export",
        ],
    ),
    (
        "storage",
        &["crate::score", "crate::composition", "crate::export"],
    ),
    ("material", &["wgpu", "actix", "sea_orm", "tokio", "object_store"]),
    ("layers", &["crate::encode", "crate::mux", "crate::storage"]),
    ("branding", &["crate::encode", "crate::mux", "crate::storage"]),
    ("effects", &["crate::encode", "crate::mux", "crate::storage"]),
    ("render", &["crate::encode", "crate::mux", "crate::storage"]),
    ("pipeline", &["actix", "sea_orm"]),
    (
        "stills",
        &["wgpu", "crate::encode", "crate::mux", "crate::storage", "std::fs"],
    ),
    ("workshop", &["wgpu", "actix", "sea_orm"]),
    ("job", &["wgpu"]),
    ("preview", &["wgpu", "actix", "sea_orm"]),
];

/// The most lines of a source file, tests apart.
const MOST_LINES: usize = 500;

#[test]
fn no_module_imports_from_below_or_beside() {
    let engine = sources("engine/src");
    assert!(engine.len() > 10, "the engine's sources were found");
    let mut broken = Vec::new();
    for (path, text) in &engine {
        let Some(own) = module_of(path) else { continue };
        let rank = rank_of(&own)
            .unwrap_or_else(|| panic!("{own} has no rank: add it to the table and to ARCHITECTURE.md"));
        for name in named_after(text, "crate::") {
            let Some(other) = rank_of(&name) else { continue };
            // The foot of the house may hold on to itself; above it, modules of one rank do not know each other.
            if name != own && (other > rank || (other == rank && rank > 0)) {
                broken.push(format!("{}: {own} imports {name}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn nobody_knows_a_stranger() {
    let mut broken = Vec::new();
    for (path, text) in sources("engine/src") {
        let own = module_of(&path).unwrap_or_default();
        for (_, strangers) in STRANGERS.iter().filter(|(module, _)| *module == own) {
            let known = strangers.iter().filter(|stranger| mentions(&text, stranger));
            broken.extend(known.map(|stranger| format!("{}: {own} knows {stranger}", path.display())));
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn each_framework_has_its_own_rooms() {
    let rooms: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("actix", &["engine/src/job"][..]),
        (
            "sea_orm",
            &[
                "engine/src/job",
                "entities/src",
                "migration/src",
                "api/src/data",
                "api/src/server",
                "api/src/cli",
            ][..],
        ),
        (
            "async_graphql",
            &["api/src/graphql", "api/src/http", "api/src/cli"][..],
        ),
        ("axum", &["api/src/http", "api/src/server"][..]),
        ("openh264", &["engine/src/encode"][..]),
        ("midly", &["engine/src/score"][..]),
    ]);
    let mut broken = Vec::new();
    for folder in ["engine/src", "api/src", "entities/src", "migration/src"] {
        for (path, text) in sources(folder) {
            for (framework, rooms) in &rooms {
                let at_home = rooms
                    .iter()
                    .any(|room| path.starts_with(room) || path == Path::new(room).with_extension("rs"));
                if !at_home && mentions(&text, framework) {
                    broken.push(format!("{} knows {framework}", path.display()));
                }
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn no_room_is_too_large() {
    let folders = ["engine/src", "api/src", "entities/src", "migration/src"];
    let long: Vec<_> = folders
        .iter()
        .flat_map(|folder| all_sources(folder))
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| (path, without_test_module(&text).lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .collect();
    assert!(long.is_empty(), "over {MOST_LINES} lines: {long:?}");
}

#[test]
fn the_reader_sees_what_it_should() {
    let text = "use crate::{time::Rate, mux};\n// use crate::job;\nlet x = crate::audio::open();\nuse sea_orm::Db;\n";
    let code = without_comments(text);
    assert_eq!(named_after(&code, "crate::"), ["time", "mux", "audio"]);
    assert!(mentions(&code, "sea_orm") && !mentions(&code, "sea_orm_migration") && !mentions(&code, "orm"));
    assert_eq!(rank_of("job"), Some(8));
}

/// The sources below a folder of the workspace, without comments and tests, by path from the workspace's root.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let code = |(path, text): (PathBuf, String)| (path, without_comments(&without_test_module(&text)));
    all_sources(folder)
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(code)
        .collect()
}

fn all_sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate lies in the workspace");
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}")) {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("sources are UTF-8");
                found.push((
                    path.strip_prefix(root).expect("it is below the root").to_owned(),
                    text,
                ));
            }
        }
    }
    found.sort();
    found
}

fn is_test(path: &Path) -> bool {
    path.iter()
        .any(|part| part == "tests" || part == "tests.rs" || part == "test_suite.rs")
}

/// A file up to its `#[cfg(test)] mod`, which stands at its end.
fn without_test_module(text: &str) -> String {
    match text.find("\n#[cfg(test)]\nmod ") {
        Some(end) => text[..end].to_owned(),
        None => text.to_owned(),
    }
}

fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(code).collect::<Vec<_>>().join("\n")
}

/// The engine module a file belongs to; none for `lib.rs`.
fn module_of(path: &Path) -> Option<String> {
    let inside = path.strip_prefix("engine/src").ok()?;
    let first = Path::new(inside.iter().next()?).with_extension("");
    let name = first.to_string_lossy().into_owned();
    (name != "lib").then_some(name)
}

fn rank_of(module: &str) -> Option<usize> {
    RANKS.iter().position(|rank| rank.contains(&module))
}

/// The first names after each `prefix`, also inside braces.
fn named_after(code: &str, prefix: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (start, _) in code.match_indices(prefix) {
        let rest = &code[start + prefix.len()..];
        match rest.strip_prefix('{') {
            Some(list) => names.extend(first_names(list)),
            None => names.extend(identifier(rest)),
        }
    }
    names
}

/// The first identifier of each entry of a use list, up to its closing brace.
fn first_names(list: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut entry_begins) = (0, true);
    for (at, letter) in list.char_indices() {
        match letter {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => entry_begins = true,
            _ if entry_begins && !letter.is_whitespace() => {
                names.extend(identifier(&list[at..]));
                entry_begins = false;
            }
            _ => {}
        }
    }
    names
}

fn identifier(text: &str) -> Option<String> {
    let name: String = text
        .chars()
        .take_while(|letter| letter.is_alphanumeric() || *letter == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}

/// Whether the code names a path that begins so.
fn mentions(code: &str, path: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(path).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = &code[start + path.len()..];
        !before.is_some_and(|letter| part(letter) || letter == ':')
            && (after.starts_with("::") || path.contains("::") && !after.starts_with(part))
    })
}
