"""What the API takes of covenants and projects."""

from tests.access.pages import KEEPING, NOBODY, SECRETARIES, STREETS, Page, step

DAY = "2026-03-01"
WHY = {"reason": "条件变化"}
ENDED = {"terminated_on": DAY, "reason": "单位搬迁"}
HELD = {
    "held_on": DAY, "way": "visit",
    "satisfied_count": "9", "fairly_count": "0", "dissatisfied_count": "0",
}  # fmt: skip
# The step, the record it is taken on, and what is sent: by the community that keeps it.
BY_COMMUNITY = (
    ("covenant-submit", "draft", {}),
    ("covenant-sign", "draft", {"signed_on": DAY, "effective_from": DAY}),
    ("covenant-confirm", "awaiting_covenant", {"party": "0", "signer": "赵刚", "version": "2"}),
    ("covenant-terminate", "signed", ENDED),
    ("project-confirm", "proposed", {"confirmed_on": DAY}),
    ("project-reject", "proposed", WHY),
    ("project-start", "confirmed", {}),
    ("project-pause", "running", {}),
    ("project-resume", "paused", {}),
    ("project-finish", "running", {"finished_on": DAY, "outcome": "已完成"}),
    ("project-terminate", "running", WHY),
    ("project-evaluate", "finished", HELD),
    ("project-milestones", "running", {"name": "开工", "due_on": DAY}),
    ("project-progress", "running", {"happened_on": DAY, "text": "已开工"}),
)
COVENANT_STEPS = (
    # Who may is told what is missing; nobody else gets that far.
    Page("api:covenant-draft", post=step(SECRETARIES | STREETS, gate=NOBODY, status=400)),
    Page("api:project-propose", post=step(SECRETARIES, gate=NOBODY, status=400)),
    *(
        Page(f"api:{name}", record, post=step("community", KEEPING), body=body)
        for name, record, body in BY_COMMUNITY
    ),
    Page(
        "api:covenant-confirm",
        "awaiting_covenant",
        post=step("liaison", "district street community grid"),
        body={"party": "1", "signer": "李四", "version": "2"},
    ),
    Page(
        "api:covenant-return",
        "awaiting_covenant",
        post=step("community liaison", "district street grid"),
        body={"reason": "时间不对"},
    ),
    *(
        Page(
            f"api:{name}",
            record,
            post=step("district", "street community grid liaison"),
            body={"reason": "误录"},
        )
        for name, record in (("covenant-void", "signed"), ("project-void", "running"))
    ),
    # Without amounts, or without the milestone, whoever sees the project is told so.
    *(
        Page(
            f"api:project-{name}",
            "running",
            post=step("district street community grid liaison", status=400),
        )
        for name in ("funding", "reach-milestone", "drop-milestone")
    ),
)
