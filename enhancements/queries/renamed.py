"""What those are called now who did something under another login, by their number.

A row of a statement that says who has the columns `github_id`, null where that is not
known, and `by`, the login of then. Only who was renamed is looked up.
"""

from __future__ import annotations


def login(row: str) -> str:
    """Expression: the login of now, null where it is the same or nothing is known."""
    return f"""(SELECT person.login FROM enhancements_person person
                 WHERE person.github_id = {row}.github_id AND person.former <> '[]'
                   AND lower(person.login) <> lower({row}.by)
                 ORDER BY person.told_at DESC LIMIT 1)"""


def names(row: str) -> str:
    """Statement for a lateral join: `called`, the login of now, and `names`, in lower
    case all logins that mean them, without those that somebody else has now.

    No row for who was never renamed.
    """
    return f"""
SELECT person.login AS called,
       ARRAY(SELECT lower(had.name) FROM (
         SELECT person.login AS name
         UNION
         SELECT was->>'login' FROM jsonb_array_elements(person.former) AS was
          WHERE NOT EXISTS (SELECT FROM enhancements_person other
                             WHERE lower(other.login) = lower(was->>'login')
                               AND other.github_id <> person.github_id)) had) AS names
  FROM enhancements_person person
 WHERE person.github_id = {row}.github_id AND person.former <> '[]'
 ORDER BY person.told_at DESC LIMIT 1
"""
