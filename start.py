#!/usr/bin/env python3
# -*- coding: utf-8 -*-
"""python3 start.py：装好依赖、数据库和演示数据，启动全部进程。python3 start.py --help 列出其他用法。"""

# ruff: noqa: UP009, UP031, UP036 - an old Python must be able to read this file far enough to refuse

import sys

if sys.version_info < (3, 11):
    message = (
        "本程序需要 Python 3.11 或更高版本，当前为 %d.%d；请安装新版本并用它运行，例如 python3.11 start.py\n"
    )
    message = message % sys.version_info[:2]
    message = message if isinstance(message, bytes) else message.encode("utf-8")
    getattr(sys.stderr, "buffer", sys.stderr).write(message)
    sys.exit(1)

from launcher.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
