"""人员档案: the personal file, kept by 秘书处 of the organisation that opened it."""

from django.contrib import admin
from django.db import transaction
from unfold.decorators import display

from accounts.choices import SECRETARIAT
from core import audit, crypto
from core.admin_base import ScopedModelAdmin
from members import services
from members.forms import PersonForm
from members.models import Person
from members.services.persons import IDENTITY

WRITTEN = (
    "name", "former_name", "gender", "ethnicity", "native_place", "birth_date", "phone", "email",
    "employer", "post", "employer_kind", "within_system", "social_posts", "education", "degree", "school",
    "professional_title", "speciality", "home_address", "health", "religion", "remarks",
)  # fmt: skip


@admin.register(Person)
class PersonAdmin(ScopedModelAdmin):
    form = PersonForm
    may_view = may_change = SECRETARIAT
    list_display = ("name", "gender", "employer", "post", "masked_phone", "has_identity", "account")
    list_select_related = ("user",)
    search_fields = ("name", "pinyin__startswith", "initials__startswith")
    search_help_text = "姓名、全拼或首字母"
    fieldsets = (
        (
            "基本信息",
            {"fields": ("name", "former_name", "gender", "ethnicity", "native_place", "birth_date")},
        ),
        (
            "身份与联系",
            {"fields": ("identity_state", "new_identity_number", "phone", "email", "home_address")},
        ),
        ("工作", {"fields": ("employer", "post", "employer_kind", "within_system", "social_posts")}),
        ("教育与专长", {"fields": ("education", "degree", "school", "professional_title", "speciality")}),
        ("其他", {"fields": ("health", "religion", "remarks")}),
    )
    readonly_fields = ("identity_state",)

    def get_ordering(self, request):
        return ("strokes", "pk")

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, search_term.lower())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Whoever opens a personal file is on record."""
        if request.method == "GET":
            audit.record(request.actor, "查看人员档案", self.object_or_404(request, object_id))
        return super().change_view(request, object_id, form_url, extra_context)

    @display(description="手机号")
    def masked_phone(self, person):
        return crypto.mask_phone(person.phone) if person.phone else ""

    @display(description="身份证号", boolean=True)
    def has_identity(self, person):
        return bool(person.identity_index)

    @display(description="账号")
    def account(self, person):
        return "已开通" if person.user_id else "未开通"

    @display(description="已登记的身份证号")
    def identity_state(self, person):
        return "已登记（加密保存）" if person.identity_index else "未登记"

    @transaction.atomic
    def save_model(self, request, obj, form, change):
        """Through the verb, which keeps the name's keys, encrypts, and audits what changed."""
        fields = {name: form.cleaned_data[name] for name in WRITTEN if name in form.cleaned_data}
        if form.cleaned_data.get("new_identity_number"):
            fields[IDENTITY] = form.cleaned_data["new_identity_number"]
        services.update_person(by=request.actor, person=Person.objects.get(pk=obj.pk), **fields)
