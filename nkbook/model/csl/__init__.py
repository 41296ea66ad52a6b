"""Sources in the data model of the Citation Style Language (CSL 1.0.2), as authors write them."""
