#!/usr/bin/env bash
# Installs what is missing to build, test or check Phonoglyph Export on Debian 12/13 and Ubuntu. Safe to run again:
# what is there is left alone, and when nothing is missing it says nothing and takes a fraction of a second.
#
#   scripts/setup.sh build   compiler, assembler, Vulkan driver, node      (make demo, serve, bench)
#   scripts/setup.sh test    the same, and the programs that judge videos  (make test)
#   scripts/setup.sh check   the same, and cargo-deny                      (make check)
#   scripts/setup.sh codecs  only the library of H.265, built from source where the system has none
set -euo pipefail

readonly CARGO_DENY=0.20.2
readonly OLDEST_RUST=1.95
# Debian's source archives of kvazaar, the newest first, with their SHA-256 as the signed package lists have them.
readonly KVAZAAR_SOURCES="
2.3.2 b95d2e20f2b0d8d7ed320055740be2e7a730abe28b153b5a788cfca371cc38b2
2.3.1 2510b8ecc2bf384bbc7b8fc2756bbfa8a8c173b57634c8dfdd8bea6733e56c46
"
readonly KVAZAAR_POOL=http://deb.debian.org/debian/pool/main/k/kvazaar
readonly KVAZAAR_FOLDER=$(dirname "$0")/../.libraries/kvazaar

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Packages to install, and the reason for each as it is told to the user.
missing=()
want() { # package, reason
    missing+=("$1")
    say "missing: $1 ($2)"
}

have() { command -v "$1" >/dev/null 2>&1; }
have_any() { local name; for name in "$@"; do have "$name" && return; done; return 1; }
have_file() { compgen -G "$1" >/dev/null; }
have_package() { have pkg-config && pkg-config --exists "$1"; }
have_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true; } | grep -qF "$1"; }

look_for_build_needs() {
    { have cc && have c++ && have make; } || want build-essential "C and C++ compilers: openh264, fdk-aac and SQLite are built from source"
    have nasm || want nasm "assembler: without it the H.264 encoder is several times slower"
    have cmake || want cmake "libopus and kvazaar are built with it"
    have pkg-config || want pkg-config "finds the libraries of VP9 and AV1"
    have_package vpx || want libvpx-dev "the library of VP9; without it VP9 is left out"
    have_package aom || want libaom-dev "the library of AV1; without it AV1 is left out"
    have git || want git "version control"
    have_file /etc/ssl/certs/ca-certificates.crt || want ca-certificates "trusted roots for downloading crates and packages"
    have_library libvulkan.so.1 || want libvulkan1 "the Vulkan loader: pictures are drawn through it"
    have_file '/usr/share/vulkan/icd.d/lvp_icd*.json' || want mesa-vulkan-drivers "Lavapipe draws where there is no GPU"
    have node || want nodejs "builds the GraphiQL page"
    # Node from other sources than the distribution brings its own npm.
    have npm || want npm "builds the GraphiQL page"
}

look_for_test_needs() {
    { have ffmpeg && have ffprobe; } || want ffmpeg "tests decode every video with it; the product does not use it"
    have unzip || want unzip "tests unpack archives of pictures with it; the product does not use it"
    have curl || want curl "tests run the requests of docs/api.md with it"
    have jq || want jq "tests run the requests of docs/api.md with it"
    python3 -c 'import ensurepip, venv' 2>/dev/null \
        || want python3-venv "Schemathesis judges the API; the product does not use Python"
    have_any chromium chromium-browser google-chrome-stable google-chrome \
        || want "$(browser_package)" "tests play a video in it; the product does not use it"
}

# Ubuntu has Chromium as a snap only, behind this package.
browser_package() {
    if grep -qs '^ID=ubuntu' /etc/os-release; then echo chromium-browser; else echo chromium; fi
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        fail "root is needed for: $*
setup: there is no sudo here; run this as root: apt-get install ${missing[*]}"
    fi
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -qq "$@"
}

# The lock of the package lists is not covered by DPkg::Lock::Timeout, and mirrors fail now and then.
refresh_package_lists() {
    local try
    for try in 1 2 3 4 5; do
        apt_get update && return
        say "refreshing the package lists failed (try $try of 5)"
        sleep $((try * 3))
    done
    fail "the package lists cannot be refreshed: see the message of apt-get above"
}

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    have apt-get || fail "there is no apt-get here: install by other means: ${missing[*]}"
    say "installing with apt-get: ${missing[*]}"
    refresh_package_lists
    # -qq hides the list of packages; the reasons stand above it.
    apt_get install --yes --no-install-recommends "${missing[@]}" >/dev/null \
        || fail "apt-get could not install: ${missing[*]}"
    say "installed: ${missing[*]}"
}

