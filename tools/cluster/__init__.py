"""The scale-out shape on one machine: what `./dev cluster` installs, starts, watches and ends.

Everything listens on 127.0.0.1 and keeps its state under build/cluster. Only what was started here is ended here.
"""
