"""Invented letters for the guard: clean paragraphs, and what may be planted into them.

Every name and number is made up. NHS numbers have a check digit that is right and begin with 999,
which no person's does; telephone numbers are of the ranges that are kept for plays and films.
"""

from datetime import date

from reports.rules.held import HeldKind, Known

OWN = "Northmere"
KNOWN = Known(
    inspection="OF-2026-0012",
    cases=frozenset({"T1", "T7", "S14", "A2"}),
    area=OWN,
    own=(
        "Northmere Borough Council",
        "Northmere and Sandwell Youth Offending Team",
        "Leicester, Rutland and Northmere NHS Trust",
        "Northmere Safeguarding Children Board",
        "Helen Bradford",
    ),
    areas=(
        "Bedford",
        "Bradford",
        "Bristol, City of",
        "Bury",
        "Central Bedfordshire",
        "Kingston upon Hull, City of",
        "Leicester",
        "Norfolk",
        "Reading",
        "Rutland",
        "Sandwell",
        "St. Helens",
        "Stockton-on-Tees",
    ),
    agencies=("Wensum Valley Police", "National Probation Service", "King’s Weir Hospital"),
    children=frozenset({"amber holloway", "orla tamsin wren", "obrien sean"}),
    child_numbers=frozenset({"lac/20931", "8840127"}),
    addressees=frozenset({"Robin Sand, Independent chair, Northmere Safeguarding Children Board"}),
    addressable=frozenset({"Northmere Borough Council", "Northmere Safeguarding Children Board"}),
)
# A letter in which nothing is wrong, with what looks like something that is.
CLEAN = (
    "Between 2 November 2026 and 6 November 2026, inspectors looked at 24 cases in Northmere.",
    "Reading the files took two days. Reading with a younger child is part of the plan.",
    "Some plans bury what matters under 1,250 words; others slough off what the child said.",
    "Northmere and Sandwell Youth Offending Team shares what it knows within 24 hours.",
    "Leicester, Rutland and Northmere NHS Trust has trained 312 of 340 staff since April 2025.",
    "Helen Bradford has chaired the board since 1 April 2024, and asks each partner for results.",
    "A section 47 enquiry was opened in 19 of 20 cases; an s47 enquiry was late in one.",
    "The plan for 2026-27 sets 14 measures. In 2024, 2025 and 2026 the number of plans rose.",
    "The helpline 0800 1111 is shown in every school, and 0300 123 4567 is the front door’s.",
    "Children born in hospital and their mothers are seen within 10 days by a health visitor.",
    "The statement is sent to ProtectionOfChildren@ofsted.example by 12 March 2027.",
    "Of 1,204 contacts in 2025/26, 341 became referrals, and 9 out of 10 were decided in a day.",
    "The National Probation Service and the police meet each Monday at 9.30 in the hub.",
    "Staff who are new read the first 12 pages of the guide; A-level students wrote it with them.",
    "The board’s audit of March 2026 found the same; its members have not yet acted on it.",
)
# What is planted, with what is around it when it stands in a letter.
PLANTED = (
    (HeldKind.CASE, "T7"),
    (HeldKind.CASE, "case S3"),
    (HeldKind.RECORD, "E-4K7Q-2MXV"),
    (HeldKind.RECORD, "CQ-2026-0031"),
    (HeldKind.NHS_NUMBER, "9990000018"),
    (HeldKind.NHS_NUMBER, "999 000 0018"),
    (HeldKind.NHS_NUMBER, "999-000-0018"),
    (HeldKind.BIRTH, "born on 3 May 2014"),
    (HeldKind.BIRTH, "DOB: 03/05/2014"),
    (HeldKind.BIRTH, "2014-05-03 (date of birth)"),
    (HeldKind.BIRTH, "d.o.b. May 3rd, 2014"),
    (HeldKind.CHILD, "Amber Holloway"),
    (HeldKind.CHILD, "Holloway, Amber"),
    (HeldKind.CHILD, "Tamsin Orla Wren"),
    (HeldKind.CHILD, "Seán O’Brien"),
    (HeldKind.CHILD_NUMBER, "LAC/20931"),
    (HeldKind.CHILD_NUMBER, "8840127"),
    (HeldKind.AREA, "Norfolk"),
    (HeldKind.AREA, "Bristol"),
    (HeldKind.AREA, "City of Bristol"),
    (HeldKind.AREA, "Hull"),
    (HeldKind.AREA, "Stockton on Tees"),
    (HeldKind.AREA, "St Helens"),
    (HeldKind.AREA, "Central Bedfordshire"),
    (HeldKind.AGENCY, "Wensum Valley Police"),
    (HeldKind.AGENCY, "King's Weir Hospital"),
    (HeldKind.EMAIL, "amber.holloway@post.example"),
    (HeldKind.TELEPHONE, "07700 900123"),
    (HeldKind.TELEPHONE, "+44 (0)7700 900 123"),
    (HeldKind.TELEPHONE, "020 7946 0958"),
    (HeldKind.TELEPHONE, "01632960123"),
)
BORN = date(2014, 5, 3)