# The library of H.265. Debian 13 has a package of it; elsewhere it is built into this folder. The program does without
# it: H.265 is left out then.
bring_kvazaar() {
    have_package kvazaar && return
    [ -f "$KVAZAAR_FOLDER/lib/libkvazaar.a" ] && return
    [ -f "$KVAZAAR_FOLDER/unavailable" ] && return
    if apt-cache show libkvazaar-dev >/dev/null 2>&1; then
        say "missing: libkvazaar-dev (the library of H.265)"
        apt_get install --yes --no-install-recommends libkvazaar-dev >/dev/null && return
    fi
    say "missing: kvazaar (the library of H.265); building it takes a minute, once"
    mkdir -p "$KVAZAAR_FOLDER"
    if ! build_kvazaar; then
        say "kvazaar could not be built: H.265 is left out (remove $KVAZAAR_FOLDER to try again)"
        touch "$KVAZAAR_FOLDER/unavailable"
    fi
}

build_kvazaar() {
    local folder version sum
    folder=$(mktemp -d)
    while read -r version sum; do
        [ -n "$version" ] || continue
        fetch_verified "$KVAZAAR_POOL/kvazaar_$version.orig.tar.gz" "$folder/source.tar.gz" "$sum" || continue
        mkdir -p "$folder/source"
        tar -xzf "$folder/source.tar.gz" -C "$folder/source" --strip-components=1 \
            && cmake -S "$folder/source" -B "$folder/build" -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
                -DBUILD_TESTS=OFF -DBUILD_KVAZAAR_BINARY=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON >"$folder/log" 2>&1 \
            && cmake --build "$folder/build" --parallel "$(nproc)" >>"$folder/log" 2>&1 \
            && install -D -m 644 "$folder/source/src/kvazaar.h" "$KVAZAAR_FOLDER/include/kvazaar.h" \
            && install -D -m 644 "$folder/source/LICENSE" "$KVAZAAR_FOLDER/LICENSE" \
            && install -D -m 644 "$(find "$folder/build" -name libkvazaar.a | head -n 1)" "$KVAZAAR_FOLDER/lib/libkvazaar.a"
        [ -f "$KVAZAAR_FOLDER/lib/libkvazaar.a" ] && break
        tail -n 5 "$folder/log" 2>/dev/null
        rm -rf "$folder/source" "$folder/build"
    done <<<"$KVAZAAR_SOURCES"
    rm -rf "$folder"
    [ -f "$KVAZAAR_FOLDER/lib/libkvazaar.a" ]
}

# apt's own downloader is there wherever apt is, and checks the sum.
fetch_verified() { # address, file, SHA-256
    if [ -x /usr/lib/apt/apt-helper ]; then
        /usr/lib/apt/apt-helper -o Acquire::Retries=2 download-file "$1" "$2" "SHA256:$3" >/dev/null 2>&1
    else
        curl -fsSL --retry 2 -o "$2" "$1" && echo "$3  $2" | sha256sum --check --quiet
    fi
}

# Rust is the user's own: rustup reads rust-toolchain.toml and brings the right version by itself.
check_rust() {
    have cargo || fail "cargo is missing. Install Rust with rustup and run this again:
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal
    . \"\$HOME/.cargo/env\""
    have rustup && return
    local version
    version=$(cargo --version | cut -d ' ' -f 2)
    [ "$(printf '%s\n' "$OLDEST_RUST" "$version" | sort -V | head -n 1)" = "$OLDEST_RUST" ] \
        || fail "cargo $version is too old: Rust $OLDEST_RUST or newer is needed; rustup (https://rustup.rs) brings it by itself"
}

install_cargo_deny() {
    cargo deny --version >/dev/null 2>&1 && return
    say "missing: cargo-deny (checks licences and advisories of dependencies); building it takes some minutes, once"
    # Its build must not share the project's target folder.
    env -u CARGO_TARGET_DIR cargo install cargo-deny --locked --quiet --version "$CARGO_DENY"
}

main() {
    local mode=${1:-}
    case $mode in
        build | test | check) ;;
        codecs)
            bring_kvazaar
            return
            ;;
        *) fail "usage: scripts/setup.sh build|test|check|codecs" ;;
    esac
    check_rust
    look_for_build_needs
    [ "$mode" = build ] || look_for_test_needs
    install_missing
    bring_kvazaar
    [ "$mode" != check ] || install_cargo_deny
}

main "$@"
