"""The content security policy: strict for every page, wider only below /admin/."""


def policy(response):
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_an_ordinary_page_allows_nothing_inline(client):
    found = policy(client.get("/style/"))
    assert found["default-src"] == "'self'"
    assert found["frame-ancestors"] == "'none'"
    assert not [value for value in found.values() if "unsafe" in value]


def test_the_staff_site_may_evaluate_and_style_but_not_fetch(client, db):
    found = policy(client.get("/admin/"))
    assert found["script-src"] == "'self' 'unsafe-eval'"
    assert found["style-src"] == "'self' 'unsafe-inline'"
    assert found["default-src"] == "'self'"


def test_a_path_that_only_looks_like_the_staff_site_stays_strict(client, db):
    assert "unsafe" not in client.get("/administration/")["Content-Security-Policy"]
