import { describe, expect, it } from 'vitest';
import { frame, fresh, given, press, shown } from './support/driven.tsx';
import {
  healthy,
  hostile,
  inconclusive,
  oneRoot,
  partial,
  proved,
  stillThere,
  twoRoots,
  undoPlan,
} from './support/reports.ts';

const onDisk = (columns: number) =>
  press(shown(twoRoots, { columns }), ...Array.from({ length: 5 }, () => '<down>'), 'f');

describe('before the report', () => {
  it('shows the title and what goes on at once', () => {
    expect(frame(fresh())).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0

      ⠋ Looking at this host




      ? help · q quit · ↑↓ move · enter details · / filter
      "
    `);
  });

  it('shows every row in its place', () => {
    const rows = oneRoot.checks.map(({ id, title, category }) => ({ id, title, category }));
    const some = oneRoot.checks.slice(0, 2).map((row) => ({ type: 'row-ended', row }) as const);
    expect(
      frame(given(fresh({ columns: 60 }), { type: 'examination-started', rows }, ...some)),
    ).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0

      ⠋ Looking at this host: 2 of 9 checks done



      Access
      ❯ ✖ error      Docker socket is reachable              3 ms
        ✔ ok         This user may use the socket            1 ms

      Engine
        ⠋ looking    Docker daemon runs well
        ⠋ looking    A container can be run

      act
        ⠋ looking    act and the engine fit together

      Storage
        ⠋ looking    Disks have room for containers

      Network
        ⠋ looking    Names can be looked up

      GPU
        ⠋ looking    Containers can use the NVIDIA GPU

      Security
        ⠋ looking    SELinux lets containers work

      ? help · q quit · ↑↓ move · enter details · / filter
      "
    `);
  });
});

