"""`xiangxin office simulated`: a provider that does not exist, for trying feeds in the demo office."""

from __future__ import annotations

from pathlib import Path

import click

from xiangxin.cli.office import home_option, refusals_told
from xiangxin.cli.output import DONE, Output, output_options
from xiangxin.kernel.text import Text


@click.command()
@click.option("--port", type=click.IntRange(1024, 65535), default=8009, show_default=True, help="本机端口 · local port")
@home_option
@output_options
def simulated(output: Output, port: int, home: Path) -> int:
    """演示用的模拟数据源，只在演示里、只在本机上。 A simulated provider: in a demo office and on this machine only."""
    from xiangxin.office.operations.running import enter_to_read

    enter_to_read(home)
    from xiangxin.office.feeds.simulated import WORD, Simulated

    with refusals_told():
        server = Simulated(port)
    output.say(
        Text(
            f"模拟的法院在 {server.url} 回答，密钥是 {WORD}。数据协议的用途要选“信用户星级评定”。按 Ctrl+C 停止。",
            f"The simulated court answers at {server.url}; its word is {WORD}. The agreement must be for rating "
            "households. Stop it with Ctrl+C.",
        )
    )
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return output.finish(DONE)
