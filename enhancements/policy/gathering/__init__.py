"""From what sources say of an enhancement to what the checks see of one entry. Pure."""
