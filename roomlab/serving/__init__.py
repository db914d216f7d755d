"""A recording served as a live room over the contract, for everybody who speaks it. Needs the extra ``server``."""
