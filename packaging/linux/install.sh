#!/bin/sh
# install.sh [--user | --prefix FOLDER]: puts Aloud into ~/.local/opt/aloud (no rights needed), with a menu entry, an icon
# and the command `aloud`. A folder that cannot be used is named in one line, and nothing is left behind.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
target=$HOME/.local/opt/aloud
fail() { echo "install.sh: $1" >&2; exit 3; }
while [ $# -gt 0 ]; do
  case $1 in
    --user) ;;
    --prefix) [ $# -gt 1 ] || fail "--prefix needs a folder"; target=$2; shift ;;
    *) echo "use: install.sh [--user] [--prefix FOLDER]" >&2; exit 2 ;;
  esac
  shift
done
case $target in /*) ;; *) target=$PWD/$target ;; esac
parent=$(dirname -- "$target")
mkdir -p -- "$parent" 2>/dev/null || fail "cannot make $parent; choose another folder with --prefix FOLDER"
[ -w "$parent" ] || fail "cannot write in $parent; choose another folder with --prefix FOLDER"
if [ -e "$target" ] && [ ! -f "$target/build-id" ]; then fail "$target is there and is not Aloud; choose another folder with --prefix FOLDER"; fi

if [ "$here" != "$target" ]; then
  part=$target.part
  rm -rf -- "$part"
  needed=$(du -sm "$here" | cut -f1)
  free=$(df -Pm "$parent" | awk 'NR==2 {print $4}')
  [ "$free" -gt "$needed" ] || fail "the disk is too full: $needed MB are needed in $parent, $free are free"
  trap 'rm -rf -- "$part"' EXIT
  trap 'exit 130' INT TERM
  cp -a -- "$here" "$part" 2>/dev/null ||
    fail "cannot copy to $parent; $needed MB are needed there"
  # An older version goes only when the new one is whole.
  rm -rf -- "$target.old"
  [ ! -e "$target" ] || mv -- "$target" "$target.old"
  mv -- "$part" "$target"
  rm -rf -- "$target.old"
  trap - EXIT INT TERM
fi

share=$target/share
mkdir -p -- "$bin" "$data/applications" "$data/icons/hicolor/scalable/apps" "$data/mime/packages" "$data/man/man1" ||
  fail "cannot write in $data or $bin"
ln -sfn -- "$target/bin/aloud" "$bin/aloud"
# In a desktop entry a path in quotes has \ " $ ` escaped, and % doubled.
quoted=$(printf '%s' "$target/bin/aloud" | sed -e 's/[\\"$`]/\\&/g' -e 's/\\/\\\\/g' -e 's/%/%%/g')
sed -e '/^TryExec=/d' -e '/^Exec=/d' "$share/applications/aloud.desktop" > "$data/applications/aloud.desktop"
printf 'Exec="%s" window %%f\n' "$quoted" >> "$data/applications/aloud.desktop"
cp -- "$share/icons/hicolor/scalable/apps/aloud.svg" "$data/icons/hicolor/scalable/apps/"
cp -- "$share/mime/packages/aloud.xml" "$data/mime/packages/"
cp -- "$share/man/man1/aloud.1.gz" "$data/man/man1/"
update-mime-database "$data/mime" >/dev/null 2>&1 || true
update-desktop-database "$data/applications" >/dev/null 2>&1 || true
echo "Aloud is in $target. Start it from the menu, or with: $bin/aloud"
case ":$PATH:" in *":$bin:"*) ;; *) echo "($bin is not on your PATH)" ;; esac
echo "To remove it: $target/uninstall.sh"
