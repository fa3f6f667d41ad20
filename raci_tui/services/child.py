"""The child process: one job from standard input, one answer to standard output, then the end."""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

import msgspec

from raci_tui.core.errors import RaciError
from raci_tui.plugin.host import Host, reason_of
from raci_tui.plugin.types import Options
from raci_tui.services.plugins import BUILT_INS
from raci_tui.services.reading import Answer, Job


def main() -> None:
    """Do the one job."""
    # Whatever a plugin prints must not get into the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    _limit(job.memory)
    try:
        answer = _do(job)
        data = msgspec.msgpack.encode(answer)
    except RaciError as error:
        data = msgspec.msgpack.encode(Answer(error=error.message, hint=error.hint))
    except MemoryError:
        data = msgspec.msgpack.encode(
            Answer(error=f"{job.name or job.id} needs too much memory", hint="try a smaller file")
        )
    except BaseException as error:  # noqa: BLE001 - the plugin border: even SystemExit is an answer
        data = msgspec.msgpack.encode(
            Answer(error=f"{job.id} failed: {reason_of(error)}", hint="nothing was changed")
        )
    answers.write(data)
    answers.flush()
    # Threads that a plugin left behind must not keep the answer waiting.
    os._exit(0)


def _do(job: Job) -> Answer:
    host = Host(BUILT_INS, enabled=bool(job.plugin), only=(job.plugin,))
    if job.kind == "import":
        return Answer(source=host.importers[job.id].read(job.data, job.name))
    if job.snapshot is None:
        raise ValueError("an export needs a snapshot")
    out = io.BytesIO()
    options: Options = job.options
    remarks = host.exporters[job.id].write(job.snapshot, out, options, _no_progress)
    return Answer(data=out.getvalue(), remarks=tuple(remarks or ()))


def _no_progress(share: float) -> None:
    """Progress is not told across processes."""


def _limit(memory: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
