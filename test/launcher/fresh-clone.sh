#!/usr/bin/env bash
# npm start on fresh copies of the working tree, with nothing installed: as root and as an ordinary user, with npm 10
# and 11, and in folders of every kind. Slow, so not a part of npm test. Runs as root on Linux; the ordinary user is
# made for the occasion. Arguments: names of cases (default: all).
set -euo pipefail
cd "$(dirname "$0")/../.."
source=$PWD

[ "$(id -u)" = 0 ] || { echo 'Run this as root: it starts as different users.' >&2; exit 1; }

user=kana-fresh-$$
useradd --create-home "$user"
home=$(getent passwd "$user" | cut -d: -f6)
chmod 700 "$home"
closed=$(mktemp -d /root/kana-fresh-XXXXXX)
open=$(mktemp -d /srv/kana-fresh-XXXXXX)
chmod 755 "$open"
before=$(ls /var/lib/kana 2>/dev/null || true)
group=

clean_up() {
  [ -z "$group" ] || kill -KILL -- "-$group" 2>/dev/null || true
  rm -rf "$closed" "$open"
  userdel --remove "$user" 2>/dev/null || true
  for name in $(ls /var/lib/kana 2>/dev/null || true); do
    grep -qx "$name" <<<"$before" || rm -rf "/var/lib/kana/$name"
  done
}
trap clean_up EXIT

# Without the settings that an npm around us hands down, root's own files among them.
plain=(env)
while IFS= read -r name; do plain+=(-u "$name"); done < <(env | grep -o '^npm_[^=]*' || true)
plain+=(-u KANA_DATA_DIR -u DATABASE_URL -u REDIS_URL)

# The npm of that major version, installed where everybody may read it. (Through npx a Ctrl-C would meet npx itself.)
npm_of() {
  [ -d "$open/npm-$1" ] || npm install --silent --no-save --prefix "$open/npm-$1" "npm@$1" >&2
  echo "$open/npm-$1/node_modules/npm/bin/npm-cli.js"
}

free_port() {
  node -e "const s = require('net').createServer().listen(0, '127.0.0.1', () => { console.log(s.address().port); s.close() })"
}

fail() {
  echo "FAILED: $1" >&2
  sed 's/^/  | /' "$log" >&2
  exit 1
}

# start WHO NPM FOLDER: until it is ready; sets $group, $seconds and $log.
start() {
  local as=() npm
  npm=$(npm_of "$2")
  [ "$1" = root ] || as=(runuser -u "$1" -- env "HOME=$home")
  log=$(mktemp)
  port=$(free_port)
  local begin=$SECONDS
  (cd "$3" && exec setsid "${as[@]}" "${plain[@]}" "PORT=$port" node "$npm" start >"$log" 2>&1) &
  group=$!
  while ! grep -q '^Ready: ' "$log"; do
    kill -0 "$group" 2>/dev/null || fail 'it ended before it was ready'
    [ $((SECONDS - begin)) -lt 420 ] || fail 'it was not ready after seven minutes'
    sleep 0.2
  done
  seconds=$((SECONDS - begin))
}

stop() {
  local code=0
  kill -INT -- "-$group"
  wait "$group" || code=$?
  group=
  [ "$code" = 0 ] || fail "exit code $code after Ctrl-C"
  ! grep -qE '^ +at ' "$log" || fail 'a stack trace'
  ! pgrep -f "$1" >/dev/null || fail "left behind: $(pgrep -fa "$1")"
}

status_with() {
  node -e "fetch('http://127.0.0.1:$port/api/features', { headers: { authorization: 'Bearer $1' } }).then((a) => console.log(a.status))"
}

# try CASE WHO NPM FOLDER [OWNER]
try() {
  local folder=$4
  mkdir -p "$folder"
  git -C "$source" ls-files -z --cached --others --exclude-standard |
    (cd "$source" && xargs -0 ls -d 2>/dev/null) | tar -C "$source" -cf - -T - | tar -C "$folder" -xf - --no-same-owner
  chown -R "${5:-$2}" "$folder"
  [ "${5:-$2}" = root ] || chown "${5:-$2}" "$home"/*

  start "$2" "$3" "$folder"
  local first=$seconds keys key
  ! grep -qiE 'npm (warn|error)' "$log" || { echo 'npm said:'; grep -iE 'npm (warn|error)' "$log"; }
  keys=$(grep -oE 'prv_(test|live)_[A-Za-z0-9]{32}' "$log")
  [ "$(wc -l <<<"$keys")" = 2 ] || fail 'it did not print two keys'
  for key in $keys; do [ "$(status_with "$key")" = 200 ] || fail "the key $key does not work"; done
  stop "$folder"

  start "$2" "$3" "$folder"
  ! grep -q prv_ "$log" || fail 'it printed keys again'
  [ "$(status_with "$key")" = 200 ] || fail 'the second start lost the key'
  stop "$folder"
  echo "ok  $1: as $2, npm $3, in $folder; data in $(realpath "$folder/.kana/postgres"); ready after ${first} s, again after ${seconds} s"
  rm -rf "$folder"
}

run_case() {
  case $1 in
    root-npm11-spaces) try "$1" root 11 "$open/a folder of größe" ;;
    root-npm10-closed) try "$1" root 10 "$closed/clone" ;;
    root-npm11-of-user) try "$1" root 11 "$home/of user" "$user" ;;
    user-npm10-home) try "$1" "$user" 10 "$home/clone" ;;
    user-npm11-spaces) try "$1" "$user" 11 "$home/ein Ordner mit Leerzeichen" ;;
    *) echo "No such case: $1" >&2; exit 2 ;;
  esac
}

[ $# -gt 0 ] || set -- root-npm11-spaces root-npm10-closed root-npm11-of-user user-npm10-home user-npm11-spaces
for name in "$@"; do run_case "$name"; done
