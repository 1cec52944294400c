"""The gate and the decision: what a finding is, what blocks, who decided what. Pure rules."""
