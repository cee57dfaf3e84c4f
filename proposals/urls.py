"""The addresses of the app."""

from django.urls import path

from proposals.views import evaluating, figures, own, search, signing, units, writing

app_name = "proposals"
urlpatterns = [
    path("", own.own, name="own"),
    path("start/", own.start, name="start"),
    path("<int:pk>/", own.detail, name="detail"),
    path("<int:pk>/write/", writing.write, name="write"),
    path("<int:pk>/autosave/", writing.autosave, name="autosave"),
    path("<int:pk>/similar/", writing.similar, name="similar"),
    path("<int:pk>/attach/", writing.attach, name="attach"),
    path("<int:pk>/invite/", signing.invite, name="invite"),
    path("<int:pk>/rework/", signing.rework, name="rework"),
    path("<int:pk>/submit/", signing.submit, name="submit"),
    path("<int:pk>/withdraw/", own.withdraw, name="withdraw"),
    path("<int:pk>/consent/", own.consent, name="consent"),
    path("<int:pk>/tasks/<int:task>/message/", own.message, name="message"),
    path("invitations/<int:pk>/", signing.answer, name="answer"),
    path("invitations/<int:pk>/recall/", signing.recall, name="recall"),
    path("contacts/<int:pk>/", evaluating.contact, name="contact"),
    path("figures/", figures.figures, name="figures"),
    path("search/", search.search, name="search"),
    path("units/", units.inbox, name="inbox"),
    path("units/<int:pk>/", units.task, name="task"),
    path("units/<int:pk>/reply/", units.reply, name="reply"),
    path("units/<int:pk>/contact/", units.contact, name="task_contact"),
    path("units/<int:pk>/act/<slug:step>/", units.act, name="act"),
    path("units/countersign/<int:pk>/", units.countersign, name="countersign"),
    path("units/promises/<int:pk>/", units.promise, name="promise"),
    path("public/<str:code>/", search.published, name="published"),
    path("public/<str:code>/<int:entry>/", search.published_one, name="published_one"),
    path("evaluations/<uuid:key>/", evaluating.evaluate, name="evaluate"),
]
