"""The drawings of the microscope, one file per family of explanations; `gui.microscope.formula` puts them together."""
