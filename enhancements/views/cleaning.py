"""Stub."""
from enhancements.views import policies
from enhancements.policy.permissions import Deed
@policies.decides(Deed.CLOSE_ENTRY)
def clean_up(request, project, name):
    """Stub."""
