//! Builds the encoders written in C, each against the library it calls. A library that is not there leaves its codec
//! out; the program says so where it matters.

use std::path::{Path, PathBuf};

/// A library: its name for pkg-config, the oldest version that will do, our source, and the flag that says it is there.
struct Library {
    package: &'static str,
    oldest: &'static str,
    source: &'static str,
    flag: &'static str,
}

const LIBRARIES: [Library; 3] = [
    Library {
        package: "vpx",
        oldest: "1.8",
        source: "vpx",
        flag: "has_vpx",
    },
    Library {
        package: "aom",
        oldest: "3.2",
        source: "aom",
        flag: "has_aom",
    },
    Library {
        package: "kvazaar",
        oldest: "2.0",
        source: "kvz",
        flag: "has_kvazaar",
    },
];

fn main() {
    println!("cargo::rerun-if-changed=native");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=PHONOGLYPH_WITHOUT");
    for library in &LIBRARIES {
        println!("cargo::rustc-check-cfg=cfg({})", library.flag);
        if let Some((includes, links)) = find(library) {
            compile(library, &includes);
            for link in links {
                println!("cargo::{link}");
            }
            println!("cargo::rustc-cfg={}", library.flag);
        }
    }
}

/// Where a library's headers are, and how to link it.
fn find(library: &Library) -> Option<(Vec<PathBuf>, Vec<String>)> {
    // For trying what a build without a library is like.
    let without = std::env::var("PHONOGLYPH_WITHOUT").unwrap_or_default();
    if without.split(',').any(|name| name == library.package) {
        return None;
    }
    let own = own(library);
    if own.is_some() {
        return own;
    }
    let found = pkg_config::Config::new()
        .atleast_version(library.oldest)
        .cargo_metadata(false)
        .probe(library.package)
        .ok()?;
    let paths = found.link_paths.iter();
    let paths = paths.map(|path| format!("rustc-link-search=native={}", path.display()));
    let libraries = found.libs.iter().map(|name| format!("rustc-link-lib={name}"));
    Some((found.include_paths, paths.chain(libraries).collect()))
}

/// The library as scripts/setup.sh built it for this project alone.
fn own(library: &Library) -> Option<(Vec<PathBuf>, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../.libraries")
        .join(library.package);
    let archive = folder.join(format!("lib/lib{}.a", library.package));
    println!("cargo::rerun-if-changed={}", archive.display());
    let links = vec![
        format!("rustc-link-search=native={}", folder.join("lib").display()),
        format!("rustc-link-lib=static={}", library.package),
        "rustc-link-lib=m".to_owned(),
        "rustc-link-lib=pthread".to_owned(),
    ];
    archive.is_file().then(|| (vec![folder.join("include")], links))
}

fn compile(library: &Library, includes: &[PathBuf]) {
    cc::Build::new()
        .file(format!("native/{}.c", library.source))
        .includes(includes)
        .define("KVZ_STATIC_LIB", None)
        .warnings(true)
        .extra_warnings(true)
        .opt_level(2)
        .compile(&format!("phonoglyph_{}", library.source));
}
