"""Stub."""
from enhancements.views import policies
from enhancements.policy.permissions import Deed
@policies.decides(Deed.CLOSE_ENTRY)
def roll_over(request, project, name):
    """Stub."""
