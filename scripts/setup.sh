#!/usr/bin/env bash
# Installs what is missing to build, test or check Phonoglyph Export on Debian 12/13 and Ubuntu. Safe to run again:
# what is there is left alone, and when nothing is missing it says nothing and takes a fraction of a second.
#
#   scripts/setup.sh build   compiler, assembler, Vulkan driver, node      (make demo, serve, bench)
#   scripts/setup.sh test    the same, and the programs that judge videos  (make test)
#   scripts/setup.sh check   the same, and cargo-deny                      (make check)
set -euo pipefail

readonly CARGO_DENY=0.20.2
readonly OLDEST_RUST=1.95

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
have_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true; } | grep -qF "$1"; }

look_for_build_needs() {
    { have cc && have c++ && have make; } || want build-essential "C and C++ compilers: openh264, fdk-aac and SQLite are built from source"
    have nasm || want nasm "assembler: without it the H.264 encoder is several times slower"
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
        *) fail "usage: scripts/setup.sh build|test|check" ;;
    esac
    check_rust
    look_for_build_needs
    [ "$mode" = build ] || look_for_test_needs
    install_missing
    [ "$mode" != check ] || install_cargo_deny
}

main "$@"
