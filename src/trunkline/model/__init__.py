"""What both sides are made of: values, kinds and paths. It knows no network and no engine."""
