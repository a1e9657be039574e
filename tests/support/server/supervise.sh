# Runs a server until standard input closes, then stops it and removes its directory.
#
# DIR     the directory; `log` is written there, and `ended` once the server is gone
# START   shell commands that become the server
# STOP    the signal that ends the server at once

exec 3<&0 </dev/null
# Caught, not ignored: the programs started below get the default of a caught signal back.
trap : TERM

sh -c "$START" >"$DIR/log" 2>&1 3<&- &
server=$!

(
    trap '' TERM
    cat <&3
    # Ends the whole group, for the programs that prepare the directory, and then the server itself.
    kill -s TERM 0
    kill -s "$STOP" "$server"
    tries=0
    while kill -0 "$server" && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    kill -s KILL "$server"
) >/dev/null 2>&1 &
watcher=$!

# A signal that is caught interrupts `wait`.
while kill -0 "$server" 2>/dev/null; do wait "$server"; done
: >"$DIR/ended"
while kill -0 "$watcher" 2>/dev/null; do wait "$watcher"; done

cd / || exit 1
tries=0
until rm -rf -- "$DIR" || [ "$tries" -ge 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
done
