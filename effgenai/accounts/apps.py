from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "effgenai.accounts"

    def ready(self) -> None:
        """Say how our own rows move when two accounts of one person are merged."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.accounts.identities.rows import PART

        register_merge_part(PART)
