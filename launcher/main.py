"""The command line, and the one place where a failure becomes a sentence."""

import argparse
import sys
import traceback

from launcher import demo, tasks
from launcher.place import HERE, Place, prepare
from launcher.process import supervised
from launcher.say import Failure, Stop, line, sentence

PASS_THROUGH = {"test": tasks.test, "manage": tasks.run_manage, "bench": tasks.bench, "code": tasks.code}
HELP = f"""用法：python3 start.py [用法名] [选项]

  python3 start.py                         启动；首次自动安装依赖、建库并装入演示数据
  python3 start.py check                   启动一次，检查是否正常，然后停止
  python3 start.py test [pytest 参数]       运行测试；--long 加上耗时的测试
  python3 start.py code 用户名              显示演示账号此刻的动态口令
  python3 start.py manage 命令 [参数]       对演示实例执行 manage.py 命令
  python3 start.py bench 名称 [参数]        运行基准测试
  python3 start.py lint                    检查代码风格、依赖方向、类型、模板、迁移和部署设置
  python3 start.py reset [--yes]           清空演示数据，--yes 表示不再询问

启动和 check 的选项：
  --port 端口      网页端口，默认 {demo.DEFAULT_PORT}；0 表示任选一个空闲端口
  --size S 或 M    首次装入的演示数据规模：S 150 人（默认），M 319 人

可用的环境变量：
  DATABASE_URL          用已有的 PostgreSQL，不自建
  BROKER_URL、REDIS_URL  用已有的消息队列，不自建
  ZHENGXIE_POSTGRES     embedded 只用自带的 PostgreSQL，system 只用本机安装的
  ZHENGXIE_BROKER       files 表示不用 Redis，以文件传递消息"""


def parser() -> argparse.ArgumentParser:
    """Options of the verbs that the launcher reads itself; the others pass theirs on."""
    made = argparse.ArgumentParser(prog="start.py", add_help=False, exit_on_error=False)
    made.add_argument("verb", nargs="?", default="serve")
    made.add_argument("--port", type=int)
    made.add_argument("--size", choices=("S", "M"), default="S")
    made.add_argument("--yes", action="store_true")
    return made


def parse(args: list[str]) -> argparse.Namespace:
    """The options; a wrong one is named in Chinese."""
    try:
        options, unknown = parser().parse_known_args(args)
    except argparse.ArgumentError as error:
        raise Failure(f"选项 {error.argument_name or ''} 的值有误：请看 python3 start.py --help") from error
    if unknown:
        raise Failure(f"没有 {unknown[0]} 这个选项：请看 python3 start.py --help")
    return options


def dispatch(place: Place, args: list[str]) -> int:
    """Run the verb that the arguments name."""
    if args and args[0] in PASS_THROUGH:
        return PASS_THROUGH[args[0]](place, args[1:])
    options = parse(args)
    match options.verb:
        case "serve":
            return demo.serve(place, port=options.port, size=options.size)
        case "check":
            return demo.check(place, port=options.port, size=options.size)
        case "lint":
            return tasks.lint(place)
        case "reset":
            return tasks.reset(place, sure=options.yes)
    raise Failure(f"没有“{options.verb}”这个用法：请看 python3 start.py --help")


def guarded(place: Place, args: list[str]) -> int:
    """Every way to fail ends in one sentence on stderr and code 1."""
    try:
        if args[:1] != ["reset"]:  # which is how a full disk gets room again
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
        message = f"启动程序自身出错：请把 {place.log('launcher')} 交给维护人员。"
    print(message, file=sys.stderr, flush=True)
    return 1


def main(args: list[str], place: Place = HERE) -> int:
    """Entry point of start.py."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    if args and args[0] in ("-h", "--help"):
        line(HELP)
        return 0
    return supervised(lambda: guarded(place, args))
