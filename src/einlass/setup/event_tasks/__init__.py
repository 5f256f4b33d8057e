"""Work on a whole event in the worker: started once, with progress, stoppable, taken up again after the worker died."""
