from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "effgenai.audit"

    def ready(self) -> None:
        """Keep the record of what conferences change, below us; add the stage of the desk."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.audit.chain import faults_of_record
        from effgenai.audit.merging import PART as MERGE_PART
        from effgenai.audit.queries import records_stage
        from effgenai.audit.services import record
        from effgenai.conferences.core.records import register_keeper
        from effgenai.conferences.web import desk
        from effgenai.storage.registry import register_inspection

        register_merge_part(MERGE_PART)
        register_keeper(record)
        register_inspection(faults_of_record)
        desk.register_stage(desk.RECORDS, records_stage)
