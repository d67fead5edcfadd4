#!/bin/sh
# Makes .venv with rhapsode in it, or finds that it is there. Usage: tools/set-up.sh [EXTRAS], e.g. "dev,bench".
# PYTHON= names the interpreter to use. An interrupted set-up is begun anew.
set -eu
extras=${1:-}
stamp=.venv/ready${extras:+-$(printf %s "$extras" | tr , -)}

fail() { printf '%s\n' "$1" >&2; exit 1; }

# Prints nothing when the interpreter $1 will do, else the one line that helps.
trouble_with() {
    "$1" - <<'PY' 2>/dev/null || printf '%s' "can't run '$1': install Python 3.11 or newer, or name one with: make PYTHON=/path/to/python3"
import sys
where = sys.executable
version = ".".join(map(str, sys.version_info[:3]))
if sys.version_info < (3, 11):
    print("%s is Python %s, and rhapsode needs 3.11 or newer: name another with: make PYTHON=/path/to/python3" % (where, version))
else:
    try:
        import ensurepip, venv
    except ImportError:
        print("%s lacks venv: on Debian or Ubuntu run: sudo apt install python3-venv (or name another with: make PYTHON=/path/to/python3)" % where)
PY
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        found=$PYTHON
        said=$(trouble_with "$found")
        [ -z "$said" ] || fail "$said"
        return
    fi
    first=
    for found in python3.13 python3.12 python3.11 python3 python python3.14; do
        command -v "$found" >/dev/null 2>&1 || continue
        said=$(trouble_with "$found")
        [ -n "$said" ] || return 0
        # The complaint about plain python3 tells more than that about a version-named one that is a dead shim.
        case "$first$found" in python3) first=$said ;; *) [ -n "$first" ] || first=$said ;; esac
    done
    fail "${first:-no Python found: install Python 3.11 or newer, or name one with: make PYTHON=/path/to/python3}"
}

# Set up already, with this interpreter, and nothing changed since?
if [ -f "$stamp" ] && [ "$stamp" -nt pyproject.toml ] && [ -x .venv/bin/python ]; then
    [ "$(cat "$stamp")" = "${PYTHON:-any}" ] || [ -z "${PYTHON:-}" ] && exit 0
fi

find_python
began=.venv/begun
if [ -f "$began" ] || [ ! -x .venv/bin/python ] || [ ! -f .venv/made-by ] || { [ -n "${PYTHON:-}" ] && [ "$(cat .venv/made-by)" != "$PYTHON" ]; }; then
    printf 'Setting up .venv with %s …\n' "$found"
    "$found" -m venv --clear .venv || fail "couldn't make .venv with $found: see the lines above"
    printf '%s' "${PYTHON:-$found}" >.venv/made-by
fi
: >"$began"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".${extras:+[$extras]}" ||
    fail "couldn't install what rhapsode needs: see the lines above; it needs the network once, then never again"
rm -f "$began"
printf '%s' "${PYTHON:-any}" >"$stamp"
