from django.apps import AppConfig


class ProgramConfig(AppConfig):
    name = "program"

    def ready(self) -> None:
        """Stand in the sidebar of the desk and in the guide, name our public pages and what editions take."""
        from effgenai.accounts.identities.registry import register_merge_part
        from effgenai.conferences.desk.guide import register_guide
        from effgenai.conferences.web.desk import PROGRAM, register_stage
        from effgenai.conferences.web.public_pages import register_public_addresses
        from program.contributions.desk import program_stage
        from program.contributions.guide import program_items
        from program.contributions.merging import PART as MERGE_PART
        from program.contributions.next_edition import register_program_parts
        from program.queries.schedule import presented_at, public_addresses
        from submissions.accepted.facts import register_paper_facts

        register_merge_part(MERGE_PART)
        register_stage(PROGRAM, program_stage)
        register_guide(program_items)
        register_program_parts()
        register_paper_facts(presented_at)
        register_public_addresses(public_addresses)
