#!/bin/sh
# uninstall.sh [--history keep|delete]: removes what install.sh put here. Settings, models and logs go too; the history
# stays unless you say otherwise.
set -eu
home=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-$HOME/.local/share}
history=
while [ $# -gt 0 ]; do
  case $1 in
    --history) [ $# -gt 1 ] || { echo "uninstall.sh: --history needs keep or delete" >&2; exit 2; }; history=$2; shift ;;
    *) echo "use: uninstall.sh [--history keep|delete]" >&2; exit 2 ;;
  esac
  shift
done
case $history in
  keep | delete) ;;
  "")
    history=keep
    if [ -t 0 ] && [ -e "$data/aloud/sessions.sqlite3" ]; then
      printf 'Delete the saved sessions in %s too? [y/N] ' "$data/aloud"
      read -r answer || answer=
      case $answer in y | Y | yes) history=delete ;; esac
    fi
    ;;
  *) echo "uninstall.sh: --history needs keep or delete" >&2; exit 2 ;;
esac
[ -f "$home/build-id" ] || { echo "uninstall.sh: $home is not Aloud; nothing was removed" >&2; exit 2; }
[ "$(readlink "$HOME/.local/bin/aloud" 2>/dev/null)" != "$home/bin/aloud" ] || rm -f -- "$HOME/.local/bin/aloud"
rm -f -- "$data/applications/aloud.desktop" "$data/icons/hicolor/scalable/apps/aloud.svg" \
  "$data/mime/packages/aloud.xml" "$data/man/man1/aloud.1.gz"
update-mime-database "$data/mime" >/dev/null 2>&1 || true
rm -rf -- "${XDG_CACHE_HOME:-$HOME/.cache}/aloud" "${XDG_CONFIG_HOME:-$HOME/.config}/aloud" "${XDG_STATE_HOME:-$HOME/.local/state}/aloud" \
  "$data/aloud/bundles" "$data/aloud/packs"
if [ "$history" = delete ]; then
  rm -rf -- "$data/aloud"
elif [ -e "$data/aloud/sessions.sqlite3" ]; then
  echo "The saved sessions are kept in $data/aloud."
else
  rmdir -- "$data/aloud" 2>/dev/null || true
fi
cd /
rm -rf -- "$home"
echo "Aloud was removed."
