"""What `python main.py <command>` runs: one module a command, each with `add_arguments` and `run`."""
