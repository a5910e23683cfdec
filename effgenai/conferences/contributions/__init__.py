"""What conferences add to the layers below and to their own pages, read by `effgenai.contributions`."""

from effgenai.conferences.call.queries import call_addresses, files_of_calls
from effgenai.conferences.contributions.merging import PART as MERGE_PART
from effgenai.conferences.core.hooks import ConferenceDefaults
from effgenai.conferences.core.services.conference import install_usual_institutions
from effgenai.conferences.core.viewer import Fact
from effgenai.conferences.desk.edition_parts import PARTS as EDITION_PARTS
from effgenai.conferences.desk.guide import GuideItems
from effgenai.conferences.desk.guides.call import call_items
from effgenai.conferences.desk.guides.dates import date_items
from effgenai.conferences.desk.guides.site import (
    afterwards_items,
    chair_items,
    fact_items,
    publish_items,
    site_items,
)
from effgenai.conferences.desk.queries import call_stage, setup_stage, site_stage
from effgenai.conferences.pictures.queries import pictures
from effgenai.conferences.site.queries.addresses import addresses_of
from effgenai.conferences.web.desk import SidebarStage, StageName
from effgenai.conferences.web.public_pages import PublicAddresses
from effgenai.contributions import Contributions
from effgenai.storage.inventory import StoredFiles

CONTRIBUTIONS: Contributions = (
    # The desk
    SidebarStage(StageName.SET_UP, setup_stage),
    SidebarStage(StageName.CALL, call_stage),
    SidebarStage(StageName.SITE, site_stage),
    GuideItems(fact_items),
    GuideItems(site_items, Fact.MAY_EDIT_SITE),
    GuideItems(call_items),
    GuideItems(date_items),
    GuideItems(publish_items),
    GuideItems(chair_items),
    GuideItems(afterwards_items),
    # A new conference
    ConferenceDefaults(install_usual_institutions),
    *EDITION_PARTS,
    # Public pages
    PublicAddresses(addresses_of),
    PublicAddresses(call_addresses),
    # Files
    StoredFiles(files_of_calls),
    StoredFiles(pictures),
    # Accounts
    MERGE_PART,
)
