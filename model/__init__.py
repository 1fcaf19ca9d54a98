"""Everything Digitscope knows about ink, pictures and networks, without any window."""
