"""The office's settings as the type checker reads them, with a home that lasts as long as the check."""

from bases.office_home import make_home

make_home()

from xiangxin.office.config.settings import *  # noqa: E402, F403 - the home has to be there first
