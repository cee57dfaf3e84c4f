from django.apps import AppConfig


class SocialInfoConfig(AppConfig):
    name = "social_info"
    verbose_name = "社情民意"
