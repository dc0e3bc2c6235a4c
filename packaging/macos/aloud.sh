#!/bin/sh
# Contents/MacOS/aloud: starts the window without arguments, else the command that was given.
resources=$(CDPATH= cd -- "$(dirname -- "$0")/../Resources" && pwd -P)
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE
export PYTHONSAFEPATH=1 PYTHONNOUSERSITE=1
exec "$resources/python/bin/python3.11" -I -m app "$@"
