"""The same person twice: finding who may be, showing both, putting them together or keeping them apart."""
