"""Digitscope: draw a digit and see what every layer of a convolutional network makes of it.

This file only finds out what is wanted and whether it can work here; everything else is imported after that,
and only what is wanted. Any Python 3 parses it, so that a wrong one gets a sentence and not a SyntaxError.
"""

import os
import sys

from gui import __version__, preflight

COMMANDS = ("classify", "evaluate", "train")
WINDOW = ("numpy", "PySide6", "pyqtgraph", "keras", "tensorflow", "display")
NEEDS = {
    "classify": ("numpy", "PySide6"),
    "evaluate": ("numpy",),
    "train": ("numpy", "keras", "tensorflow"),
    "demo": WINDOW[:-1],
}
INTERRUPTED = 130  # what a shell reports for Ctrl-C


def main(arguments=None):
    """Do what the command line asks for; return 0, 2 for what cannot be done here, 130 for Ctrl-C."""
    if refused(()):
        return 2  # the wrong Python, which could not even import the rest
    # Read when NumPy is imported. With two threads the small products of one picture take 20 times as long.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        code = dispatch(sys.argv[1:] if arguments is None else list(arguments))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has left, as `head` does; Python would complain once more at its own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def dispatch(arguments):
    """Choose between the commands, the demonstration and the window."""
    if arguments and arguments[0] in COMMANDS:
        return run_command(arguments[0], arguments[1:], "digitscope " + arguments[0])
    if any(argument.split("=")[0] == "--demo" for argument in arguments):
        if not preflight.has_display(preflight.Probes()):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        rest = [argument.replace("--demo=", "") for argument in arguments if argument != "--demo"]
        return run_command("demo", rest, "digitscope --demo")
    if arguments and not arguments[0].startswith("-"):
        sys.stderr.write("digitscope: " + no_command(arguments[0]) + "\n")
        return 2
    args = parser().parse_args(arguments)
    if refused(WINDOW):
        return 2
    import gc

    gc.disable()  # what is imported now lives to the end; the window has a collector of its own
    from gui import application

    return application.run(args)


def run_command(name, arguments, prog):
    """Import the module of a command, let it read its arguments and run it."""
    if refused(NEEDS[name]):
        return 2
    import argparse
    import importlib

    module = importlib.import_module("gui.commands." + name)
    command = argparse.ArgumentParser(prog=prog, description=(module.__doc__ or name).splitlines()[0])
    module.add_arguments(command)
    return module.run(command.parse_args(arguments))


def refused(needs):
    """Say what is missing, if anything is, and tell whether it was."""
    found = preflight.problems(needs)
    if found:
        sys.stderr.write(preflight.message(found))
    return bool(found)


def parser():
    """Return the parser for a command line without a command."""
    import argparse

    rows = ["  %-10s %s" % (name, first_line(name)) for name in COMMANDS]
    result = argparse.ArgumentParser(
        prog="digitscope",
        description="Draw a digit and see, during the stroke, what every layer of a network does with it.",
        epilog="commands (each has its own --help):\n" + "\n".join(rows),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="\n       ".join(
            ("%(prog)s [--network FILE] [--reset]", "%(prog)s --demo [N] [--screenshot FILE]", "%(prog)s COMMAND ...")
        ),
    )
    result.add_argument("--reset", action="store_true", help="forget the window's settings and layout")
    result.add_argument("--network", metavar="FILE", help="open a network that was saved here (.keras)")
    result.add_argument("--demo", action="store_true", help="draw N bundled digits, tell what was answered")
    result.add_argument("--version", action="version", version="Digitscope " + __version__)
    return result


def first_line(name):
    """Return the first line of a command's docstring without importing what the command imports."""
    import ast

    path = os.path.join(os.path.dirname(os.path.abspath(preflight.__file__)), "commands", name + ".py")
    try:
        with open(path, encoding="utf-8") as file:
            return (ast.get_docstring(ast.parse(file.read())) or "").split("\n")[0]
    except OSError:
        return ""


def no_command(name):
    """Return the sentence for a word that is no command."""
    import difflib

    near = difflib.get_close_matches(name, COMMANDS, 1)
    if near:
        return "There is no command '%s'. Did you mean '%s'?" % (name, near[0])
    hint = " To read a picture: digitscope classify %s" % name if os.path.exists(name) else ""
    return "There is no command '%s'; there are %s.%s" % (name, ", ".join(COMMANDS), hint)


if __name__ == "__main__":
    sys.exit(main())
