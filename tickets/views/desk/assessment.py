"""What an agent judges and corrects: priority, urgency, the facts of the file."""

from django.utils.translation import gettext_lazy as _

from tickets.actions import assess
from tickets.forms.deeds import FactsForm, PriorityForm, UrgencyForm
from tickets.views.desk.acting import Deed, door

priority = door(
    Deed(
        title=_("Change the priority"),
        text=_("The due times are worked out again from when the enquiry came in."),
        button=_("Change the priority"),
        done=_("Priority changed."),
        do=assess.set_priority,
        form=PriorityForm,
    )
)
urgency = door(
    Deed(
        title=_("Assess the urgency"),
        text=_("What the client claims is kept beside it."),
        button=_("Save the assessment"),
        done=_("Urgency assessed."),
        do=assess.assess_urgency,
        form=UrgencyForm,
    )
)
facts = door(
    Deed(
        title=_("Correct the facts"),
        button=_("Save the facts"),
        done=_("Facts corrected."),
        do=assess.correct_facts,
        form=FactsForm,
    )
)
