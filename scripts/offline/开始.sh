#!/bin/sh
# Finds a Python that the wheels fit; start.py does the rest.
folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
for version in 3.13 3.12 3.11; do
    if "python$version" -c "" 2>/dev/null; then
        exec "python$version" "$folder/start.py" "$@"
    fi
done
exec python3 "$folder/start.py" "$@"
