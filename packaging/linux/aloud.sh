#!/bin/sh
# Starts Aloud from the folder that this file is in, wherever that is. -I, and no variables of the user's own Python:
# nothing of it may get in, here or in child processes.
self=$(readlink -f -- "$0")
home=$(dirname -- "$(dirname -- "$self")")
unset PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONUSERBASE PYTHONPLATLIBDIR
export PYTHONSAFEPATH=1 PYTHONNOUSERSITE=1
exec "$home/python/bin/python3.11" -I -m app "$@"
