"""Lists for the tests of this room, and the source that hands them over. All of it is invented."""

from karmika.candidates.imports import Source, load_list

ESHRAM = """reference,name,phone,address,sex,birth_year,occupation,area_level,area_code
123456789012,Sarada Devi,98480 12399,Door 4-1,female,1984,auto_driver,ward,251746-W07
123456789013,Venkat Rao,,Door 4-2,male,1979,,ward,251746-W08
"""
REGISTER = """reference,title,formed_on,members_count,name,phone,area_level,area_code
SHG-1,Sri Durga Sangham,2019-06-01,12,Padmavathi,9848012388,ward,251746-W07
SHG-2,Lakshmi Sangham,2020-01-15,10,,,ward,251746-W07
"""


def source(cast, listed_in="eshram", **other):
    """A list for MEPMA's programme in the city."""
    return Source(
        listed_in=listed_in,
        area=cast.area("251746"),
        organisation=cast.mepma,
        programme=cast.vog,
        basis="Letter 12 of the labour department",
        checked_by="MEPMA, state office",
        **other,
    )


def load(cast, text=ESHRAM, listed_in="eshram", **other):
    """Load a list as the operator."""
    return load_list(cast.operator, source(cast, listed_in, **other), text.encode())
