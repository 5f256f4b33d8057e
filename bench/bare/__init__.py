"""What a Django view costs at least on the same server, with the same settings: the measure for the real pages."""
