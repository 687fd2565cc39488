#!/usr/bin/env bash
# test/proof/busy.sh COMMAND [ARGUMENT…]
# Runs a command on a machine that is busy: two endless loops per core compete with it. Exits with the command's own
# exit code, or with 124 after BUSY_SECONDS (3600), when it ends the command.
set -uo pipefail

limit=${BUSY_SECONDS:-3600}
cores=$(getconf _NPROCESSORS_ONLN)
loops=()
command=''

if (($# == 0)); then
  echo "usage: $0 COMMAND [ARGUMENT…]" >&2
  exit 2
fi

# Ends by itself, even where this script was killed and could not end it.
busy_loop() {
  local turn
  while ((SECONDS < limit)) && kill -0 $$ 2>/dev/null; do
    for ((turn = 0; turn < 20000; turn += 1)); do :; done
  done
}

clean_up() {
  kill "${loops[@]}" $command 2>/dev/null
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

for ((count = 2 * cores; count > 0; count -= 1)); do
  busy_loop &
  loops+=("$!")
done
"$@" <&0 &
command=$!

# Whichever ends first: the command, or the loops because the time is up.
wait -n -p ended "$command" "${loops[@]}"
code=$?
if [[ $ended != "$command" ]]; then
  echo "$0: ended after $limit s: $*" >&2
  exit 124
fi
command=''
exit "$code"
