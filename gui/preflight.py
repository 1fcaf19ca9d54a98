"""Can the program start here? Asked in milliseconds, before anything that might abort the process is loaded.

Qt without a display and TensorFlow on an old processor end the process in ways that Python cannot catch, so
they are never tried: what they would need is looked up. Only the standard library, and only syntax that any
Python 3 parses: a wrong Python shall get a sentence, not a SyntaxError.

As a command (`python -m gui.preflight`) it serves the script `run`: the exit code of `--display` tells if a
display answers; `--packages` prints the Debian packages that are missing, with `--window` a window's too.
"""

import os
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
MODULES = ("numpy", "PySide6", "pyqtgraph", "keras", "tensorflow")
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_PACKAGE = "fonts-dejavu-core"
AVX_FEATURE = 39  # PF_AVX_INSTRUCTIONS_AVAILABLE of the Windows headers

# What Qt links to, and the Debian package that brings it.
QT_LIBRARIES = (
    ("libGL.so.1", "libgl1"),
    ("libEGL.so.1", "libegl1"),
    ("libxkbcommon.so.0", "libxkbcommon0"),
    ("libglib-2.0.so.0", "libglib2.0-0"),
    ("libfontconfig.so.1", "libfontconfig1"),
    ("libdbus-1.so.3", "libdbus-1-3"),
)
ASKING_X11 = (("libxcb.so.1", "libxcb1"),)
X11_LIBRARIES = (
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libxcb-icccm.so.4", "libxcb-icccm4"),
    ("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    ("libxcb-shape.so.0", "libxcb-shape0"),
    ("libxcb-xkb.so.1", "libxcb-xkb1"),
    ("libxcb-image.so.0", "libxcb-image0"),
    ("libxcb-render-util.so.0", "libxcb-render-util0"),
    ("libxcb-randr.so.0", "libxcb-randr0"),
    ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    ("libX11-xcb.so.1", "libx11-xcb1"),
)
WAYLAND_LIBRARIES = (("libwayland-cursor.so.0", "libwayland-cursor0"),)
RENAMED = {"libglib2.0-0": "libglib2.0-0t64"}  # since Debian 13 and Ubuntu 24.04


class Probes:
    """Everything that is asked of the machine, one method a question: a test replaces what it likes."""

    def python(self):
        """Return this Python's version as (major, minor)."""
        return sys.version_info[:2]

    def system(self):
        """Return "linux", "win32", "darwin" ..."""
        return sys.platform

    def environment(self):
        """Return the environment variables."""
        return os.environ

    def has_module(self, name):
        """Tell whether a package is installed, without importing it."""
        import importlib.util

        try:
            return importlib.util.find_spec(name) is not None
        except (ImportError, ValueError):
            return False

    def has_library(self, soname):
        """Tell whether the system's loader finds and accepts a shared library."""
        import ctypes

        try:
            ctypes.CDLL(soname)
        except OSError:
            return False
        return True

    def has_avx(self):
        """Tell whether the processor has AVX; True where the question makes no sense."""
        if sys.platform == "win32":
            import ctypes

            machine = os.environ.get("PROCESSOR_ARCHITECTURE", "").lower()
            return machine != "amd64" or bool(ctypes.windll.kernel32.IsProcessorFeaturePresent(AVX_FEATURE))
        return avx_in(read_start("/proc/cpuinfo"))

    def x11_answers(self):
        """Tell whether the X server of DISPLAY lets us in; None if the library to ask with is missing.

        It asks as Qt will: libxcb finds the socket and the cookie, and does the handshake.
        """
        import ctypes

        try:
            xcb = ctypes.CDLL("libxcb.so.1")
        except OSError:
            return None
        xcb.xcb_connect.restype = ctypes.c_void_p
        xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
        xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
        xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
        connection = xcb.xcb_connect(None, None)
        refused = xcb.xcb_connection_has_error(connection)
        xcb.xcb_disconnect(connection)
        return not refused

    def wayland_answers(self):
        """Tell whether something listens at the socket of WAYLAND_DISPLAY."""
        import socket

        path = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), os.environ.get("WAYLAND_DISPLAY", ""))
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(1)
            connection.connect(path)
        except OSError:
            return False
        finally:
            connection.close()
        return True

    def has_font(self):
        """Tell whether there is any font file in the usual folders."""
        for folder in FONT_FOLDERS:
            for _, _, names in os.walk(os.path.expanduser(folder)):
                if any(name.lower().endswith((".ttf", ".otf", ".ttc", ".pfb")) for name in names):
                    return True
        return False

    def knows_package(self, name):
        """Tell whether apt knows a package of this name."""
        import subprocess

        try:
            return not subprocess.call(
                ["apt-cache", "show", name], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        except OSError:
            return False

    def is_root(self):
        """Tell whether we may install without sudo."""
        return hasattr(os, "geteuid") and os.geteuid() == 0


def read_start(path, size=16384):
    """Return the first characters of a file: the first processor of many is enough, and quick."""
    try:
        with open(path, "rb") as file:
            return file.read(size).decode("ascii", "replace")
    except OSError:
        return ""


def avx_in(cpuinfo):
    """Tell whether the flags in the text of /proc/cpuinfo name AVX; True if it has no flags to read."""
    for line in cpuinfo.splitlines():
        if line.startswith("flags"):
            return "avx" in line.split()
    return True


def missing_libraries(libraries, probes):
    """Return the (soname, package) pairs that are missing, packages by the names that apt knows here."""
    missing = []
    for soname, package in libraries:
        if not probes.has_library(soname):
            newer = RENAMED.get(package)
            missing.append((soname, newer if newer and probes.knows_package(newer) else package))
    return missing


def display(probes):
    """Find a display that a window can open on.

    Returns
    -------
    (libraries, reason): what its platform needs and None, or () and a sentence that says why there is none.
    """
    environment = probes.environment()
    platform = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if probes.system() != "linux" or platform not in ("", "xcb", "wayland", "wayland-egl"):
        return (), None
    wayland = environment.get("WAYLAND_DISPLAY") if platform != "xcb" else None
    x11 = environment.get("DISPLAY") if platform in ("", "xcb") else None
    if wayland and probes.wayland_answers():
        return WAYLAND_LIBRARIES, None
    if x11:
        answer = probes.x11_answers()
        if answer is None:
            return ASKING_X11 + X11_LIBRARIES, None
        if answer:
            return X11_LIBRARIES, None
        return (), "DISPLAY is %s, but no X server answers there (or it refuses this user)." % x11
    if wayland:
        return (), "WAYLAND_DISPLAY is %s, but nothing answers there." % wayland
    return (), "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."


def has_display(probes):
    """Tell whether a window would be seen: a display answers and Qt was not told to draw elsewhere."""
    if probes.environment().get("QT_QPA_PLATFORM", "").split(":")[0] in ("offscreen", "minimal"):
        return False
    return display(probes)[1] is None


def problems(needs, probes=None):
    """Return what keeps the program from starting, the most urgent first.

    Parameters
    ----------
    needs
        Names of packages out of MODULES, and "display" for a window.
    probes
        What to ask the machine with.

    Returns
    -------
    A list of (sentence, remedy).
    """
    probes = probes or Probes()
    if not OLDEST <= probes.python() <= NEWEST:
        sentence = "This is Python %d.%d; Digitscope needs Python 3.11, 3.12 or 3.13." % probes.python()
        return [(sentence, "./run finds one that fits and sets everything up; by hand: python3.12 main.py")]
    found = []
    if "tensorflow" in needs and not probes.has_avx():
        found.append(
            (
                "This processor has no AVX instructions, which TensorFlow needs.",
                "Use another computer; `classify` and `evaluate` work on this one.",
            )
        )
    modules = [name for name in MODULES if name in needs and not probes.has_module(name)]
    if modules:
        found.append(
            (
                "Missing Python packages: %s." % ", ".join(modules),
                "./run installs them; or by hand: pip install -c constraints.txt .",
            )
        )
    libraries, no_display = (), None
    if "display" in needs:
        libraries, no_display = display(probes)
    if "PySide6" in needs and probes.system() == "linux":
        missing = missing_libraries(QT_LIBRARIES + libraries, probes)
        if missing:
            line = "apt-get install -y " + " ".join(package for _, package in missing)
            found.append(
                (
                    "Missing system libraries: %s." % ", ".join(soname for soname, _ in missing),
                    "Debian, Ubuntu: " + (line if probes.is_root() else "sudo " + line),
                )
            )
    if no_display:
        found.append(
            (
                no_display,
                "Start it in a desktop session or through `ssh -X`. Without a window: python main.py --demo",
            )
        )
    return found


def message(found):
    """Return the problems as one text of at most 12 lines."""
    lines = ["Digitscope cannot start here."]
    for sentence, remedy in found:
        lines += ["- " + sentence, "  " + remedy]
    return "\n".join(lines) + "\n"


def main(arguments, probes=None):
    """Answer the script `run`."""
    probes = probes or Probes()
    if "--display" in arguments:
        return 0 if has_display(probes) else 1
    if "--packages" in arguments and probes.system() == "linux":
        libraries = QT_LIBRARIES + (display(probes)[0] if "--window" in arguments else ())
        packages = [package for _, package in missing_libraries(libraries, probes)]
        if not probes.has_font():
            packages.append(FONT_PACKAGE)
        sys.stdout.write(" ".join(packages) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
