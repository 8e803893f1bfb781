"""Sentences that many of Farwharf's documents share, as real ones do."""

from __future__ import annotations

from enhancements.sample.wording import paragraph, pick

__all__ = [
    "ALPHA_CRITERIA",
    "ALTERNATIVES",
    "ANSWERS",
    "BETA_CRITERIA",
    "DETAILS",
    "DRAWBACKS",
    "RISKS",
    "STABLE_CRITERIA",
    "TESTS",
    "paragraph",
    "pick",
]

RISKS = (
    (
        "A site that lags a release behind does not know the new fields. The "
        "harbourmaster leaves them out for such sites and says so in the status."
    ),
    (
        "A wrong setting could hold up every lane. The change is limited to one lane "
        "until an operator widens it."
    ),
    "None beyond those of any new field: it can be ignored by those who do not set it.",
)

DETAILS = (
    "The harbourmaster decides and the dockhands act; no site has to ask another.",
    "All state lives in the object itself, so that a restart forgets nothing.",
    "Old and new harbourmasters can run side by side during an upgrade.",
)

TESTS = (
    (
        "[x] I understand the owners of the involved components may require updates to "
        "existing tests. Unit tests cover every decision; an integration test runs the "
        "usual journey and the one in which the site is lost half way."
    ),
    (
        "Unit tests for the new fields and their defaults. End-to-end tests on the two "
        "test harbours, each night, with the gate on and off."
    ),
    (
        "An end-to-end test hauls a hundred cargoes of mixed size, cuts the link twice "
        "and compares what arrived."
    ),
)

ALPHA_CRITERIA = (
    "- Behind a gate that is off by default.\n- First end-to-end tests pass.",
    "- The gate is registered.\n- Unit tests, and a page in the developers' guide.",
)

BETA_CRITERIA = (
    "- Feedback of two operators was heard.\n- Faults are tested too.",
    "- The fields stayed as they are for a release.\n- Metrics tell use and failures.",
)

STABLE_CRITERIA = (
    "- Two releases in beta without a change of the fields.\n- The gate is locked on.",
    "- No open bug of high priority.\n- In the operators' guide.",
)

DRAWBACKS = (
    "One more setting that operators have to know.",
    "More objects to watch for the harbourmaster, although few.",
)

ALTERNATIVES = (
    "Leave it to scripts. Every operator has one today, and each fails in its own way.",
    "Do it at the sites. They know too little of each other to decide well.",
    "A separate controller. It would need most of what the harbourmaster already has.",
)

ANSWERS = {
    "Feature Enablement and Rollback": (
        (
            "By the feature gate, at the harbourmaster. Turning it off again keeps the "
            "fields and ignores them; running cargo is not touched."
        ),
        (
            "With the gate, for all lanes at once. After a rollback cargo that uses it "
            "waits until the gate is on again."
        ),
    ),
    "Rollout, Upgrade and Rollback Planning": (
        (
            "A rollout can fail at sites that are a release behind; they work on as "
            "before. Upgrade and rollback were tried by hand on a test harbour."
        ),
    ),
    "Monitoring Requirements": (
        (
            "A counter of uses and one of failures, by lane. An operator sees from the "
            "first one whether the feature is in use."
        ),
    ),
    "Dependencies": ("None outside of Farwharf.", "A clock that is right to a second."),
    "Scalability": (
        "No new calls per cargo; one more watch per site.",
        "One write per cargo and hour. Measured with 50,000 cargoes.",
    ),
    "Troubleshooting": (
        "When the API is down, cargo that runs goes on and nothing new is admitted.",
    ),
}
"""Answers of the readiness questionnaire by its headings."""
