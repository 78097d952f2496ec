"""``python -m xiangxin.cli``: the command line without its installed script."""

from xiangxin.cli.main import main

main()
