#!/bin/sh
# Sets up what a make target needs: system libraries, the virtual environment, the packages.
#
#   .ci/setup.sh book     to build books
#   .ci/setup.sh test     that, and what the tests and the documentation need
#   .ci/setup.sh readers  after that, the further reading engines of make readers
#   .ci/setup.sh system   only the system libraries and programs of both, for sudo
#   .ci/setup.sh lock     resolve the requirements and write all lock files
#
# VENV is the virtual environment's folder (.venv), PYTHON the interpreter it is made with (python3).
# Debian and Ubuntu packages are installed when this runs as root; elsewhere whatever is missing is
# named, with the command that installs it. Run from the repository's top folder; make does.
#
# What pip installs, pip itself included, is the version and the file that a lock file names, and a
# wheel, so that no code runs during the installation.
set -eu
. .ci/venv.sh

target=${1:?book, test, readers, system or lock}
venv=${VENV:-.venv}
python=${PYTHON:-python3}

# What each target needs of the system: kind, name, Debian package.
#   module  a module of Python      library  a shared library      program  a command
#   jar     a library of Java, where Debian has them
needs() {
    cat <<'TABLE'
module   ensurepip         python3-venv
library  gobject-2.0       libglib2.0-0
library  fontconfig        libfontconfig1
library  harfbuzz          libharfbuzz0b
library  harfbuzz-subset   libharfbuzz-subset0
library  pango-1.0         libpango-1.0-0
library  pangoft2-1.0      libpangoft2-1.0-0
TABLE
    [ "$1" != book ] || return 0
    cat <<'TABLE'
program  java              default-jre-headless
program  javac             default-jdk-headless
jar      jaxb-runtime      libjaxb-java
program  chromium          chromium
program  ebook-convert     calibre
program  node              nodejs
program  npm               npm
program  pdftotext         poppler-utils
program  qpdf              qpdf
TABLE
    [ "$1" = readers ] || return 0
    cat <<'TABLE'
program  wkhtmltopdf       wkhtmltopdf
TABLE
}

fail() {
    printf 'set-up: %s\n' "$1" >&2
    exit 5
}

say() {
    printf 'set-up: %s\n' "$1" >&2
}

# Runs a command that should not be seen unless it fails.
quietly() {
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then
        rm -f "$log"
    else
        tail -n 40 "$log" >&2
        rm -f "$log"
        return 1
    fi
}

has_module() {
    "$python" -c "import $1" >/dev/null 2>&1
}

# By loading it, as WeasyPrint does: a file somewhere on the disk proves nothing.
has_library() {
    "$python" - "$1" <<'CODE' >/dev/null 2>&1
import ctypes, sys
name = sys.argv[1]
for file in (f"lib{name}.so.0", f"lib{name}.so.1", f"lib{name}.dylib", f"lib{name}.0.dylib"):
    try:
        ctypes.CDLL(file)
    except OSError:
        continue
    sys.exit(0)
sys.exit(1)
CODE
}

has_program() {
    # Chromium goes by several names.
    if [ "$1" = chromium ]; then
        for name in chromium chromium-browser google-chrome google-chrome-stable; do
            if command -v "$name" >/dev/null 2>&1; then return 0; fi
        done
        return 1
    fi
    command -v "$1" >/dev/null 2>&1
}

has_jar() {
    [ -e "/usr/share/java/$1.jar" ]
}

# Prints the packages of what is missing, on one line.
missing() {
    needs "$1" | while read -r kind name package; do
        "has_$kind" "$name" || printf '%s ' "$package"
    done
}

install_system_packages() {
    packages=$(missing "$target" | sed "s/ $//")
    [ -n "$packages" ] || return 0
    if ! command -v apt-get >/dev/null 2>&1; then
        fail "missing here (by the names of Debian's packages): $packages"
    fi
    if [ "$(id -u)" -ne 0 ]; then
        fail "system packages are missing; install them and run make again:
    sudo apt-get install $packages"
    fi
    say "installing $packages"
    quietly apt-get update || say "apt-get update failed; trying with the lists there are"
    # Unquoted: the names are separate words.
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive quietly \
        apt-get install --yes --no-install-recommends $packages \
        || fail "could not install: $packages"
    packages=$(missing "$target" | sed "s/ $//")
    [ -z "$packages" ] || fail "still missing after the installation: $packages"
}

check_python() {
    command -v "$python" >/dev/null 2>&1 || fail "no $python; install Python 3.11 or newer"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
        || fail "$("$python" --version) is too old: Python 3.11 or newer is needed
    (another interpreter: make PYTHON=python3.12 …)"
}

make_venv() {
    # A copied or moved folder leaves scripts that name the old place: then make it again.
    if [ -e "$venv" ] && ! "$venv/bin/pip" --version >/dev/null 2>&1; then
        venv_is_ours "$venv" || fail "$venv is no virtual environment of nkbook's, or a broken one
    outside this folder; move it away, or name another: make VENV=…"
        rm -rf -- "$venv"
    fi
    if [ ! -e "$venv" ]; then
        quietly "$python" -m venv "$venv" || fail "could not make $venv"
        : >"$venv/$VENV_STAMP"
    fi
    # / has a bin/pip too.
    [ -e "$venv/pyvenv.cfg" ] || fail "$venv is no virtual environment; name another: make VENV=…"
    install_locked .ci/pip.lock
}

# Installs what a lock file names into the virtual environment.
install_locked() {
    quietly "$venv/bin/python" -m pip install --disable-pip-version-check --require-hashes \
        --only-binary :all: -r "$1" || fail "could not install $1"
}

install_packages() {
    lock=requirements.lock
    [ "$target" = book ] || lock=requirements-test.lock
    say "installing $lock into $venv"
    install_locked "$lock"
    # Editable, so that a change in nkbook/ needs no installation.
    quietly "$venv/bin/python" -m pip install --disable-pip-version-check --no-build-isolation \
        --no-deps --no-index --editable . || fail "could not install nkbook"
    "$venv/bin/python" -c 'import weasyprint' || fail "WeasyPrint does not start here"
}

# The judges written in JavaScript; their browser is the system's, so no script of theirs is run.
install_readers() {
    say "installing $1/package-lock.json into $1/node_modules"
    (
        cd "$1"
        PUPPETEER_SKIP_DOWNLOAD=1 quietly npm ci --ignore-scripts --no-audit --no-fund
    ) || fail "could not install $1/package-lock.json"
}

write_locks() {
    # uv and not pip-compile: it locks for all platforms and Pythons at once.
    install_locked .ci/uv.lock
    # Unquoted: without the variable there is no argument.
    # shellcheck disable=SC2086
    lock() {
        quietly "$venv/bin/uv" pip compile --quiet --no-config --universal --python-version 3.11 \
            --generate-hashes --custom-compile-command "make lock" ${UPGRADE:-} "$@" \
            || fail "could not lock: $*"
    }
    lock --extra build --output-file requirements.lock pyproject.toml
    # Under the first one's versions: the tests must judge what the books are built with.
    lock --extra build --extra test --constraint requirements.lock \
        --output-file requirements-test.lock pyproject.toml
    for tool in pip uv; do
        printf '%s\n' "$tool" | lock --output-file ".ci/$tool.lock" -
    done
}

check_python
case $target in
    book | test)
        install_system_packages
        make_venv
        install_packages
        [ "$target" = book ] || install_readers tests/reader
        ;;
    readers)
        install_system_packages
        install_readers tests/reader/more
        ;;
    system)
        install_system_packages
        ;;
    lock)
        target=book
        install_system_packages
        make_venv
        write_locks
        ;;
    *) fail "unknown target $target" ;;
esac
