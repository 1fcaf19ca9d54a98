"""The Qt side of Digitscope: window, panels, widgets and what the commands run."""

__version__ = "0.1.0"
