"""Progress, cancellation and the context that long work reports to. No Qt here."""
