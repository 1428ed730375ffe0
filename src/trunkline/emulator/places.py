"""Where the numbers of the United States and Canada are, by their area code: the region, and for some the town.

The area codes and their regions are those of the numbering plan. That a whole area code is in one town is an
assumption of the emulator, as are the towns' numbers; an area code without a town has none of a town's fields.
"""

import math
from dataclasses import dataclass

REGIONS = {
    "AB": "368 403 587 780 825",
    "AK": "907",
    "AL": "205 251 256 334 659 938",
    "AR": "327 479 501 870",
    "AZ": "480 520 602 623 928",
    "BC": "236 250 257 604 672 778",
    "CA": (
        "209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 "
        "738 747 760 805 818 820 831 840 858 909 916 925 949 951"
    ),
    "CO": "303 719 720 748 970 983",
    "CT": "203 475 860 959",
    "DC": "202 771",
    "DE": "302",
    "FL": "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954",
    "GA": "229 404 470 478 678 706 762 770 912 943",
    "HI": "808",
    "IA": "319 515 563 641 712",
    "ID": "208 986",
    "IL": "217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 872",
    "IN": "219 260 317 463 574 765 812 930",
    "KS": "316 620 785 913",
    "KY": "270 364 502 606 859",
    "LA": "225 318 337 504 985",
    "MA": "339 351 413 508 617 774 781 857 978",
    "MB": "204 431 584",
    "MD": "227 240 301 410 443 667",
    "ME": "207",
    "MI": "231 248 269 313 517 586 616 734 810 906 947 989",
    "MN": "218 320 507 612 651 763 952",
    "MO": "235 314 417 557 573 636 660 816 975",
    "MS": "228 601 662 769",
    "MT": "406",
    "NB": "428 506",
    "NC": "252 336 472 704 743 828 910 919 980 984",
    "ND": "701",
    "NE": "308 402 531",
    "NH": "603",
    "NJ": "201 551 609 640 732 848 856 862 908 973",
    "NL": "709 879",
    "NM": "505 575",
    "NS": "782 902",
    "NT": "867",
    "NV": "702 725 775",
    "NY": "212 315 329 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934",
    "OH": "216 220 234 283 326 330 380 419 440 513 567 614 740 937",
    "OK": "405 539 572 580 918",
    "ON": "226 249 289 343 365 382 416 437 519 548 613 647 683 705 742 753 807 905 942",
    "OR": "458 503 541 971",
    "PA": "215 223 267 272 412 445 484 570 582 610 717 724 814 835 878",
    "QC": "263 273 354 367 418 438 450 468 514 579 581 819 873",
    "RI": "401",
    "SC": "803 821 839 843 854 864",
    "SD": "605",
    "SK": "306 474 639",
    "TN": "423 615 629 731 865 901 931",
    "TX": (
        "210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 "
        "956 972 979"
    ),
    "UT": "385 435 801",
    "VA": "276 434 540 571 686 703 757 804 826 948",
    "VT": "802",
    "WA": "206 253 360 425 509 564",
    "WI": "262 274 353 414 534 608 715 920",
    "WV": "304 681",
    "WY": "307",
}
"""{state or province: its area codes}"""

REGION = {area_code: region for region, area_codes in REGIONS.items() for area_code in area_codes.split()}

EARTH_RADIUS = 3958.8
"""In miles."""


@dataclass(frozen=True)
class Place:
    """The place of a number on sale. None is unknown."""

    region: str | None = None
    locality: str | None = None
    postal_code: str | None = None
    rate_center: str | None = None
    lata: str | None = None
    latitude: float | None = None
    longitude: float | None = None


TOWNS = {
    "202": Place("DC", "Washington", "20001", "WSHNGTNZN1", "236", 38.91, -77.02),
    "206": Place("WA", "Seattle", "98101", "SEATTLE", "674", 47.61, -122.33),
    "212": Place("NY", "New York", "10001", "NWYRCYZN01", "132", 40.75, -73.99),
    "213": Place("CA", "Los Angeles", "90012", "LSAN DA 01", "730", 34.06, -118.24),
    "305": Place("FL", "Miami", "33131", "MIAMI", "460", 25.77, -80.19),
    "312": Place("IL", "Chicago", "60601", "CHICGOZN01", "358", 41.88, -87.62),
    "415": Place("CA", "San Francisco", "94103", "SNFC CNTRL", "722", 37.77, -122.41),
    "416": Place("ON", "Toronto", "M5H", "TORONTO", "888", 43.65, -79.38),
    "510": Place("CA", "Oakland", "94612", "OKLD MN-PD", "722", 37.81, -122.27),
    "512": Place("TX", "Austin", "78701", "AUSTIN", "558", 30.27, -97.74),
    "604": Place("BC", "Vancouver", "V6B", "VANCOUVER", "888", 49.28, -123.12),
    "808": Place("HI", "Hilo", "96720", "HILO", "834", 19.72, -155.09),
}
"""{area code: its town}"""


def place(number: str) -> Place:
    """The place of a number (E.164): unknown outside the United States and Canada, and if it is toll-free."""
    area_code = number[2:5] if number.startswith("+1") else ""
    return TOWNS.get(area_code) or Place(REGION.get(area_code))


def miles(latitude: float, longitude: float, there: Place) -> float:
    """The distance to a place; infinite if the place has no coordinates."""
    if there.latitude is None or there.longitude is None:
        return math.inf
    one, other = math.radians(latitude), math.radians(there.latitude)
    across = math.radians(there.longitude - longitude)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1, half)))
