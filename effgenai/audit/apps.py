from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "effgenai.audit"

    def ready(self) -> None:
        """Keep the record of what conferences change; they stand below and cannot call us."""
        from effgenai.audit.services import record
        from effgenai.conferences.records import register_keeper

        register_keeper(record)
