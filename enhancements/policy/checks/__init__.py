"""The checks of a freeze: pure functions of what is known of one entry at one moment.

`seen.Seen` is everything that a check may look at, `outcome.Outcome` what it answers,
`criteria.Criteria` which checks a release's freezes have, `judge.judge` the verdict.
The checks themselves are registered by the `rules_*` modules; `catalogue.CHECKS`
has them all.
"""
