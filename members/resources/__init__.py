"""The register as a table: what comes in from a file and what goes out into one."""
