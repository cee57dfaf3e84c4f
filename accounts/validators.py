"""What a password must look like under the policy that the place follows."""

from django.core.exceptions import ValidationError

CLASSES = (str.islower, str.isupper, str.isdigit, lambda character: not character.isalnum())


class CompositionValidator:
    """`dengbao` (GB/T 22239 8.1.4.1): three kinds of characters; `asvs` forbids such rules."""

    def __init__(self, policy: str = "dengbao"):
        self.policy = policy

    def validate(self, password, user=None):
        kinds = sum(any(test(character) for character in password) for test in CLASSES)
        if self.policy == "dengbao" and kinds < 3:
            raise ValidationError(self.get_help_text())

    def get_help_text(self):
        return "密码须含大写字母、小写字母、数字、符号中的至少三类"
