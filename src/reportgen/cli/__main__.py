"""``python -m reportgen.cli``."""

from reportgen.cli import main

if __name__ == "__main__":  # a worker process of ours imports this file and must not run the program again
    main()
