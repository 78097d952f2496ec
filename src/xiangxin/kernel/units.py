"""How many of the small unit make one of the large one: the names under which figures are stored and shown.

Amounts are fen (``_fen``), points hundredths (``_centi``), rates and shares basis points (``_bp``), ratios of people's
facts parts per million. A figure of law or of a policy never stands here.
"""

from __future__ import annotations

FEN_PER_YUAN = 100
YUAN_PER_WAN = 10_000
FEN_PER_WAN = FEN_PER_YUAN * YUAN_PER_WAN
"""万, ten thousand: in what large amounts are said."""
CENTI_PER_POINT = 100
BP_PER_PERCENT = 100
BP_PER_UNIT = 10_000
PPM_PER_UNIT = 1_000_000
