"""The command line, and the one place where a failure becomes a sentence."""

import argparse
import sys
import traceback

from launcher import demo, tasks
from launcher.place import HERE, Place, prepare
from launcher.process import supervised
from launcher.say import Failure, Stop, sentence

PASS_THROUGH = {"test": tasks.test, "manage": tasks.run_manage, "bench": tasks.bench, "code": tasks.code}
EPILOG = """用法举例:
  python3 start.py                         启动;首次自动安装依赖、建库并装入演示数据
  python3 start.py check                   启动一次,检查是否正常,然后停止
  python3 start.py test [pytest 参数]       运行测试;--long 加上耗时的测试
  python3 start.py code 用户名              显示演示账号此刻的动态口令
  python3 start.py manage 命令 [参数]       对演示实例执行 manage.py 命令
  python3 start.py bench 名称 [参数]        运行基准测试
  python3 start.py lint                    检查代码风格、依赖方向、迁移和部署设置
  python3 start.py reset [--yes]           清空演示数据"""


def parser() -> argparse.ArgumentParser:
    """Options of the verbs that the launcher reads itself; the others pass theirs on."""
    made = argparse.ArgumentParser(
        prog="start.py",
        usage="python3 start.py [check|test|code|manage|bench|lint|reset] [选项]",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        add_help=False,
        exit_on_error=False,
    )
    made.add_argument("verb", nargs="?", default="serve", help=argparse.SUPPRESS)
    made.add_argument("--help", "-h", action="help", help="显示本说明")
    made.add_argument("--port", type=int, help=f"网页端口,默认 {demo.DEFAULT_PORT}")
    made.add_argument("--size", choices=("S", "M"), default="S", help="演示数据规模:S 150 人,M 319 人")
    made.add_argument("--yes", action="store_true", help="清空演示数据时不再询问")
    made._optionals.title = "选项"
    return made


def dispatch(place: Place, args: list[str]) -> int:
    """Run the verb that the arguments name."""
    if args and args[0] in PASS_THROUGH:
        return PASS_THROUGH[args[0]](place, args[1:])
    try:
        options = parser().parse_args(args)
    except (argparse.ArgumentError, argparse.ArgumentTypeError) as error:
        raise Failure(f"参数有误({error}):请看 python3 start.py --help") from error
    match options.verb:
        case "serve":
            return demo.serve(place, port=options.port, size=options.size)
        case "check":
            return demo.check(place, port=options.port, size=options.size)
        case "lint":
            return tasks.lint(place)
        case "reset":
            return tasks.reset(place, sure=options.yes)
    raise Failure(f"没有“{options.verb}”这个用法:请看 python3 start.py --help")


def guarded(place: Place, args: list[str]) -> int:
    """Every way to fail ends in one sentence on stderr and code 1."""
    try:
        prepare(place)
        return dispatch(place, args)
    except Failure as failure:
        message = str(failure)
    except Stop:
        return 130
    except OSError as error:
        message = sentence(error)
    except Exception:
        place.log("launcher").write_text(traceback.format_exc(), encoding="utf-8")
        message = f"启动程序自身出错:请把 {place.log('launcher')} 交给维护人员。"
    print(message, file=sys.stderr, flush=True)
    return 1


def main(args: list[str], place: Place = HERE) -> int:
    """Entry point of start.py."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    if set(args[:1]) <= {"-h", "--help"} and args:
        parser().print_help()
        return 0
    return supervised(lambda: guarded(place, args))
