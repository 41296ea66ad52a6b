# Read by the scripts here: which folder may be removed as a virtual environment.
# shellcheck shell=sh

# Made in each environment by the set-up, so that a folder can be told from one of the user's own.
VENV_STAMP=.made-by-nkbook

# Returns 0 if the folder is a virtual environment that the set-up made, below the current folder.
venv_is_ours() {
    [ -n "$1" ] && [ -d "$1" ] && [ ! -L "$1" ] || return 1
    [ -f "$1/pyvenv.cfg" ] && [ -f "$1/$VENV_STAMP" ] || return 1
    case $(cd -P -- "$1" && pwd -P) in
        "$(pwd -P)"/?*) return 0 ;;
        *) return 1 ;;
    esac
}
