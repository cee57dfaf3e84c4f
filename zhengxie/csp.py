"""The content security policy: strict everywhere, wider only where the staff site's own scripts need it."""

from csp.constants import SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware

STAFF_SITE = "/admin/"
STAFF_POLICY = {"script-src": [SELF, UNSAFE_EVAL], "style-src": [SELF, UNSAFE_INLINE]}


class HouseCSP(CSPMiddleware):
    """unfold evaluates expressions and writes a style block; nothing outside /admin/ may."""

    def process_response(self, request, response):
        if request.path.startswith(STAFF_SITE):
            response._csp_update = STAFF_POLICY
        return super().process_response(request, response)
