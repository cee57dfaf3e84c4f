"""The one door through which a stored file leaves the house."""

import io
from urllib.parse import quote

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from documents import services


@require_GET
def download(request, pk: int):
    """An attachment, for those who may read its object; anybody else finds nothing here."""
    attachment = services.open_for(by=request.actor, pk=pk) if request.actor else None
    if attachment is None:
        raise Http404
    return file_response(opened(attachment.file), attachment.name, attachment.content_type)


def opened(file):
    """The stored file, open; 404 when it is no longer on the disk."""
    try:
        return file.open()
    except FileNotFoundError as lost:
        raise Http404 from lost


def file_response(content, name: str, content_type: str) -> FileResponse:
    """Always a download (of an open file or of bytes), never a page: no sniffing, no cache, nothing runs."""
    content = io.BytesIO(content) if isinstance(content, bytes) else content
    response = FileResponse(content, content_type=content_type)
    response["Content-Disposition"] = (
        f"attachment; filename=\"file\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
