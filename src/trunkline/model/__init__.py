"""The base of both sides: values, kinds and paths. It needs no network and no engine."""
