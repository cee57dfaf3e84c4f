"""Gives each request a number that error pages quote and audit rows keep."""

import uuid

from core.context import request_id


class RequestId:
    """Sets `request.id` (12 characters) for the length of the request."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.id = uuid.uuid4().hex[:12]
        token = request_id.set(request.id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = request.id
        return response
