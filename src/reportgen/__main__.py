"""``python -m reportgen``: the same program as the command, for machines that do not find the command."""

from reportgen.cli import main

if __name__ == "__main__":
    main()
