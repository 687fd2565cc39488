#!/usr/bin/env bash
# Takes apart what people install, out of dist/, and reads the fuses in it: the ones that count are those that ship.
set -euo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."

apart=$(mktemp -d)
trap 'rm -rf "$apart"' EXIT
apps=()

for package in dist/sessiondeck-*.deb; do
  dpkg-deb -x "$package" "$apart/deb"
  apps+=("$apart/deb/opt/Sessiondeck/sessiondeck")
done
for package in dist/sessiondeck-*.AppImage; do
  (cd "$apart" && "$OLDPWD/$package" --appimage-extract >/dev/null)
  apps+=("$apart/squashfs-root/sessiondeck")
done
for package in dist/sessiondeck-*.zip; do
  folder=$apart/$(basename "$package" .zip)
  ditto -x -k "$package" "$folder"
  apps+=("$folder/Sessiondeck.app")
done
for package in dist/sessiondeck-*.dmg; do
  folder=$apart/$(basename "$package" .dmg)-dmg
  hdiutil attach -quiet -nobrowse -readonly -mountpoint "$apart/mounted" "$package"
  mkdir "$folder" && ditto "$apart/mounted/Sessiondeck.app" "$folder/Sessiondeck.app"
  hdiutil detach -quiet "$apart/mounted"
  apps+=("$folder/Sessiondeck.app")
done
for package in dist/sessiondeck-*.exe; do
  7z x -y -o"$apart/nsis" "$package" >/dev/null
  7z x -y -o"$apart/exe" "$apart"/nsis/\$PLUGINSDIR/app-64.7z >/dev/null
  apps+=("$apart/exe/Sessiondeck.exe")
done

((${#apps[@]} > 0)) || { echo 'there is no package in dist/' >&2; exit 1; }
for app in "${apps[@]}"; do npx --no-install electron-fuses read --app "$app"; done
node packaging/check-fuses.ts "${apps[@]}"
