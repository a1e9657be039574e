# Sourced by the scripts that count instructions.

# Prints how many instructions a program executes, in all of its threads.
count() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 | sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
