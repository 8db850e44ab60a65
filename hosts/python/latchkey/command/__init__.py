"""The command ``latchkey``: a license on this machine, without a network."""
