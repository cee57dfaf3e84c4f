"""A table of facts handed in: read, staged by COPY, compared in SQL, stored by one INSERT."""