describe('a healthy host', () => {
  it('at 60 columns', () =>
    expect(frame(shown(healthy, { columns: 60 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Healthy: 7 ok, 2 skipped, in 412 ms.

      Access
      ❯ ✔ ok         Docker socket is reachable              3 ms
        ✔ ok         This user may use the socket            1 ms

      Engine
        ✔ ok         Docker daemon runs well                41 ms
        ✔ ok         A container can be run                 1.3 s

      act
        ✔ ok         act and the engine fit together         3 ms

      Storage
        ✔ ok         Disks have room for containers         12 ms

      Network
        ✔ ok         Names can be looked up                 28 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU       0 ms

      Security
        – skipped    SELinux lets containers work            0 ms

      ? help · q quit · ↑↓ move · enter details · / filter
      "
    `));
  it('at 80 columns', () =>
    expect(frame(shown(healthy, { columns: 80 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Healthy: 7 ok, 2 skipped, in 412 ms.

      Access
      ❯ ✔ ok         Docker socket is reachable                                  3 ms
        ✔ ok         This user may use the socket                                1 ms

      Engine
        ✔ ok         Docker daemon runs well                                    41 ms
        ✔ ok         A container can be run                                     1.3 s

      act
        ✔ ok         act and the engine fit together                             3 ms

      Storage
        ✔ ok         Disks have room for containers                             12 ms

      Network
        ✔ ok         Names can be looked up                                     28 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                           0 ms

      Security
        – skipped    SELinux lets containers work                                0 ms

      ? help · q quit · ↑↓ move · enter details · / filter · r again
      "
    `));
  it('at 120 columns', () =>
    expect(frame(shown(healthy, { columns: 120 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Healthy: 7 ok, 2 skipped, in 412 ms.

      Access
      ❯ ✔ ok         Docker socket is reachable                                                                          3 ms
        ✔ ok         This user may use the socket                                                                        1 ms

      Engine
        ✔ ok         Docker daemon runs well                                                                            41 ms
        ✔ ok         A container can be run                                                                             1.3 s

      act
        ✔ ok         act and the engine fit together                                                                     3 ms

      Storage
        ✔ ok         Disks have room for containers                                                                     12 ms

      Network
        ✔ ok         Names can be looked up                                                                             28 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                                                                   0 ms

      Security
        – skipped    SELinux lets containers work                                                                        0 ms

      ? help · q quit · ↑↓ move · enter details · / filter · r again
      "
    `));
});

describe('one root with echoes', () => {
  it('at 40 columns', () =>
    expect(frame(shown(oneRoot, { columns: 40 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 ·…

      ✖ There is no socket at
        /var/run/docker.sock, so no Docker
        client can reach the engine.
        Next: Start the Docker daemon
        press f, or run
        dockmedic fix start-docker

      Access
      ❯ ✖ error      Docker socket is reacha…
        ✔ ok         This user may use the s…

      Engine
        ✖ error      Docker daemon runs well
          ↳ because of sock-missing
        ? unverified A container can be run
          ↳ because of sock-missing

      act
        ✔ ok         act and the engine fit…

      Storage
        ✔ ok         Disks have room for con…

      Network
        ? unverified Names can be looked up
          ↳ because of sock-missing

      GPU
        – skipped    Containers can use the…

      Security
        – skipped    SELinux lets containers…

      ? help · q quit · ↑↓ move
      "
    `));
  it('at 60 columns', () =>
    expect(frame(shown(oneRoot, { columns: 60 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ There is no socket at /var/run/docker.sock, so no Docker
        client can reach the engine.
        Next: Start the Docker daemon
              press f, or run dockmedic fix start-docker

      Access
      ❯ ✖ error      Docker socket is reachable              3 ms
        ✔ ok         This user may use the socket            1 ms

      Engine
        ✖ error      Docker daemon runs well                 3 ms
                     ↳ because of sock-missing
        ? unverified A container can be run                  3 ms
                     ↳ because of sock-missing

      act
        ✔ ok         act and the engine fit together         3 ms

      Storage
        ✔ ok         Disks have room for containers         12 ms

      Network
        ? unverified Names can be looked up                  3 ms
                     ↳ because of sock-missing

      GPU
        – skipped    Containers can use the NVIDIA GPU       0 ms

      Security
        – skipped    SELinux lets containers work            0 ms

      ? help · q quit · ↑↓ move · enter details · f fix
      "
    `));
  it('at 80 columns', () =>
    expect(frame(shown(oneRoot, { columns: 80 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ There is no socket at /var/run/docker.sock, so no Docker client can reach the
        engine.
        Next: Start the Docker daemon
              press f, or run dockmedic fix start-docker

      Access
      ❯ ✖ error      Docker socket is reachable  sock-missing                    3 ms
        ✔ ok         This user may use the socket                                1 ms

      Engine
        ✖ error      Docker daemon runs well  ↳ because of sock-missing          3 ms
        ? unverified A container can be run  ↳ because of sock-missing           3 ms

      act
        ✔ ok         act and the engine fit together                             3 ms

      Storage
        ✔ ok         Disks have room for containers                             12 ms

      Network
        ? unverified Names can be looked up  ↳ because of sock-missing           3 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                           0 ms

      Security
        – skipped    SELinux lets containers work                                0 ms

      ? help · q quit · ↑↓ move · enter details · f fix · / filter · r again
      "
    `));
  it('at 120 columns', () =>
    expect(frame(shown(oneRoot, { columns: 120 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ There is no socket at /var/run/docker.sock, so no Docker client can reach the engine.
        Next: Start the Docker daemon
              press f, or run dockmedic fix start-docker

      Access
      ❯ ✖ error      Docker socket is reachable  sock-missing                                                            3 ms
        ✔ ok         This user may use the socket                                                                        1 ms

      Engine
        ✖ error      Docker daemon runs well  ↳ because of sock-missing                                                  3 ms
        ? unverified A container can be run  ↳ because of sock-missing                                                   3 ms

      act
        ✔ ok         act and the engine fit together                                                                     3 ms

      Storage
        ✔ ok         Disks have room for containers                                                                     12 ms

      Network
        ? unverified Names can be looked up  ↳ because of sock-missing                                                   3 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                                                                   0 ms

      Security
        – skipped    SELinux lets containers work                                                                        0 ms

      ? help · q quit · ↑↓ move · enter details · f fix · / filter · r again
      "
    `));
  it('on a low terminal scrolls around the cursor', () => {
    expect(frame(press(shown(oneRoot, { columns: 60, rows: 14 }), '<end>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64
      ✖ There is no socket at /var/run/docker.sock, so no Docker
        client can reach the engine.
        Next: Start the Docker daemon
              press f, or run dockmedic fix start-docker
      Network
        ? unverified Names can be looked up                  3 ms
                     ↳ because of sock-missing
      GPU
        – skipped    Containers can use the NVIDIA GPU       0 ms
      Security
      ❯ – skipped    SELinux lets containers work            0 ms
      ? help · q quit · ↑↓ move · enter details · 13-19 of 19
      "
    `);
  });
  it('without Unicode', () => {
    expect(frame(shown(oneRoot, { columns: 60, unicode: false }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 - local - debian 12 - x64

      x There is no socket at /var/run/docker.sock, so no Docker
        client can reach the engine.
        Next: Start the Docker daemon
              press f, or run dockmedic fix start-docker

      Access
      > x error      Docker socket is reachable              3 ms
        + ok         This user may use the socket            1 ms

      Engine
        x error      Docker daemon runs well                 3 ms
                     \\_ because of sock-missing
        ? unverified A container can be run                  3 ms
                     \\_ because of sock-missing

      act
        + ok         act and the engine fit together         3 ms

      Storage
        + ok         Disks have room for containers         12 ms

      Network
        ? unverified Names can be looked up                  3 ms
                     \\_ because of sock-missing

      GPU
        - skipped    Containers can use the NVIDIA GPU       0 ms

      Security
        - skipped    SELinux lets containers work            0 ms

      ? help - q quit - up/down move - enter details - f fix
      "
    `);
  });
});

describe('other verdicts', () => {
  it('two roots', () =>
    expect(frame(shown(twoRoots))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ There is no socket at /var/run/docker.sock, so no Docker client can reach the
        engine.
        Next: Start the Docker daemon
              press f, or run dockmedic fix start-docker
        And another root cause: disk-build-cache

      Access
      ❯ ✖ error      Docker socket is reachable  sock-missing                    3 ms
        ✔ ok         This user may use the socket                                1 ms

      Engine
        ✖ error      Docker daemon runs well  ↳ because of sock-missing          3 ms
        ? unverified A container can be run  ↳ because of sock-missing           3 ms

      act
        ✔ ok         act and the engine fit together                             3 ms

      Storage
        ⚠ warning    Disks have room for containers  disk-build-cache           12 ms

      Network
        ? unverified Names can be looked up  ↳ because of sock-missing           3 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                           0 ms

      Security
        – skipped    SELinux lets containers work                                0 ms

      ? help · q quit · ↑↓ move · enter details · f fix · / filter · r again
      "
    `));
  it('inconclusive', () =>
    expect(frame(shown(inconclusive))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ? Inconclusive: nothing wrong was found, but 1 check could not be verified.
        Next: Look again with more time
              dockmedic --timeout 30
        The deadline passed before every check had an answer.

      Access
      ❯ ✔ ok         Docker socket is reachable                                  3 ms
        ✔ ok         This user may use the socket                                1 ms

      Engine
        ? unverified Docker daemon runs well                                    5.0 s
        ✔ ok         A container can be run                                     1.3 s

      act
        ✔ ok         act and the engine fit together                             3 ms

      Storage
        ✔ ok         Disks have room for containers                             12 ms

      Network
        ✔ ok         Names can be looked up                                     28 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                           0 ms

      Security
        – skipped    SELinux lets containers work                                0 ms

      ? help · q quit · ↑↓ move · enter details · / filter · r again
      "
    `));
  it('partial', () =>
    expect(frame(shown(partial))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Nothing wrong in the part that was looked at (2 of 9 checks). 2 ok, in 412
        ms.

      Access
      ❯ ✔ ok         Docker socket is reachable                                  3 ms
        ✔ ok         This user may use the socket                                1 ms

      ? help · q quit · ↑↓ move · enter details · / filter · r again
      "
    `));
  it('long and wide text', () =>
    expect(frame(shown(hostile, { columns: 60 }))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ ソケット
        /データ/ルート/とても長い名前のディレクトリ/docker.sock
        が見つかりません。デーモンを起動してください。
        Next: デーモンを起動してくださいデーモンを起動してくださ
              いデーモンを起動してくださいデーモンを起動してく …

      Access
      ❯ ✖ error      容器主机的套接字可以访问并且没有任…     3 ms

      Network
        ✔ ok         ééééééééééééééééééééééééééééééééééé…    3 ms

      ? help · q quit · ↑↓ move · enter details · / filter
      "
    `));
});

describe('the details', () => {
  it('of a root cause at 60 columns', () => {
    expect(frame(press(shown(oneRoot, { columns: 60 }), '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ error  Docker socket is reachable
        access/socket · 3 ms · required

      ✖ There is no socket at /var/run/docker.sock, so no Docker
        client can reach the engine.
        sock-missing (error) · unix:///var/run/docker.sock
        Cause        The unit docker.service is installed but
                     inactive (dead) since Tuesday 09:14.
        Consequence  Every docker command fails with "Cannot
                     connect to the Docker daemon".
        Remedy       Start the Docker daemon, and look at why it
                     was stopped.
        More         https://docs.docker.com/engine/daemon/

      Evidence
        lstat /var/run/docker.sock
          → ENOENT
        systemctl show docker.service
          → ActiveState=inactive SubState=dead

      Because of this
        ↳ ✖ error  Docker daemon runs well
        ↳ ? unverified  A container can be run
        ↳ ? unverified  Names can be looked up

      What can be done: press f
        · Start the Docker daemon (safe, as root)

      esc back · f fix · ? help · r again · q quit
      "
    `);
  });
  it('of a root cause at 80 columns', () => {
    expect(frame(press(shown(oneRoot), '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ error  Docker socket is reachable
        access/socket · 3 ms · required

      ✖ There is no socket at /var/run/docker.sock, so no Docker client can reach the
        engine.
        sock-missing (error) · unix:///var/run/docker.sock
        Cause        The unit docker.service is installed but inactive (dead) since
                     Tuesday 09:14.
        Consequence  Every docker command fails with "Cannot connect to the Docker
                     daemon".
        Remedy       Start the Docker daemon, and look at why it was stopped.
        More         https://docs.docker.com/engine/daemon/

      Evidence
        lstat /var/run/docker.sock    → ENOENT
        systemctl show docker.service → ActiveState=inactive SubState=dead

      Because of this
        ↳ ✖ error  Docker daemon runs well
        ↳ ? unverified  A container can be run
        ↳ ? unverified  Names can be looked up

      What can be done: press f
        · Start the Docker daemon (safe, as root)

      esc back · f fix · ? help · r again · q quit
      "
    `);
  });
  it('of a row that echoes', () => {
    expect(frame(press(shown(oneRoot), '<down>', '<down>', '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ error  Docker daemon runs well
        engine/daemon-health · 3 ms · required

      ✖ The daemon does not answer.
        daemon-unreachable (error) · unix:///var/run/docker.sock  ↳ because of
        sock-missing
        Cause        The unit docker.service is installed but inactive (dead) since
                     Tuesday 09:14.
        Consequence  Every docker command fails with "Cannot connect to the Docker
                     daemon".
        Remedy       Start the Docker daemon, and look at why it was stopped.

      Evidence
        GET /_ping → 200 OK

      What can be done: press f
        · Start the Docker daemon (safe, as root)

      esc back · f fix · ? help · r again · q quit
      "
    `);
  });
  it('of a row that could not be looked at', () => {
    expect(frame(press(shown(oneRoot), '<down>', '<down>', '<down>', '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ? unverified  A container can be run
        engine/container-round-trip · 3 ms · required
        ↳ because of sock-missing (access/socket)

        No answer    The engine did not answer, so nothing could be asked of it.

      What can be done: press f
        · Start the Docker daemon (safe, as root)

      esc back · f fix · ? help · r again · q quit
      "
    `);
  });
  it('of a row that is fine', () => {
    expect(frame(press(shown(healthy), '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ ok  Docker socket is reachable
        access/socket · 3 ms · required

      Evidence
        GET /_ping → 200 OK

      esc back · ? help · r again · q quit
      "
    `);
  });
  it('of long and wide text', () => {
    expect(frame(press(shown(hostile, { columns: 60 }), '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ error  容器主机的套接字可以访问并且没有任何问题コンテナホ
               ストのソケットに到達できます
        access/socket · 3 ms · required

      ✖ ソケット
        /データ/ルート/とても長い名前のディレクトリ/docker.sock
        が見つかりません。デーモンを起動してください。
        sock-missing (error) ·
        /データ/ルート/とても長い名前のディレクトリ/docker.sock
        Cause        élève \\x1b[31mred\\x1b[0m \\u202e
                     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                     xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
                     xxxxxxxxxxxxxxxxxx
        Consequence  👩‍👩‍👧‍👦 family, 🇩🇪 flag, ❤️ heart
        Remedy       Start the Docker daemon, and look at why it
                     was stopped.

      Evidence
        cat /データ → \\x1b]0;owned\\x07
                      一二三四五六七八九十一二三四五六七八九十

      esc back · ? help · r again · q quit
      "
    `);
  });
});

describe('a plan', () => {
  it('that is safe', () =>
    expect(frame(press(shown(oneRoot), 'f'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      Start the Docker daemon
        Fix          start-docker
        Risk         safe: nothing is interrupted, no data is lost
        Runs as      root (sudo may ask for your password)
        Undo         can be undone
        Note         The unit failed five times in a row; its counter is reset first.

      1. # systemctl reset-failed docker.service
        Why          systemd refuses to start a unit that failed too often.
        Undo         cannot be undone

      2. # systemctl start docker.service
        Why          The daemon listens on the socket as soon as it runs.
        Undo         systemctl stop docker.service

      Do this? y/N
      "
    `));
  it('among several', () =>
    expect(frame(onDisk(60))).toMatchInlineSnapshot(`
    "
    dockmedic 0.1.0 · local · debian 12 · x64

    There is more than one way

    ❯ Delete the unused volume build-cache
        remove-volume · destructive, as you
      Repair /etc/docker/daemon.json and restart the engine
        repair-daemon-json · disruptive, as root
      Install the Docker Engine
        install-engine · by hand

    enter shows the plan · esc back · ↑↓ move · ? help · q quit
    "
  `));
  it('that deletes', () =>
    expect(frame(press(onDisk(60), '<enter>', 'bui'))).toMatchInlineSnapshot(`
    "
    dockmedic 0.1.0 · local · debian 12 · x64

    Delete the unused volume build-cache
      Fix          remove-volume
      Risk         destructive: data is deleted
      Runs as      you
      Undo         not all of it can be undone
      To confirm   type build-cache
      Note         It holds 41 GB and no container uses it.

    1. $ docker volume rm build-cache
      Why          It takes 41 GB of the 50 GB that the data
                   root has.
      Undo         cannot be undone

    Type build-cache to delete, esc leaves it: bui▏
    "
  `));
  it('that deletes, at 40 columns', () => {
    expect(
      frame(press(onDisk(40), '<enter>', 'bui'))
        .split('\n')
        .at(-2),
    ).toMatchInlineSnapshot(`"Type build-cache: bui▏"`);
  });
  it('with a diff', () =>
    expect(frame(press(onDisk(80), '<down>', '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      Repair /etc/docker/daemon.json and restart the engine
        Fix          repair-daemon-json
        Risk         disruptive: services restart or connections drop
        Runs as      root (sudo may ask for your password)
        Undo         can be undone

      1. # install -m 0644 /dev/stdin /etc/docker/daemon.json < '/tmp/dockmedic
           daemon.json'
        Why          A comma stands before the closing brace, which JSON does not
                     allow.
        Undo         cp /etc/docker/daemon.json.before /etc/docker/daemon.json
          --- /etc/docker/daemon.json
          +++ /etc/docker/daemon.json
          @@ -1,4 +1,4 @@
           {
             "log-driver": "local",
          -  "live-restore": true,
          +  "live-restore": true
           }

      2. # systemctl restart docker.service
        Why          The daemon reads the file when it starts; containers without
                     live-restore stop meanwhile.
        Undo         cannot be undone

      Something is interrupted. Do this? y/N
      "
    `));
  it('by hand', () => {
    expect(frame(press(onDisk(80), '<down>', '<down>', '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      Install the Docker Engine
        Fix          install-engine
        Runs as      nobody: this is done by hand, dockmedic only shows it
        Undo         by hand

      1. Follow https://docs.docker.com/engine/install/debian/ for Debian 12.
        Why          No engine is installed on this machine.

      Done by hand · esc back
      "
    `);
  });
  it('declined', () => {
    expect(
      frame(press(shown(oneRoot), 'f', 'n'))
        .split('\n')
        .at(-2),
    ).toMatchInlineSnapshot(`"Start the Docker daemon: declined, nothing was changed."`);
  });
});

describe('a repair', () => {
  const running = given(
    press(shown(oneRoot), 'f', 'y'),
    { type: 'step-changed', step: 0, state: 'done', text: '' },
    { type: 'step-changed', step: 1, state: 'running', text: '' },
    { type: 'output', line: '\u001b]0;owned\u0007Job queued' },
  );

  it('runs', () =>
    expect(frame(running)).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Start the Docker daemon: confirmed

        ✔ done       1. systemctl reset-failed docker.service
        ⠋ running    2. systemctl start docker.service

        │ \\x1b]0;owned\\x07Job queued

      ctrl-c interrupts
      "
    `));
  it('is proved', () => {
    const state = given(
      running,
      { type: 'step-changed', step: 1, state: 'done', text: '' },
      { type: 'verifying' },
      { type: 'repaired', record: proved },
      { type: 'reported', report: healthy },
    );
    expect(frame(state)).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Start the Docker daemon: confirmed

        ✔ done       1. systemctl reset-failed docker.service
        ✔ done       2. systemctl start docker.service

        │ \\x1b]0;owned\\x07Job queued

      ✔ verified  The Docker daemon was started, and the fault is gone.
        Proved by    access/socket, looking again: ok
        GET /_ping → 200 OK, API 1.47

      The whole host was looked at again; the list is fresh.

      enter back to the list · ? help · q quit
      "
    `);
    expect(frame(press(state, '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Healthy: 7 ok, 2 skipped, in 412 ms.
        Last repair: start-docker: verified. The Docker daemon was started, and the
                     fault is gone.

      Access
      ❯ ✔ ok         Docker socket is reachable                                  3 ms
        ✔ ok         This user may use the socket                                1 ms

      Engine
        ✔ ok         Docker daemon runs well                                    41 ms
        ✔ ok         A container can be run                                     1.3 s

      act
        ✔ ok         act and the engine fit together                             3 ms

      Storage
        ✔ ok         Disks have room for containers                             12 ms

      Network
        ✔ ok         Names can be looked up                                     28 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                           0 ms

      Security
        – skipped    SELinux lets containers work                                0 ms

      ? help · q quit · ↑↓ move · enter details · / filter · r again
      "
    `);
  });
  it('is not proved', () => {
    const state = given(
      running,
      { type: 'step-changed', step: 1, state: 'failed', text: '' },
      { type: 'repaired', record: stillThere },
      { type: 'reported', report: oneRoot },
    );
    expect(frame(state)).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Start the Docker daemon: confirmed

        ✔ done       1. systemctl reset-failed docker.service
        ✖ failed     2. systemctl start docker.service

        │ \\x1b]0;owned\\x07Job queued

      ? unverified  The steps were carried out, but the finding is still there.
        Failed       systemctl start docker.service: exit 1: Job failed
        Asked        access/socket, looking again: error
        lstat /var/run/docker.sock → ENOENT

      The whole host was looked at again; the list is fresh.

      enter back to the list · ? help · q quit
      "
    `);
  });
});

describe('the rest', () => {
  it('filters', () =>
    expect(frame(press(shown(oneRoot), '/', 'unver'))).toMatchInlineSnapshot(`
    "
    dockmedic 0.1.0 · local · debian 12 · x64

    ✖ There is no socket at /var/run/docker.sock, so no Docker client can reach the
      engine.
      Next: Start the Docker daemon
            press f, or run dockmedic fix start-docker

    Engine
    ❯ ? unverified A container can be run  ↳ because of sock-missing           3 ms

    Network
      ? unverified Names can be looked up  ↳ because of sock-missing           3 ms

    /unver▏ 2 of 9 · enter keeps · esc clears
    "
  `));
  it('keeps a filter', () => {
    expect(frame(press(shown(oneRoot), '/', 'unver', '<enter>'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✖ There is no socket at /var/run/docker.sock, so no Docker client can reach the
        engine.
        Next: Start the Docker daemon
              press f, or run dockmedic fix start-docker

      Engine
      ❯ ? unverified A container can be run  ↳ because of sock-missing           3 ms

      Network
        ? unverified Names can be looked up  ↳ because of sock-missing           3 ms

      /unver 2 of 9 · esc clears · ? help · q quit · ↑↓ move · enter details · f fix
      "
    `);
  });
  it('helps', () =>
    expect(frame(press(shown(healthy, { columns: 60 }), '?'))).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      Keys
        up down, k j   move; in a long page, scroll
        page up/down   move by a screen
        home end, g G  to the first or the last
        enter, right   details: cause, evidence, consequence,
                       fixes
        esc, left      back; in the list, drop the filter
        f              the fix: shows every step, then asks
        u              take the latest repair back: shows how,
                       then asks
        r              look again
        /              filter by title, id, code or status
        ?              this help
        q              quit; the last screen stays
        ctrl-c         interrupt, also a repair that runs

      Words
        ✔ ok           looked at, and nothing is wrong; enter
                       shows the evidence
        ⚠ warning      works, but will not for ever
        ✖ error        does not work
        – skipped      does not apply here, or was not asked for
        ? unverified   could not be looked at: neither fine nor
                       broken
        ↳ because of   the row is only so because of another
                       fault; repair that one first

      any key goes back
      "
    `));
  it('leaves the last frame without prompts', () => {
    expect(frame({ ...shown(healthy), closing: true })).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      ✔ Healthy: 7 ok, 2 skipped, in 412 ms.

      Access
        ✔ ok         Docker socket is reachable                                  3 ms
        ✔ ok         This user may use the socket                                1 ms

      Engine
        ✔ ok         Docker daemon runs well                                    41 ms
        ✔ ok         A container can be run                                     1.3 s

      act
        ✔ ok         act and the engine fit together                             3 ms

      Storage
        ✔ ok         Disks have room for containers                             12 ms

      Network
        ✔ ok         Names can be looked up                                     28 ms

      GPU
        – skipped    Containers can use the NVIDIA GPU                           0 ms

      Security
        – skipped    SELinux lets containers work                                0 ms
      "
    `);
  });
});

describe('taking back', () => {
  const asked = given(shown(oneRoot), { type: 'undo-planned', plan: undoPlan });

  it('is shown before it is asked for', () =>
    expect(frame(asked)).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      Take back: Start the Docker daemon
        Run          20261122T055019Z-3f2a

      1. takes back systemctl start docker.service
         # systemctl stop docker.service

      2. takes back systemctl reset-failed docker.service
        Runs         nothing: it left nothing to take back

      Take it back? y/N
      "
    `));

  it('tells how it ended', () => {
    const record = {
      ...undoPlan,
      state: 'undone',
      text: 'What the repair had changed was taken back.',
    } as const;
    const over = given(
      press(asked, 'y'),
      { type: 'step-changed', step: 0, state: 'taken-back', text: '' },
      { type: 'undone', record },
    );
    expect(frame(over)).toMatchInlineSnapshot(`
      "
      dockmedic 0.1.0 · local · debian 12 · x64

      Take back: Start the Docker daemon
        Run          20261122T055019Z-3f2a

        ⚠ taken-back 1. systemctl start docker.service
        ✔ done       2. systemctl reset-failed docker.service

      ✔ undone  What the repair had changed was taken back.

      The whole host was looked at again; the list is fresh.

      enter back to the list · ? help · q quit
      "
    `);
  });

  it('is named on top where an earlier repair was cut off', () => {
    const repairs = [
      { run: undoPlan.run, state: 'interrupted', undoable: true, title: undoPlan.title },
    ] as const;
    const lines = frame(given(shown(oneRoot), { type: 'left-open', repairs })).split('\n');
    expect(lines.filter((line) => /earlier repair|u undo/.test(line))).toMatchInlineSnapshot(`
      [
        "  An earlier repair was interrupted (Start the Docker daemon): u shows how to",
        "? help · q quit · ↑↓ move · enter details · f fix · u undo · / filter · r again",
      ]
    `);
  });
});
